import { Connection } from '@temporalio/client';
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
  /** How long closed runs stay readable. Default 30 days. */
  readonly retentionDays?: number;
  /** Name to type (Keyword, Int, …). */
  readonly searchAttributes?: Readonly<Record<string, string>>;
  /** Set with `--dynamic-config-value`; values as JSON. */
  readonly dynamicConfig?: Readonly<Record<string, unknown>>;
};

export type TemporalServer = {
  /** host:port for clients and workers. */
  readonly address: string;
  readonly uiUrl: string;
  readonly identity: ProcessIdentity;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** May be called twice. */
  stop(): Promise<void>;
};

const READY_WITHIN_MS = 60_000;
const DAY_SECONDS = 86_400;

/**
 * Starts Temporal's development server on 127.0.0.1 with a durable file.
 * Without the two pragmas its file is synced on every step, and twenty bookings a second take it down.
 *
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
    // settings of the user's own Temporal profiles do not concern this server
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TZ: 'UTC',
      TEMPORAL_CONFIG_FILE: path.join(path.dirname(dataFile), 'none.toml'),
    },
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
    if (identity) await stopTemporal(identity);
    const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-10).join('\n');
    throw new StartupError(
      `Temporal (port ${port}, namespace ${namespace}) did not start. Its log (${logFile}) ends with:\n${tail}`,
    );
  }
  const stop = async (): Promise<void> => {
    await stopTemporal(identity);
    await exited;
  };
  return { address, uiUrl: `http://127.0.0.1:${uiPort}`, identity, exited, stop };
}

/** For a server left behind by a killed start as well. */
export async function stopTemporal(identity: ProcessIdentity): Promise<void> {
  const ended = await endProcess(identity, [
    { signal: 'SIGINT', graceMs: 5_000 },
    { signal: 'SIGKILL', graceMs: 2_000 },
  ]);
  if (!ended) throw new StartupError(`Temporal (process ${identity.pid}) does not end, even when killed.`);
}

function serverArguments(options: TemporalServerOptions): string[] {
  const { dataFile, namespace, port, uiPort, searchAttributes = {}, dynamicConfig = {} } = options;
  return [
    'server',
    'start-dev',
    ...['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', dataFile, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
    ...['--namespace', namespace, '--log-level', 'warn', '--color', 'never'],
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...Object.entries(dynamicConfig).flatMap(([name, value]) => [
      '--dynamic-config-value',
      `${name}=${JSON.stringify(value)}`,
    ]),
  ];
}

/** Ready is: the namespace answers. The health service says "serving" a little before that. */
async function becomesReady(
  identity: ProcessIdentity,
  address: string,
  options: TemporalServerOptions,
): Promise<boolean> {
  const { namespace, binary, retentionDays = 30 } = options;
  const deadline = performance.now() + READY_WITHIN_MS;
  const connection = Connection.lazy({
    address,
    interceptors: [], // this loop is the retry
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 500 },
  });
  try {
    while (isRunning(identity) && performance.now() < deadline) {
      const retention = await retentionOf(connection, namespace);
      if (retention === undefined) {
        await sleep(100);
        continue;
      }
      // the server makes its namespace with a day, after which a closed booking's history is gone
      if (retention !== retentionDays * DAY_SECONDS) await setRetention(binary, address, namespace, retentionDays);
      return true;
    }
    return false;
  } finally {
    await connection.close();
  }
}

/** Seconds; undefined while the namespace does not answer. */
async function retentionOf(connection: Connection, namespace: string): Promise<number | undefined> {
  try {
    const { config } = await connection.withDeadline(Date.now() + 1_000, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'number') return undefined; // a gRPC status: not yet
    throw error;
  }
}

async function setRetention(binary: string, address: string, namespace: string, days: number): Promise<void> {
  const where = ['--address', address, '--namespace', namespace];
  await promisify(execFile)(binary, ['operator', 'namespace', 'update', ...where, '--retention', `${days}d`]);
}
