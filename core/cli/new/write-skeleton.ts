import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NameRefused } from './names.ts';
import type { Skeleton } from './skeleton.ts';

/**
 * Writes all files or none, and never over something.
 *
 * @throws NameRefused naming what exists already
 */
export function writeSkeleton(root: string, { files, edits = {} }: Skeleton): void {
  const taken = Object.keys(files).filter((file) => existsSync(path.join(root, file)));
  if (taken.length > 0) throw new NameRefused(`Nothing was written, for this exists already: ${taken.join(', ')}`);
  const edited = Object.entries(edits).map(
    ([file, edit]) => [file, edit(readFileSync(path.join(root, file), 'utf8'))] as const,
  );
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content, { flag: 'wx' });
  }
  for (const [file, content] of edited) writeFileSync(path.join(root, file), content);
}
