import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { environmentOf, loadConfig, type Config } from '../kernel/config/config.ts';
import { banner } from './banner.ts';
import { lockDataDir } from './data-lock.ts';
import { createLogs, type Logs } from './logs.ts';
import { startNodeService } from './node-service.ts';
import type { Prepared } from './prepare-database.ts';
import { untilAnswers, untilSaid } from './readiness.ts';
import { createRunRecord, endLeftovers } from './run-record.ts';
import { runPreparation } from './run-preparation.ts';
import { keptSecret } from './secret.ts';
import { runEmbeddedPostgres, runTemporal, type OwnServices } from './own-services.ts';
import { createStablePorts } from './stable-ports.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';
import { buildUi } from './ui-build.ts';
import { choosePort } from './web-port.ts';

export type LauncherOptions = {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  /** Aborted: stop everything and return. */
  readonly stop: AbortSignal;
  /** Aborted after `stop`: without grace. */
  readonly hurry?: AbortSignal;
  /** Programs to run instead of our own: for tests of the launcher. Absolute paths. */
  readonly programs?: { readonly prepare: string; readonly api: string; readonly worker: string };
  readonly userInterfaces?: readonly string[];
};

/** Stopped one group after the other. Their graces (below) keep the whole under ten seconds. */
const STOP_ORDER = [['API', 'worker'], ['Temporal'], ['PostgreSQL']];
const GRACE_MS = { node: 5_000, temporal: 2_000, postgres: 2_000 };

/**
 * `npm start`: everything from the settings to the printed addresses, then watching until told to stop.
 * Returns the exit code; whatever it started has ended by then.
 *
 * @throws ConfigError, StartupError with a message for the person at the terminal
 */
