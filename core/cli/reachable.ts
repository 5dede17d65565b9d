import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { copyBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { StartupError } from './startup-error.ts';
import { closedParents, type SystemUser } from './unprivileged-user.ts';

type ReachableArgs = {
  /** Undefined: PostgreSQL runs as ourselves, so everything of ours is in reach. */
  readonly user: SystemUser | undefined;
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly note: (line: string) => void;
  readonly state?: string;
};
type Reachable = { readonly dataDir: string; readonly binaries: PostgresBinaries };

/** Where PostgreSQL's files go when the data directory is closed to its user. Root's own, like any service's. */
const STATE = '/var/lib/bookme';

/**
 * Started by root inside a directory closed to others (/root, a `mktemp -d`), PostgreSQL's own user could
 * reach neither program nor data. The program is then copied, and the data directory becomes a link to one
 * under /var/lib/bookme, so that `.bookme` still is the whole state as its owner sees it.
 *
 * @throws StartupError when data already lies in a directory that was closed afterwards
 */
export function reachableFor({ user, dataDir, binaries, note, state = STATE }: ReachableArgs): Reachable {
  if (!user) return { dataDir, binaries };
  const programs =
    closedParents(binaries.postgres, user).length > 0 ? copyBinaries(binaries, path.join(state, 'bin')) : binaries;
  return { dataDir: reachableData(user, dataDir, state, note), binaries: programs };
}

function reachableData(user: SystemUser, dataDir: string, state: string, note: (line: string) => void): string {
  const present = lstatSync(dataDir, { throwIfNoEntry: false });
  if (present?.isSymbolicLink()) {
    const target = readlinkSync(dataDir);
    mkdirSync(target, { recursive: true, mode: 0o700 });
    return target;
  }
  mkdirSync(path.dirname(dataDir), { recursive: true });
  const closed = closedParents(dataDir, user);
  if (closed.length === 0) return dataDir;
  if (existsSync(path.join(dataDir, 'cluster'))) {
    throw new StartupError(
      `PostgreSQL runs as user "${user.name}", who may not pass through ${closed.join(', ')} to its data in ${dataDir}. ` +
        `Either open the way (chmod o+x ${closed.join(' ')}), or move the data and set BOOKME_DATA_DIR, ` +
        'or start BookMe as an ordinary user.',
    );
  }
  if (present) return misplaced(dataDir);
  const target = path.join(state, `data-${randomBytes(6).toString('hex')}`);
  mkdirSync(state, { recursive: true, mode: 0o755 });
  mkdirSync(target, { mode: 0o700 });
  chownSync(target, user.uid, user.gid);
  symlinkSync(target, dataDir);
  note(
    `PostgreSQL runs as user "${user.name}", to whom ${closed.at(-1)} is closed: its files are in ${target}, ` +
      `linked from ${dataDir} (docs/running.md, "As root")`,
  );
  return target;
}

function misplaced(dataDir: string): never {
  throw new StartupError(`${dataDir} exists but holds no PostgreSQL data. Remove it, or set BOOKME_DATA_DIR.`);
}
