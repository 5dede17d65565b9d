import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheDir } from './cache-dir.ts';
import { buildTemporal, downloadTemporal, TEMPORAL_CLI_VERSION, type TemporalInstaller } from './temporal-install.ts';
import { StartupError } from './startup-error.ts';

export type TemporalBinary = {
  readonly file: string;
  readonly from: 'TEMPORAL_CLI' | 'PATH' | 'cache' | 'download' | 'build';
  /** As the program says, such as `1.5.1 (Server 1.29.1, UI 2.42.1)`. */
  readonly version: string;
};

export type FindTemporalOptions = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cache?: string;
  readonly note?: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly download?: TemporalInstaller;
  readonly build?: TemporalInstaller;
};

/**
 * Finds Temporal's command line program, whose development server `npm start` runs:
 * TEMPORAL_CLI, PATH, BookMe's cache, the SDK's download, `go install`. Each is asked for its version
 * before it is believed. Nothing else is ever used in its place.
 *
 * @throws StartupError listing what was tried and what to install
 */
export async function findTemporal(options: FindTemporalOptions = {}): Promise<TemporalBinary> {
  const { env = process.env, note = () => {}, download = downloadTemporal, build = buildTemporal } = options;
  const program = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
  const cached = path.join(options.cache ?? cacheDir(env), `temporal-${TEMPORAL_CLI_VERSION}`, program);
  const tried: string[] = [];

  const take = async (from: TemporalBinary['from'], file: string): Promise<TemporalBinary | undefined> => {
    try {
      return { file, from, version: await versionOf(file, options.signal) };
    } catch (error) {
      tried.push(`${from} (${file}): ${oneLine(error)}`);
      return undefined;
    }
  };
  const install = async (
    from: 'download' | 'build',
    installer: TemporalInstaller,
  ): Promise<TemporalBinary | undefined> => {
    try {
      await installer(cached, { note, signal: options.signal });
    } catch (error) {
      options.signal?.throwIfAborted();
      tried.push(`${from}: ${oneLine(error)}`);
      return undefined;
    }
    return take(from, cached);
  };

  if (env.TEMPORAL_CLI) {
    const chosen = await take('TEMPORAL_CLI', env.TEMPORAL_CLI);
    if (chosen) return chosen;
    throw new StartupError(`TEMPORAL_CLI does not name a Temporal program that runs.\n  ${tried.join('\n  ')}`);
  }
  const onPath = lookUpPath(program, env.PATH);
  if (onPath) {
    const found = await take('PATH', onPath);
    if (found) return found;
  } else tried.push('PATH: has no program called temporal');
  if (isExecutable(cached)) {
    const found = await take('cache', cached);
    if (found) return found;
  } else tried.push(`cache: ${cached} does not exist`);
  const installed = (await install('download', download)) ?? (await install('build', build));
  if (installed) return installed;
  throw new StartupError(
    `No Temporal program could be found, downloaded or built. Tried in this order:\n  ${tried.join('\n  ')}\n` +
      'Install one of these and start again: the Temporal CLI (https://docs.temporal.io/cli), or Go 1.24 or newer ' +
      '(https://go.dev/dl), with which BookMe builds it. Or set TEMPORAL_ADDRESS to a Temporal server of your own.',
  );
}

async function versionOf(file: string, signal?: AbortSignal): Promise<string> {
  const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: 20_000, ...(signal && { signal }) });
  const version = /^temporal version (.+)$/m.exec(stdout)?.[1];
  if (!version) throw new Error('is not the Temporal command line program');
  return version;
}

function lookUpPath(program: string, searched = ''): string | undefined {
  const candidates = searched.split(path.delimiter).filter(Boolean);
  return candidates.map((directory) => path.resolve(directory, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return false;
    throw error;
  }
}

function oneLine(error: unknown): string {
  const { code, message, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES') return 'may not be run';
  return (stderr?.trim() || message).split('\n').slice(-3).join(' | ').slice(0, 400);
}
