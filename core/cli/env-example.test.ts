import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { loadConfig } from '../kernel/config/config.ts';
import { environmentNames, noteOf } from '../kernel/config/environment.ts';
import { envExample, withTable } from './env-example.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

it('.env.example says what the schema says', () => {
  expect(read('.env.example')).toBe(envExample());
});

it('docs/running.md says what the schema says', () => {
  const page = read('docs/running.md');
  expect(page).toContain('| `BOOKME_DATA_DIR` |');
  expect(withTable(page)).toBe(page);
});

it('every example is a valid value, every named default the real one', () => {
  const examples = parseEnv(envExample().replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
  expect(Object.keys(examples).toSorted()).toEqual(environmentNames.toSorted());
  expect(() => loadConfig(examples)).not.toThrow();
  const defaults = environmentNames.filter((name) => noteOf(name).isDefault).map((name) => [name, examples[name]]);
  expect({ ...loadConfig(Object.fromEntries(defaults)), portIsSet: false }).toEqual(loadConfig({}));
});
