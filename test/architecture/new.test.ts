import { existsSync, globSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../run/steps.ts';
import { copyOfSources } from '../support/checkout.ts';
import { run } from '../support/install.ts';

const MINUTE = 60_000;
const wanted = [
  ['module', 'gift-cards', 'core/modules/gift-cards'],
  ['plugin', 'pigeon-messages', 'plugins/pigeon-messages'],
  ['workflow', 'waitlist-offer', 'workflows/waitlist-offer'],
  ['migration', 'add-notes', 'migrations/*_add_notes.ts'],
  ['page', 'price-lists', 'admin-ui/src/pages/PriceListsPage.vue'],
] as const;

let root: string;
let remove: () => void;

const node = (...args: string[]): Promise<string> => run(process.execPath, args, { cwd: root, timeoutMs: 3 * MINUTE });
const tool = (file: string, ...args: string[]): Promise<string> => node(path.join(root, 'node_modules', file), ...args);
const make = (...args: string[]): Promise<string> => node(path.join(root, 'core/cli/new/main.ts'), ...args);

/** What a tool says about what was written; the rest of the tree is checked elsewhere. */
async function complaints(running: Promise<string>): Promise<string[]> {
  const output = await running.catch((error: Error) => error.message);
  return output.split('\n').filter((line) => wanted.some(([, name]) => line.includes(name)));
}

beforeAll(async () => {
  ({ root, remove } = copyOfSources());
  for (const [kind, name] of wanted) await make(kind, name);
}, 2 * MINUTE);
afterAll(() => remove());

describe('npm run new', () => {
  it.each(wanted)('writes a %s', (_kind, _name, place) => {
    expect(globSync(place, { cwd: root })).toHaveLength(1);
  });

  it('writes what passes the formatter and the linters', async () => {
    const places = wanted.flatMap(([, , place]) => globSync(place, { cwd: root }));
    await tool('prettier/bin/prettier.cjs', '--check', ...places);
    await tool('oxlint/bin/oxlint', ...places);
    await tool('eslint/bin/eslint.js', ...places);
  });

  it('writes what keeps to the boundaries', async () => {
    const places = ['core', 'workflows', 'plugins', 'migrations'];
    const program = 'dependency-cruiser/bin/dependency-cruiser.mjs';
    expect(await complaints(tool(program, '--config', 'test/architecture/boundaries.ts', ...places))).toEqual([]);
  });

  it('writes what passes the compiler', async () => {
    const include = wanted.map(([, , place]) => place);
    const config = {
      extends: './tsconfig.json',
      compilerOptions: { incremental: false, tsBuildInfoFile: null },
      include,
    };
    writeFileSync(path.join(root, 'tsconfig.new.json'), JSON.stringify(config));
    expect(await complaints(tool('typescript/bin/tsc', '-p', 'tsconfig.new.json'))).toEqual([]);
  });

  it('writes tests that pass on a real database and a real workflow server', async () => {
    const tests = ['gift-cards', 'pigeon', 'waitlist-offer', 'PriceLists', 'admin-ui/src/i18n'];
    const printed = await tool('vitest/vitest.mjs', 'run', '--reporter=verbose', ...tests);
    const output = stripVTControlCharacters(printed);
    expect(output).toMatch(/gift-cards\.pg\.test\.ts/);
    expect(output).toMatch(/waitlist-offer\/workflow\.test\.ts/);
    expect(output).toMatch(/Test Files {2}6 passed/);
  });

  it.each([
    ['module', 'gift-cards', /exists already|There is a migration of that name/],
    ['plugin', 'pigeon-messages', /exists already: plugins\/pigeon-messages/],
    ['migration', 'add-notes', /There is a migration of that name/],
    ['page', 'price-lists', /exists already/],
    ['page', 'calendar', /exists already/],
    ['module', 'deposit', /plural nouns/],
    ['plugin', 'Bad_Name', /lower-case words joined by hyphens/],
    ['plugin', '', /A name is missing/],
    ['poem', 'roses', /usage/],
  ])('refuses %s %s with a reason and writes nothing', async (kind, name, reason) => {
    const before = readdirSync(root, { recursive: true }).length;
    await expect(make(kind, name)).rejects.toThrow(reason);
    expect(readdirSync(root, { recursive: true })).toHaveLength(before);
  });

  it('leaves the repository itself alone', () => {
    for (const [, name] of wanted) expect(existsSync(path.join(ROOT, 'plugins', name))).toBe(false);
  });
});
