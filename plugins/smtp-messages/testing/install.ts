import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

// Pinned: the module proxy keeps few of its versions.
const MAILPIT = 'github.com/axllent/mailpit@v1.27.11';
const TEN_MINUTES = 600_000;

export const name = 'mailpit';

type Env = Readonly<Record<string, string | undefined>>;

const cache = (env: Env): string =>
  path.join(env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'bookme', 'bin', 'mailpit');

/** A real mail server with a memory and faults on demand: `MAILPIT`, PATH, then the cache. */
export function findMailpit(env: Env): string | undefined {
  const named = env['MAILPIT'];
  const places = (env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return [...(named ? [named] : []), ...places.map((place) => path.join(place, 'mailpit')), cache(env)].find(
    isExecutable,
  );
}

/**
 * Finds mailpit or builds it into the cache: three minutes, once a machine. The gate calls it before the tests.
 *
 * @returns its path
 * @throws Error when it cannot be had, such as without Go
 */
export async function install(tell: (line: string) => void, env: Env): Promise<string> {
  const found = findMailpit(env);
  if (found) return found;
  tell(`building ${MAILPIT} with Go (about three minutes, once)`);
  const target = cache(env);
  mkdirSync(path.dirname(target), { recursive: true });
  const unfinished = mkdtempSync(`${target}.`);
  try {
    await promisify(execFile)('go', ['install', '-trimpath', '-ldflags=-s -w', MAILPIT], {
      env: { ...env, GOBIN: unfinished, CGO_ENABLED: '0' },
      timeout: TEN_MINUTES,
    });
    renameSync(path.join(unfinished, 'mailpit'), target); // whole or not at all, also when two build it
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return target;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
