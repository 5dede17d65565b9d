import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { StartupError } from './startup-error.ts';

/** Who runs this data directory, and where it can be reached once it is ready. */
type Holder = ProcessIdentity & { readonly address?: string };

export type DataLock = {
  /** Tells a second start where this one is. */
  readonly announce: (address: string) => void;
  readonly release: () => void;
};

/**
 * One start per data directory. A lock whose process has ended (killed, machine restarted) is taken over;
 * number and start time of the process must both match for it to hold.
 *
 * @throws StartupError with the address of the running one
 */
export function lockDataDir(dataDir: string): DataLock {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'lock.json');
  const own = identify(process.pid) as ProcessIdentity;
  while (!tryCreate(file, own)) {
    const holder = read(file);
    if (holder && isRunning(holder)) throw alreadyRunning(dataDir, holder);
    removeStale(file);
  }
  return {
    announce: (address) => replace(file, { ...own, address }),
    release: () => rmSync(file, { force: true }),
  };
}

function alreadyRunning(dataDir: string, { pid, address }: Holder): StartupError {
  const where = address ? `at ${address} (process ${pid})` : `as process ${pid} and is about to be ready`;
  return new StartupError(
    `BookMe already runs on ${dataDir} ${where}.\n` +
      `Stop that one first (Ctrl-C there, or: kill ${pid}), or set BOOKME_DATA_DIR to run a second one beside it.`,
  );
}

/** Whole or not at all, and only if nobody has it: a link is refused when its name is taken. */
function tryCreate(file: string, holder: Holder): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

/** Of several starts that find the same stale lock, one moves it away; what it moved is looked at once more. */
function removeStale(file: string): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // another start was first
    throw error;
  }
  const moved = read(aside);
  if (moved && isRunning(moved)) linkSync(aside, file); // a new holder came between look and move: give it back
  rmSync(aside);
}

function replace(file: string, holder: Holder): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(holder));
  renameSync(draft, file);
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
