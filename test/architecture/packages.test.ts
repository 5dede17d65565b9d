import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../run/steps.ts';
import { writtenFiles } from './sources.ts';

type Manifest = {
  name: string;
  private?: boolean;
  license?: string;
  type?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};
type Locked = {
  version?: string;
  resolved?: string;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
};
type Lockfile = { packages: Record<string, Locked> };

const read = <T>(file: string): T => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as T;
const lock = read<Lockfile>('package-lock.json').packages;
const manifests = writtenFiles()
  .filter((file) => path.basename(file) === 'package.json')
  .map((file) => [file, read<Manifest>(file)] as const);

/** Places in node_modules where a package is installed, with the version there. */
const copiesOf = (name: RegExp): [place: string, version: string][] =>
  Object.entries(lock)
    .filter(
      ([place, { link }]) =>
        name.test(place.split('node_modules/').at(-1) ?? '') && place.includes('node_modules/') && !link,
    )
    .map(([place, { version }]) => [place, version ?? '']);

const hostsIn = (packages: Lockfile['packages']): string[] =>
  Object.values(packages).flatMap(({ resolved, link }) => (resolved && !link ? [resolved] : []));

const unpinned = ({ dependencies, devDependencies }: Manifest): string[] =>
  Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name}@${version}`);

/** Binaries of other platforms that the lockfile lost, since it was written where they could not be had. */
const lostBinaries = (packages: Lockfile['packages']): string[] => {
  const known = new Set(Object.keys(packages).map((place) => place.split('node_modules/').at(-1)));
  return Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter((name) => !known.has(name)),
  );
};

describe('packages', () => {
  it('locks the binaries of every platform, so that npm ci works on all of them', () => {
    expect(lostBinaries(lock)).toEqual([]);
    expect(lostBinaries({ 'node_modules/a': { optionalDependencies: { 'a-darwin': '1.0.0' } } })).toEqual(['a-darwin']);
  });

  it('has one copy of protobufjs 8, or recorded workflow histories could not be read', () => {
    expect(copiesOf(/^protobufjs$/).filter(([, version]) => version.startsWith('8.'))).toHaveLength(1);
  });

  it('has every Temporal package in one version', () => {
    const versions = new Set(copiesOf(/^@temporalio\//).map(([, version]) => version));
    expect([...versions]).toHaveLength(1);
    expect(
      copiesOf(/^@temporalio\//)
        .map(([place]) => place.lastIndexOf('node_modules/'))
        .every((at) => at === 0),
    ).toBe(true);
  });

  it('has every MikroORM package in one version', () => {
    expect(new Set(copiesOf(/^@mikro-orm\//).map(([, version]) => version)).size).toBe(1);
  });

  it('names no registry host in the lockfile', () => {
    expect(hostsIn(lock)).toEqual([]);
    expect(hostsIn({ 'node_modules/a': { resolved: 'https://example.org/a.tgz' } })).toHaveLength(1);
  });

  it('pins every dependency exactly', () => {
    expect(manifests.flatMap(([file, manifest]) => unpinned(manifest).map((each) => `${file}: ${each}`))).toEqual([]);
    expect(unpinned({ name: 'x', dependencies: { a: '^1.0.0', b: '1.0.0', c: 'latest' } })).toEqual([
      'a@^1.0.0',
      'c@latest',
    ]);
  });

  it('keeps every workspace private, in ES modules and under the same license', () => {
    for (const [file, manifest] of manifests)
      expect(manifest, file).toMatchObject({ private: true, type: 'module', license: 'Apache-2.0' });
  });
});

describe('the layout', () => {
  it.each([
    'core',
    'plugins',
    'workflows',
    'admin-ui',
    'booking-ui',
    'migrations',
    'test',
    'temporal-config',
    'docs/adr',
    'package.json',
    'tsconfig.json',
  ])('has %s', (name) => expect(existsSync(path.join(ROOT, name))).toBe(true));

  it('gives every plugin a plugin.ts and a package.json', () => {
    for (const plugin of readdirSync(path.join(ROOT, 'plugins'))) {
      for (const file of ['plugin.ts', 'package.json'])
        expect(existsSync(path.join(ROOT, 'plugins', plugin, file)), `${plugin}/${file}`).toBe(true);
    }
  });

  it('makes workflow time the time of every workflow before anything else is loaded', () => {
    const workflows = writtenFiles('workflows').filter((file) => file.endsWith('/workflow.ts'));
    for (const file of workflows) {
      const [firstImport] = readFileSync(path.join(ROOT, file), 'utf8').match(/^import .*$/m) ?? [];
      expect(firstImport, file).toMatch(/^import '\.\.\/deterministic-time\.ts';/);
    }
  });
});
