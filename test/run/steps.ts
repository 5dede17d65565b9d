import { existsSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** One program run from the repository's root; it passes when it exits with 0. */
export type Step = {
  readonly name: string;
  /** Program in node_modules, then its arguments. */
  readonly run: readonly [program: string, ...args: string[]];
};

/** Where our sources are. */
export const SOURCES = [
  'core',
  'workflows',
  'temporal-config',
  'plugins',
  'booking-ui',
  'admin-ui',
  'migrations',
  'test',
];

const userInterfaces = ['booking-ui', 'admin-ui'].filter((name) => existsSync(path.join(ROOT, name, 'tsconfig.json')));

/** What needs no test run. The longest come first, so that two at a time end together. */
export const staticSteps: readonly Step[] = [
  ...userInterfaces.map((name): Step => ({
    name: `types of ${name}`,
    run: ['vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', name],
  })),
  { name: 'types', run: ['typescript/bin/tsc', '-p', '.'] },
  {
    name: 'boundaries',
    run: ['dependency-cruiser/bin/dependency-cruiser.mjs', '--config', 'test/architecture/boundaries.ts', ...SOURCES],
  },
  { name: 'dead code', run: ['knip/bin/knip.js'] },
  { name: 'rules and accessibility', run: ['eslint/bin/eslint.js', '.'] },
  { name: 'lint', run: ['oxlint/bin/oxlint'] },
  { name: 'format', run: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
];

export const vitest = (projects: readonly string[], ...args: string[]): Step['run'] => [
  'vitest/vitest.mjs',
  'run',
  ...projects.flatMap((project) => ['--project', project]),
  ...args,
];
