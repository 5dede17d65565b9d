import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp, createRuntime } from './app.ts';
import { exitWithParent } from './cli/parent-watch.ts';
import { ConfigError, loadRuntimeConfig } from './kernel/config/config.ts';

/** Requests under way get so long to end. */
const GRACE_MS = 8_000;

/** `bookme api`: HTTP and live streams. Takes bookings as long as PostgreSQL answers, whatever else is down. */
async function main(): Promise<void> {
  const config = loadRuntimeConfig(process.env);
  const runtime = await createRuntime(config, { name: 'api' });
  let serving = true;
  const { app, stream } = await createHttp(runtime, { isServing: () => serving });
  const server = createServer(app.callback());
  server.requestTimeout = 30_000;
  stream.attach(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  runtime.log.info({ port }, 'api ready');
  process.send?.({ type: 'ready', port });

  let stopping = false;
  async function stop(reason: string): Promise<void> {
    if (stopping) return;
    stopping = true;
    serving = false;
    runtime.log.info({ reason }, 'api stopping');
    const force = setTimeout(() => process.exit(1), GRACE_MS + 1_000);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    stream.close();
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
    await closed;
    await runtime.close();
    clearTimeout(force);
    process.exit(0);
  }
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  exitWithParent();
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof ConfigError ? `${error.message}\n` : `${(error as Error).stack}\n`);
  process.exit(1);
});
