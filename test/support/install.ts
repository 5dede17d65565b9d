import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Told what is being done when it takes more than a moment. */
export type Tell = (line: string) => void;

/** The program's full path, if PATH has it. */
export function onPath(program: string): string | undefined {
  const places = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return places.map((place) => path.join(place, program)).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export type RunOptions = { readonly timeoutMs: number; readonly cwd?: string; readonly env?: NodeJS.ProcessEnv };

/**
 * Runs a program and answers with what it printed.
 *
 * @throws Error with the end of its output when it fails or outlives `timeoutMs`
 */
export async function run(program: string, args: readonly string[], options: RunOptions): Promise<string> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ending = await new Promise<string | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `ended with ${signal ?? code}`));
  });
  if (ending === undefined) return output;
  throw new Error(`${program} ${args.join(' ')} ${ending}:\n${output.trim().split('\n').slice(-12).join('\n')}`);
}

/** Makes a folder of the cache whole or not at all, also when several processes make it at once. */
export async function makeOnce(folder: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  mkdirSync(path.dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}.`);
  try {
    await make(unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // another process was faster
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Whether this machine is Debian-like and lets us install its packages. */
export const canUseApt = (): boolean => process.getuid?.() === 0 && onPath('apt-get') !== undefined;

const TEN_MINUTES = 600_000;
const apt = { timeoutMs: TEN_MINUTES, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
let lastInstall: Promise<void> = Promise.resolve(); // apt holds a lock of its own: one install at a time in this process

/** Installs Debian packages. The list of packages is fetched first, for a fresh image has none. */
export async function aptInstall(packages: readonly string[], tell: Tell): Promise<void> {
  const install = async (): Promise<void> => {
    tell(`installing ${packages.join(' ')} (apt)`);
    await run('apt-get', ['update', '-qq'], apt);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], apt);
  };
  lastInstall = lastInstall.then(install, install);
  await lastInstall;
}
