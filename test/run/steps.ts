import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** One program run from the repository's root; it passes when it exits with 0. */
export type Step = {
  readonly name: string;
  /** A script for Node, relative to the root, then its arguments. */
  readonly run: readonly [script: string, ...args: string[]];
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

const userInterfaces = ['admin-ui', 'booking-ui'].filter((name) => existsSync(path.join(ROOT, name, 'tsconfig.json')));

const hasSources = (folder: string): boolean =>
  readdirSync(path.join(ROOT, folder)).some((file) => file.endsWith('.ts'));

/** What has not changed since the last check is not read again. */
const cached = (tool: string): string[] => ['--cache', '--cache-location', `node_modules/.cache/${tool}/check`];

/** What needs no test run. The longest come first, so that two at a time end together. */
export const staticSteps: readonly Step[] = [
  ...userInterfaces.map((name): Step => ({
    name: `types of ${name}`,
    run: ['test/run/interface-types.ts', name],
  })),
  { name: 'lint', run: ['node_modules/oxlint/bin/oxlint'] },
  { name: 'types', run: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  ...(hasSources('test/e2e')
    ? [{ name: 'types of test/e2e', run: ['node_modules/typescript/bin/tsc', '-p', 'test/e2e'] } as const]
    : []),
  {
    name: 'boundaries',
    run: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      'test/architecture/boundaries.ts',
      ...SOURCES,
    ],
  },
  { name: 'dead code', run: ['node_modules/knip/bin/knip.js'] },
  { name: 'rules and accessibility', run: ['node_modules/eslint/bin/eslint.js', ...cached('eslint'), '.'] },
  {
    name: 'format',
    run: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', ...cached('prettier'), '.'],
  },
];

export const vitest = (projects: readonly string[], ...args: string[]): Step['run'] => [
  'node_modules/vitest/vitest.mjs',
  'run',
  ...projects.flatMap((project) => ['--project', project]),
  ...args,
];
