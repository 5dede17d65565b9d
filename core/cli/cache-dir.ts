import { homedir } from 'node:os';
import path from 'node:path';

/** What BookMe downloads or builds once per user lies outside its data, so that a reset does not build it again. */
export function cacheDir(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'bookme');
}
