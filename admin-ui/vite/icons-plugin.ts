import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface IconSet {
  width: number;
  height: number;
  icons: Record<string, { body: string }>;
  aliases: Record<string, { parent: string }>;
}

const ID = 'virtual:icons';
const NAME = /\bi-lucide-([a-z0-9]+(?:-[a-z0-9]+)*)/g;

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(vue|ts)$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));

/** Icon names without the `i-lucide-` prefix that the files mention, sorted. */
export const iconNames = (texts: readonly string[]): string[] =>
  [...new Set(texts.flatMap((text) => [...text.matchAll(NAME)].map((match) => match[1]!)))].toSorted();

/** The drawings of the names asked for; throws for a name that the set does not have. */
export function pickIcons(set: IconSet, names: readonly string[]): Record<string, { body: string }> {
  const bodyOf = (name: string): string | undefined =>
    set.icons[name]?.body ?? (set.aliases[name] ? set.icons[set.aliases[name].parent]?.body : undefined);
  const unknown = names.filter((name) => bodyOf(name) === undefined);
  if (unknown.length > 0) throw new Error(`Unknown lucide icons: ${unknown.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, { body: bodyOf(name)! }]));
}

/** `virtual:icons`: exactly the lucide icons that the sources name. The whole set is 610 kB and is never shipped. */
export function icons(folder: string, alsoUsedByKit: readonly string[]): Plugin {
  const load = (): string => {
    const file = createRequire(import.meta.url).resolve('@iconify-json/lucide/icons.json');
    const set = JSON.parse(readFileSync(file, 'utf8')) as IconSet;
    const names = iconNames([...sources(folder).map((path) => readFileSync(path, 'utf8')), ...alsoUsedByKit]);
    const { width = 24, height = 24 } = set;
    return `export default ${JSON.stringify({ prefix: 'lucide', width, height, icons: pickIcons(set, names) })}`;
  };
  return {
    name: 'bookme:icons',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load: (id) => (id === `\0${ID}` ? load() : undefined),
  };
}
