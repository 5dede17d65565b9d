import { server as wanted } from '@bookme/temporal-config';
import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endProcess, identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { StartupError } from './startup-error.ts';

export type TemporalServerOptions = {
  /** The `temporal` program. */
  readonly binary: string;
  /** Workflows live in this SQLite file. */
  readonly dataFile: string;
  readonly namespace: string;
  readonly port: number;
  readonly uiPort: number;
  readonly logFile: string;
};

export type TemporalServer = {
  /** host:port for clients and workers. */
  readonly address: string;
  readonly uiUrl: string;
  readonly identity: ProcessIdentity;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Asks it to end, kills it after `graceMs`. May be called twice. */
  stop(graceMs?: number): Promise<void>;
};

const READY_WITHIN_MS = 60_000;

/**
 * Starts Temporal's development server on 127.0.0.1 with a durable file, and answers when its namespace does.
 * @throws StartupError when it is not ready within a minute, with the end of its log
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const { binary, dataFile, namespace, port, uiPort, logFile } = options;
  mkdirSync(path.dirname(dataFile), { recursive: true });
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(binary, serverArguments(options), {
    // its own group: Ctrl-C reaches the launcher alone, which stops things in order
    detached: true,
    stdio: ['ignore', log, log],
    env: programEnvironment(),
  });
  closeSync(log);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', reject);
  });
  if (child.pid === undefined) await exited; // rejects with why the program could not be run
  const identity = identify(child.pid as number);
  const address = `127.0.0.1:${port}`;
  if (!identity || !(await becomesReady(identity, address, options))) {
    if (identity) await endTemporal(identity);
    const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-10).join('\n');
    throw new StartupError(
      `Temporal (port ${port}, namespace ${namespace}) did not start. Its log (${logFile}) ends with:\n${tail}`,
    );
  }
  const stop = async (graceMs?: number): Promise<void> => {
    await endTemporal(identity, graceMs);
    await exited;
  };
  return { address, uiUrl: `http://127.0.0.1:${uiPort}`, identity, exited, stop };
}

/** Without the two pragmas its file is synced on every step, and twenty bookings a second take it down. */
function serverArguments({ dataFile, namespace, port, uiPort }: TemporalServerOptions): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', dataFile, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
    ...['--namespace', namespace, '--log-level', 'warn', '--color', 'never'],
    ...Object.entries(wanted.searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...Object.entries(wanted.dynamicConfig).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}

async function endTemporal(identity: ProcessIdentity, graceMs = 5_000): Promise<void> {
  const ended = await endProcess(identity, [
    { signal: 'SIGINT', graceMs },
    { signal: 'SIGKILL', graceMs: 1_000 },
  ]);
  if (!ended) throw new StartupError(`Temporal (process ${identity.pid}) does not end, even when killed.`);
}

/** The health service says "serving" a little before the namespace answers, so the namespace is asked. */
async function becomesReady(
  identity: ProcessIdentity,
  address: string,
  { binary, namespace }: TemporalServerOptions,
): Promise<boolean> {
  const deadline = performance.now() + READY_WITHIN_MS;
  const describe = ['operator', 'namespace', 'describe', '--address', address, '--namespace', namespace];
  while (isRunning(identity) && performance.now() < deadline) {
    if (await succeeds(binary, [...describe, '--command-timeout', '1s'])) {
      // it makes its namespace with one day, after which the history of an ended run is gone
      const retention = ['--retention', `${wanted.retentionDays}d`];
      const update = ['operator', 'namespace', 'update', '--address', address, '--namespace', namespace, ...retention];
      await promisify(execFile)(binary, update, { env: programEnvironment() });
      return true;
    }
    await sleep(100);
  }
  return false;
}

function succeeds(binary: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => execFile(binary, args, { env: programEnvironment() }, (error) => resolve(!error)));
}

/** Without the user's own Temporal profiles and variables, which are about other servers. */
function programEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', TEMPORAL_CONFIG_FILE: '/dev/null' };
}
