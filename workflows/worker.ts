import { ConfigError, createBackground, createRuntime, exitWithParent, loadRuntimeConfig } from '@bookme/core/app';
import { relayPace } from '@bookme/temporal-config';
import { parseArgs } from 'node:util';
import { startTemporalWorker } from './temporal-worker.ts';

/** The worker's own limit is 20 s; whatever is not out by then is lost to a retry. */
const HARD_END_MS = 24_000;

function options(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      'relay-only': { type: 'boolean', default: false },
      'no-relay': { type: 'boolean', default: false },
      'relay-rate': { type: 'string', default: String(relayPace.perSecond) },
    },
  });
  const perSecond = Number(values['relay-rate']);
  if (!(perSecond > 0)) throw new ConfigError(['--relay-rate: must be a number of rows a second, such as 20']);
  if (values['relay-only'] && values['no-relay'])
    throw new ConfigError(['--relay-only, --no-relay: nothing would run']);
  return { work: !values['relay-only'], relay: !values['no-relay'], pace: { ...relayPace, perSecond } };
}

/** `bookme worker`: serves the task queues, carries the outbox to Temporal and repairs what was lost on the way. */
async function main(): Promise<void> {
  // the sandbox takes the zone of the process: two workers that differ would replay differently
  if (process.env['TZ'] !== 'UTC') throw new ConfigError(['TZ: must be UTC for the worker (npm start sets it)']);
  const { work, relay, pace } = options(process.argv.slice(2));
  const runtime = await createRuntime(loadRuntimeConfig(process.env), { name: 'worker' });
  const { config, log } = runtime;
  const background = await createBackground(runtime);
  const relaying = relay ? background.startRelay(pace) : undefined;
  const worker = work
    ? startTemporalWorker({
        address: config.temporalAddress,
        namespace: config.temporalNamespace,
        dataConverter: background.dataConverter,
        lifecycle: background.lifecycle,
        log,
      })
    : undefined;

  let stopping = false;
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  function onSignal(reason: string): void {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'worker stopping');
    setTimeout(() => process.exit(1), HARD_END_MS).unref();
    worker?.stop();
    stop();
  }
  process.on('SIGTERM', () => onSignal('SIGTERM'));
  process.on('SIGINT', () => onSignal('SIGINT'));
  exitWithParent();

  const state = worker ? await Promise.race([worker.ready, worker.ended]) : 'relaying';
  log.info({ state }, 'worker ready');
  process.send?.({ type: 'ready' });

  await Promise.race([stopped, worker?.ended ?? stopped]); // a worker that ends by itself ends the process, loudly
  await Promise.all([worker?.ended, relaying?.stop()]);
  await runtime.close();
  log.info('worker stopped');
  process.exit(0);
}

const isForThePerson = (error: Error): boolean =>
  error instanceof ConfigError || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

main().catch((error: Error) => {
  process.stderr.write(`${isForThePerson(error) ? error.message : error.stack}\n`);
  process.exit(1);
});
