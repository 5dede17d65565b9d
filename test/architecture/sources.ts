import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../run/steps.ts';

const MADE = new Set([
  'node_modules',
  'dist',
  '.git',
  '.bookme',
  '.nuxt-ui',
  'coverage',
  'test-artifacts',
  'histories',
]);
const MADE_FILES = new Set(['package-lock.json', 'components.d.ts', 'auto-imports.d.ts', 'LICENSE']);

/** Every file that a person wrote, relative to the repository's root. */
export const writtenFiles = (folder = ''): string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return MADE.has(entry.name) ? [] : writtenFiles(file);
    return entry.isFile() && !MADE_FILES.has(entry.name) ? [file] : [];
  });
