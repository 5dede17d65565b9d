import { ESLint, Linter } from 'eslint';
import path from 'node:path';
import tseslint from 'typescript-eslint';
import { expect, it } from 'vitest';
import * as own from './lint-rules.ts';
import { ROOT } from '../run/steps.ts';

const eslint = new ESLint({ cwd: ROOT });

async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(ROOT, file) });
  return (result?.messages ?? []).map(({ message }) => message);
}

const rules = Object.values(own).flat();

const domain = 'core/modules/bookings/planted.domain.ts';
const service = 'core/modules/bookings/planted.service.ts';
const plugin = 'plugins/planted/plugin.ts';
const workflow = 'workflows/planted/workflow.ts';

const refused: [what: string, file: string, code: string][] = [
  ['an empty catch', service, 'try { f(); } catch {}'],
  ['an empty catch with an excuse', service, 'try { f(); } catch { /* fine */ }'],
  ['an empty rejection handler', service, 'f().catch(() => {});'],
  ['a rejection made undefined', service, 'f().catch(() => undefined);'],
  ['an enum', service, 'enum E { A }'],
  ['a decorator', service, '@d class C {}'],
  ['a parameter property', service, 'class C { constructor(private a: string) {} }'],
  ['a namespace', service, 'namespace N { export const a = 1; }'],
  ['a raw connection', service, 'em.getConnection();'],
  ['a default export in core', service, 'export default 1;'],
  ['the machine clock in a module', service, 'const now = Temporal.Now.instant();'],
  ['the machine clock in a module', service, 'const now = Date.now();'],
  ['the machine clock in a module', service, 'const now = new Date();'],
  ['the machine clock in a module', service, 'const now = Date();'],
  ['the machine clock in a plugin', plugin, 'const now = Date.now();'],
  ['the environment in a module', service, 'const a = process.env.A;'],
  ['the environment in a plugin', plugin, 'const a = process.env.A;'],
  ['the machine clock in a rule', domain, 'export const f = () => Date.now();'],
  ['chance in a rule', domain, 'export const f = () => Math.random();'],
  ['chance in a rule', domain, 'export const f = () => crypto.randomUUID();'],
  ['waiting in a rule', domain, 'export const f = async () => await g();'],
  ['a request in a rule', domain, "export const f = () => fetch('x');"],
  ['module state in a rule', domain, 'let calls = 0; export const f = () => ++calls;'],
  ['the machine clock in a workflow', workflow, 'export const f = () => Temporal.Now.instant();'],
  ['module state in a workflow', workflow, 'export let seen = 0;'],
  ['module state in a workflow', workflow, 'const seen = new Map();'],
  ['local time in a workflow', workflow, 'export const f = (d: Date) => d.getHours();'],
  ['local time in a workflow', workflow, 'export const f = () => new Date(2026, 1, 1);'],
  ['local time in a workflow', workflow, 'export const f = () => Date();'],
  ['a request in a workflow', workflow, "export const f = () => fetch('x');"],
];

it.each(refused)('refuses %s (%s: %s)', async (_what, file, code) => {
  const [first, ...more] = await complaints(file, code);
  expect(rules.map(({ message }) => message)).toContain(first);
  expect(more).toEqual([]);
});

it.each([
  ['the given time in a rule', domain, 'export const late = (now: number) => new Date(now).toISOString();'],
  [
    'workflow time in a workflow',
    workflow,
    'export const f = () => { let n = 0; const m = new Map(); return [Date.now(), n, m]; };',
  ],
  ['a request that is meant to fail in a test', 'test/chaos/planted.test.ts', 'ask().catch(() => undefined);'],
  ['a failure that is an answer', service, 'const rows = await ask().catch(() => null);'],
  ['an error that is translated', service, 'try { f(); } catch (error) { throw translate(error); }'],
  ['a default export in a plugin', plugin, 'export default definePlugin({});'],
  ['the connection inside kernel/db', 'core/kernel/db/planted.ts', 'em.getConnection();'],
  ['the clock where it is made', 'core/kernel/clock/planted.ts', 'export const now = () => Temporal.Now.instant();'],
])('allows %s', async (_what, file, code) => {
  expect(await complaints(file, code)).toEqual([]);
});

it.each(rules)('has a refused line for: $selector', (rule) => {
  const alone: Linter.Config = {
    languageOptions: { parser: tseslint.parser },
    rules: { 'no-restricted-syntax': ['error', rule] },
  };
  expect(refused.filter(([, , code]) => new Linter().verify(code, [alone]).length > 0)).not.toEqual([]);
});
