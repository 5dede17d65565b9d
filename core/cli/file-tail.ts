import { existsSync, readFileSync } from 'node:fs';

/** The last lines of a log. */
export function fileTail(file: string, lines = 15): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trim().split('\n').slice(-lines).join('\n');
}
