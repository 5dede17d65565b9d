import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { commandLine, endProcess, identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { provisionDatabase, type DatabaseRole } from './provision-database.ts';
import { reachableFor } from './reachable.ts';
import { clusterUrl, passwordFileOf, readPassword, readPidFile } from './running-postgres.ts';
import { StartupError } from './startup-error.ts';
import { unprivilegedUser, type SystemUser } from './unprivileged-user.ts';

export type EmbeddedPostgresOptions = {
  /** Holds `cluster/` (the data directory proper), `superuser-password` and, unless told otherwise, `postgres.log`. */
  readonly dataDir: string;
  /** Default: any free port. */
  readonly port?: number;
  /** false gives up safety against power loss for speed: for tests only. Default true. */
  readonly durable?: boolean;
  /** Default 100. */
  readonly maxConnections?: number;
  readonly logFile?: string;
  /** The database made on start, with roles and extensions. Default `bookme`. */
  readonly database?: string;
  /** Told about what takes a while or is unusual (an orphan stopped, files kept elsewhere). */
  readonly note?: (line: string) => void;
};

export type EmbeddedPostgres = {
  /** Connection URL of a role (default `bookme_app`) to a database of this cluster. */
  url(database: string, role?: DatabaseRole | 'postgres'): string;
  /** `bookme_owner` on the database made on start: for migrations. */
  readonly ownerUrl: string;
  readonly superuserUrl: string;
  readonly port: number;
  readonly pid: number;
  readonly identity: ProcessIdentity;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /**
   * Fast shutdown: open transactions are rolled back, everything committed is on disk.
   * After `graceMs` (default 5000) it is made to end at once and recovers at its next start. May be called twice.
   */
  stop(graceMs?: number): Promise<void>;
};

const READY_WITHIN_MS = 60_000;
const STILL_IN_USE = /pre-existing shared memory block|still in use/;
const PORT_TAKEN = /could not bind|Address already in use|Address in use/;

/**
 * Starts a real PostgreSQL of our own on 127.0.0.1, making the cluster on first use.
 * A server left behind by a killed start is stopped first; its data is recovered by PostgreSQL as after a crash.
 *
 * @throws StartupError when it cannot be made or started, with the end of the server's log
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { database = 'bookme', note = () => {} } = options;
  const user = unprivilegedUser();
  const wanted = path.resolve(options.dataDir);
  const { dataDir, binaries } = reachableFor({ user, dataDir: wanted, binaries: findPostgresBinaries(), note });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (user) chownSync(dataDir, user.uid, user.gid);
  const cluster = path.join(dataDir, 'cluster');
  const logFile = options.logFile ?? path.join(dataDir, 'postgres.log');
  await stopOrphan(cluster, note);
  const password = initialise({ cluster, dataDir, binaries, user, durable: options.durable ?? true });
  const server = await launch({ options, cluster, logFile, binaries, user, note });

  const url: EmbeddedPostgres['url'] = (name, role = 'bookme_app') => clusterUrl(server.port, password, name, role);
  const stop = async (graceMs?: number): Promise<void> => {
    await stopServer(server.identity, graceMs);
    await server.exited;
  };
  try {
    await provisionDatabase(url('postgres', 'postgres'), { database });
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...server, url, ownerUrl: url(database, 'bookme_owner'), superuserUrl: url('postgres', 'postgres'), stop };
}

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one (recovery at the next start). */
async function stopServer(identity: ProcessIdentity, graceMs = 5_000): Promise<void> {
  const ended = await endProcess(identity, [
    { signal: 'SIGINT', graceMs },
    { signal: 'SIGQUIT', graceMs: 1_500 },
    { signal: 'SIGKILL', graceMs: 1_000 },
  ]);
  if (!ended) throw new StartupError(`PostgreSQL (process ${identity.pid}) does not end, even when killed.`);
}

async function stopOrphan(cluster: string, note: (line: string) => void): Promise<void> {
  const pidFile = readPidFile(cluster);
  if (!pidFile) return;
  const orphan = identify(pidFile.pid);
  // after a crash the number may belong to anybody: only one started on this directory is ours
  if (!orphan || !commandLine(orphan.pid).includes(pidFile.directory)) return;
  note(`stopping the PostgreSQL (process ${orphan.pid}) that an earlier start left behind`);
  await stopServer(orphan);
}

type InitialiseArgs = {
  cluster: string;
  dataDir: string;
  binaries: PostgresBinaries;
  user: SystemUser | undefined;
  durable: boolean;
};

/** Makes the cluster when it is missing. Answers with the superuser's password. */
function initialise({ cluster, dataDir, binaries, user, durable }: InitialiseArgs): string {
  const passwordFile = passwordFileOf(dataDir);
  if (existsSync(path.join(cluster, 'PG_VERSION'))) return readPassword(dataDir);
  const half = `${cluster}.new`; // renamed when whole, so a start killed in the middle leaves no half cluster
  rmSync(half, { recursive: true, force: true });
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const { status, stderr, error } = spawnSync(
    binaries.initdb,
    [
      '-D',
      half,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // the same order and case rules on every machine, whatever libraries it has
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    { cwd: dataDir, encoding: 'utf8', ...user, env: serverEnv() },
  );
  if (status !== 0) {
    throw new StartupError(`PostgreSQL could not be set up in ${dataDir}: ${error?.message ?? stderr.trim()}`);
  }
  renameSync(half, cluster);
  return password;
}

type LaunchArgs = {
  options: EmbeddedPostgresOptions;
  cluster: string;
  logFile: string;
  binaries: PostgresBinaries;
  user: SystemUser | undefined;
  note: (line: string) => void;
};
type Server = Pick<EmbeddedPostgres, 'port' | 'pid' | 'identity' | 'exited'>;

/** Tries again while backends of a killed server still hold its memory, or when a port of our choice was lost. */
async function launch(args: LaunchArgs): Promise<Server> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const port = args.options.port ?? (await freePort());
    const outcome = await tryLaunch(args, port, deadline);
    if (typeof outcome !== 'string') return outcome;
    const passing = STILL_IN_USE.test(outcome) || (args.options.port === undefined && PORT_TAKEN.test(outcome));
    if (!passing || performance.now() > deadline) {
      throw new StartupError(
        `PostgreSQL did not start (port ${port}). Its log (${args.logFile}) ends with:\n${outcome}`,
      );
    }
    await sleep(250);
  }
}