export async function launch(options: LauncherOptions): Promise<number> {
  const { root, env, print } = options;
  const settings = loadConfig(env, root);
  // root's PostgreSQL runs as another user, who must pass through to its own directory
  mkdirSync(settings.dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const lock = lockDataDir(settings.dataDir);
  const record = createRunRecord(settings.dataDir);
  const logs = createLogs(path.join(settings.dataDir, 'logs'), print);
  let hopeless: string | undefined;
  const failed = new AbortController();
  const stop = AbortSignal.any([options.stop, failed.signal]);
  const supervisor = createSupervisor({
    note: print,
    onStarted: record.set,
    onHopeless(message) {
      hopeless = message;
      failed.abort();
    },
  });
  options.hurry?.addEventListener('abort', () => void supervisor.kill());
  try {
    await endLeftovers(settings.dataDir, print);
    const { port, note } = await choosePort(settings);
    if (note) print(note);
    const config = loadConfig({ ...env, PORT: String(port) }, root);
    const secret = config.secret ?? keptSecret(config.dataDir);
    await bringUp({ options, config: { ...config, secret }, logs, supervisor, stop, announce: lock.announce });
    await aborted(stop);
  } catch (error) {
    if (!options.stop.aborted && hopeless === undefined) throw error; // else it only says that a start was cut short
  } finally {
    if (options.stop.aborted) print('\nStopping');
    await supervisor.stop(STOP_ORDER);
    logs.close();
    record.clear();
    lock.release();
  }
  print(hopeless ?? 'Everything is stopped.');
  return hopeless === undefined ? 0 : 1;
}

type BringUp = {
  options: LauncherOptions;
  config: Config & { secret: string };
  logs: Logs;
  supervisor: Supervisor;
  stop: AbortSignal;
  announce: (address: string) => void;
};

async function bringUp({ options, config, logs, supervisor, stop, announce }: BringUp): Promise<void> {
  const { root, print, programs = ownPrograms(root), userInterfaces = ['booking-ui', 'admin-ui'] } = options;
  const step = createSteps(print);
  const services: OwnServices = {
    config,
    logs,
    supervisor,
    ports: createStablePorts(config.dataDir),
    graceMs: GRACE_MS,
    print,
  };
  const [database, temporal] = await allOrNone(
    stop,
    (signal) =>
      [
        prepareDatabase(services, { file: programs.prepare, root, step, signal }),
        config.temporalAddress
          ? { address: config.temporalAddress, uiUrl: undefined }
          : step('Temporal', runTemporal(services, signal)),
        ...userInterfaces.map(async (name) => step(`${name} (built once per change)`, buildUi(root, name, signal))),
      ] as const,
  );
  stop.throwIfAborted();
  const runtime = {
    ...config,
    databaseUrl: database.urls.databaseUrl,
    // of the embedded database they need not know the owner's password, nor of any that of the first admin
    databaseOwnerUrl: config.databaseOwnerUrl,
    temporalAddress: temporal.address,
    adminPassword: undefined,
  };
  const env = { ...environmentOf(runtime), TZ: 'UTC', NODE_ENV: 'production' };
  const saidReady = new Set<string>();
  for (const [name, file] of [
    ['API', programs.api],
    ['worker', programs.worker],
  ] as const) {
    const start = async () =>
      startNodeService({ name, file, cwd: root, env, logs, onReady: () => saidReady.add(name) });
    await supervisor.run({ name, start, graceMs: GRACE_MS.node, needs: ['PostgreSQL'] });
  }
  await step(
    'API and worker',
    Promise.all([untilAnswers(config, stop), untilSaid(saidReady, ['API', 'worker'], stop)]),
  );
  announce(config.baseUrl);
  print(
    banner({
      config: { ...config, temporalAddress: temporal.address },
      prepared: database.prepared,
      temporalUi: temporal.uiUrl,
    }),
  );
}

type DatabaseUrls = { databaseUrl: string; databaseOwnerUrl: string };
type PrepareArgs = { file: string; root: string; step: Step; signal: AbortSignal };

async function prepareDatabase(
  services: OwnServices,
  { file, root, step, signal }: PrepareArgs,
): Promise<{ urls: DatabaseUrls; prepared: Prepared }> {
  const { config, logs, print } = services;
  const { databaseUrl, databaseOwnerUrl } = config;
  const urls =
    databaseUrl && databaseOwnerUrl
      ? { databaseUrl, databaseOwnerUrl }
      : await step('PostgreSQL', runEmbeddedPostgres(services));
  signal.throwIfAborted();
  const env = environmentOf({ ...config, ...urls });
  const prepared = await step('Database schema and first data', runPreparation({ file, cwd: root, env, logs, signal }));
  // said at once: it is stored nowhere, and a start that fails after this would not come to its banner
  if (prepared.adminPassword !== undefined) print(`  First admin: ${prepared.adminEmail}  ${prepared.adminPassword}`);
  return { urls, prepared };
}

type Step = <T>(what: string, work: Promise<T>) => Promise<T>;

/** One line per step when it is done, so it reads the same in a terminal and in a log. */
function createSteps(print: (line: string) => void): Step {
  return async (what, work) => {
    const began = performance.now();
    const result = await work;
    if (result !== false) print(`  ${what}: ready (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    return result;
  };
}

/** Waits for all even when one fails, so that nothing is still being started while the rest is stopped. */
async function allOrNone<T extends readonly unknown[]>(
  stop: AbortSignal,
  work: (signal: AbortSignal) => T,
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const failed = new AbortController();
  const running = work(AbortSignal.any([stop, failed.signal])).map(async (one) => {
    try {
      return await one;
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(running);
  if (failed.signal.aborted) throw failed.signal.reason;
  return (await Promise.all(running)) as { [K in keyof T]: Awaited<T[K]> };
}

const ownPrograms = (root: string) => ({
  prepare: path.join(root, 'core/cli/prepare-database.ts'),
  api: path.join(root, 'core/server.ts'),
  worker: path.join(root, 'workflows/worker.ts'),
});

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    // a signal alone keeps no process alive, but the children's pipes do
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
