import path from 'node:path';
import { ConfigError } from '../kernel/config/config.ts';
import { launch } from './launcher.ts';
import { loadEnvFile } from './load-env-file.ts';
import { StartupError } from './startup-error.ts';

// A terminal's Ctrl-C reaches npm, bootstrap and us, and bootstrap passes it on: one press comes as several signals.
const SAME_PRESS_MS = 1_500;

const root = path.resolve(import.meta.dirname, '../..');
const stop = new AbortController();
const hurry = new AbortController();
let firstSignalAt = 0;
const onSignal = (): void => {
  if (stop.signal.aborted && performance.now() - firstSignalAt > SAME_PRESS_MS) hurry.abort();
  if (!stop.signal.aborted) firstSignalAt = performance.now();
  stop.abort();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
process.on('disconnect', onSignal); // bootstrap.mjs was killed
// the terminal was closed, or whoever read along has left: like SIGHUP
for (const stream of [process.stdout, process.stderr]) stream.on('error', onSignal);

loadEnvFile(root);
try {
  const options = { root, env: process.env, print: (line: string) => console.log(line) };
  process.exitCode = await launch({ ...options, stop: stop.signal, hurry: hurry.signal });
} catch (error) {
  if (!(error instanceof ConfigError) && !(error instanceof StartupError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
if (process.connected) process.disconnect?.();