async function tryLaunch(args: LaunchArgs, port: number, deadline: number): Promise<Server | string> {
  const { cluster, logFile, binaries, user, options } = args;
  const log = openSync(logFile, 'a', 0o600);
  const from = statSync(logFile).size;
  const child = spawn(binaries.postgres, ['-D', cluster, ...settings(options, port)], {
    // its own group: Ctrl-C reaches the launcher alone, which stops things in order
    detached: true,
    stdio: ['ignore', log, log],
    cwd: path.dirname(cluster),
    env: serverEnv(),
    ...user,
  });
  closeSync(log);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', reject);
  });
  const pid = await spawned(child, exited);
  const identity = identify(pid);
  if (identity && (await becomesReady(identity, cluster, deadline))) return { port, pid, identity, exited };
  if (identity) await stopServer(identity);
  return readFileSync(logFile).subarray(from).toString('utf8').trim().split('\n').slice(-15).join('\n');
}

/** PostgreSQL writes into its pid file when it takes connections. */
async function becomesReady(identity: ProcessIdentity, cluster: string, deadline: number): Promise<boolean> {
  while (isRunning(identity) && performance.now() < deadline) {
    const pidFile = readPidFile(cluster);
    if (pidFile?.pid === identity.pid && pidFile.ready) return true;
    await sleep(20);
  }
  return false;
}

async function spawned(child: ChildProcess, exited: Promise<unknown>): Promise<number> {
  if (child.pid === undefined) await exited; // rejects with why the program could not be run
  return child.pid as number;
}

function settings({ durable = true, maxConnections = 100 }: EmbeddedPostgresOptions, port: number): string[] {
  const values: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: maxConnections,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** A locale of the machine's would change messages that are read here and, on macOS, start threads too early. */
function serverEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}
