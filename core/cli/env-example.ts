import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { environmentNames, noteOf, type EnvironmentName } from '../kernel/config/environment.ts';

const MARKS = /(<!-- environment -->)[^]*(<!-- \/environment -->)/;

/** `.env.example`, written from the schema so that the two cannot disagree. */
export function envExample(): string {
  const entries = environmentNames.map((name) => {
    const { about, example } = noteOf(name);
    return `${wrap(about, 100)}\n#${name}=${quoted(example)}\n`;
  });
  return (
    '# Settings of BookMe. Copy to .env and remove the # of those you change; none is needed to start.\n' +
    '# The environment wins over this file. Written by core/cli/env-example.ts.\n\n' +
    entries.join('\n')
  );
}

/** The same as a table for docs/running.md. */
function environmentTable(): string {
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...environmentNames.map(row)].join('\n');
}

function row(name: EnvironmentName): string {
  const { about, example, isDefault } = noteOf(name);
  return `| \`${name}\` | ${isDefault ? `\`${example}\`` : '–'} | ${about.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |`;
}

/** The page with its table replaced. */
export const withTable = (page: string): string =>
  page.replace(MARKS, `$1\n\n<!-- prettier-ignore -->\n${environmentTable()}\n\n$2`);

const wrap = (text: string, width: number): string =>
  text
    .split(' ')
    .reduce<string[]>((lines, word) => {
      const last = lines.at(-1);
      if (last === undefined || last.length + word.length + 1 > width) return [...lines, `# ${word}`];
      return [...lines.slice(0, -1), `${last} ${word}`];
    }, [])
    .join('\n');

const quoted = (value: string): string => (/[\s#"]/.test(value) ? `"${value}"` : value);

if (import.meta.main) {
  const root = path.resolve(import.meta.dirname, '../..');
  const page = path.join(root, 'docs/running.md');
  writeFileSync(path.join(root, '.env.example'), envExample());
  writeFileSync(page, withTable(readFileSync(page, 'utf8')));
}
