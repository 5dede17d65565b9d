import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { StartupError } from './startup-error.ts';

/** A system user to run PostgreSQL as. */
export type SystemUser = { readonly name: string; readonly uid: number; readonly gid: number };

/**
 * PostgreSQL refuses to run as root, for good reasons. Undefined when we are not root: then it runs as ourselves.
 * As root: the user `postgres` of a distribution package, else `bookme`, which is made when missing.
 * @throws StartupError when no user exists and none can be made
 */
export function unprivilegedUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const user = lookUp('postgres') ?? lookUp('bookme') ?? (createUser('bookme'), lookUp('bookme'));
  if (user) return user;
  throw new StartupError(
    'PostgreSQL does not run as root, and no user could be made for it. ' +
      'Start BookMe as an ordinary user, or make one first: useradd --system bookme',
  );
}

/** The directories on the way to `target` that the user may not pass through, outermost first. */
export function closedParents(target: string, user: SystemUser): string[] {
  const parents: string[] = [];
  for (let dir = path.dirname(path.resolve(target)); ; dir = path.dirname(dir)) {
    parents.unshift(dir);
    if (dir === path.dirname(dir)) break;
  }
  return parents.filter((dir) => {
    const { mode, uid, gid } = statSync(dir);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    return (mode & bit) === 0;
  });
}

function lookUp(name: string): SystemUser | undefined {
  try {
    const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
    return { name, uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined; // `id` exits 1: no such user
  }
}

/** Each kind of system has its own way; the caller looks whether one of them worked. */
function createUser(name: string): void {
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', name]], // Alpine
  ];
  for (const [program, args] of ways) if (spawnSync(program, args, { stdio: 'ignore' }).status === 0) return;
}
