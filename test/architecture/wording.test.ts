import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../run/steps.ts';
import { writtenFiles } from './sources.ts';

// Written in pieces, or this file would report itself.
const word = (...pieces: string[]): string => pieces.join('');
const forbidden: [reason: string, pattern: RegExp][] = [
  [
    'unfinished work belongs in the tracker',
    new RegExp(`\\b(${word('TO', 'DO')}|${word('FIX', 'ME')}|${word('XX', 'X')}|${word('HA', 'CK')})\\b`),
  ],
  ['a stand-in is not finished', new RegExp(word('lorem', ' ipsum'), 'i')],
  [
    "paths of one person's machine",
    new RegExp(
      `(^|[\\s'"\`(=:])/(${word('wo', 'rk')}|${word('ro', 'ot')}|${word('ho', 'me')}/\\w+|${word('Us', 'ers')})/`,
      'm',
    ),
  ],
  [
    'a test that is switched off or alone',
    new RegExp(`\\b(it|describe|test)\\.(${word('on', 'ly')}|${word('sk', 'ip')})\\(`),
  ],
];

const reported = (text: string): string[] =>
  forbidden.filter(([, pattern]) => pattern.test(text)).map(([reason]) => reason);

it('finds no unfinished work, private paths or silenced tests in the repository', () => {
  const found = writtenFiles().flatMap((file) =>
    reported(readFileSync(path.join(ROOT, file), 'utf8')).map((reason) => `${file}: ${reason}`),
  );
  expect(found).toEqual([]);
});

it.each([
  `// ${word('TO', 'DO')}: later`,
  `// ${word('FIX', 'ME')}`,
  word('Lorem', ' ipsum dolor'),
  `const file = '${word('/wo', 'rk')}/main/x';`,
  `see ${word('/ho', 'me')}/ada/x`,
  `${word('it.on', 'ly')}('x', () => {});`,
  `${word('describe.sk', 'ip')}('x', () => {});`,
])('would report %s', (text) => {
  expect(reported(text)).toHaveLength(1);
});
