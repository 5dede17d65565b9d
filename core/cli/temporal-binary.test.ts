import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findTemporal, type FindTemporalOptions } from './temporal-binary.ts';
import { createBuildProgress } from './temporal-install.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(path.join(tmpdir(), 'bookme-temporal-'));
});
afterEach(() => rmSync(place, { recursive: true }));

/** A program that says what `--version` of the real one says, with its own name for a version. */
function program(file: string, says = 'temporal version'): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho "${says} ${path.basename(path.dirname(file))}"\n`);
  chmodSync(file, 0o755);
  return file;
}

const chosen = (): string => program(path.join(place, 'chosen', 'temporal'));
const onPath = (): string => program(path.join(place, 'on-path', 'temporal'));
const inCache = (): string => program(path.join(place, 'cache', 'temporal-1.5.1', 'temporal'));
const find = (options: FindTemporalOptions = {}, env: Record<string, string> = {}) =>
  findTemporal({
    cache: path.join(place, 'cache'),
    env: { PATH: path.join(place, 'on-path'), ...env },
    download: () => Promise.reject(new Error('no route to the download server')),
    build: () => Promise.reject(new Error('there is no Go on this machine')),
    ...options,
  });

it('prefers TEMPORAL_CLI to everything', async () => {
  const TEMPORAL_CLI = chosen();
  onPath();
  inCache();
  expect(await find({}, { TEMPORAL_CLI })).toEqual({ file: TEMPORAL_CLI, from: 'TEMPORAL_CLI', version: 'chosen' });
});

it('uses nothing else when TEMPORAL_CLI is wrong', async () => {
  onPath();
  inCache();
  const missing = path.join(place, 'missing');
  await expect(find({}, { TEMPORAL_CLI: missing })).rejects.toThrow(`TEMPORAL_CLI (${missing}): does not exist`);
});

it('then takes the one on PATH, before its own cache', async () => {
  const file = onPath();
  inCache();
  expect(await find()).toEqual({ file, from: 'PATH', version: 'on-path' });
});

it('passes over a program on PATH that only shares the name', async () => {
  program(path.join(place, 'on-path', 'temporal'), 'Temporal, the time tracker,');
  const file = inCache();
  expect(await find()).toMatchObject({ file, from: 'cache' });
});

it('then downloads, into its cache', async () => {
  const download = async (target: string): Promise<void> => void program(target);
  const first = await find({ download });
  expect(first.from).toBe('download');
  expect(await find()).toEqual({ ...first, from: 'cache' });
});

it('then builds', async () => {
  const build = async (target: string): Promise<void> => void program(target);
  expect(await find({ build })).toMatchObject({ from: 'build' });
});

it('says what was tried and what to install when nothing helps', async () => {
  await expect(find()).rejects.toThrow(
    /PATH: has no program[^]*cache: .* does not exist[^]*download: no route[^]*build: there is no Go[^]*Install one of these/,
  );
});

it('leaves no half program behind when it is stopped in the middle', async () => {
  const abort = new AbortController();
  const build = async (target: string): Promise<void> => {
    abort.abort();
    throw new Error(`stopped before ${target} was whole`);
  };
  await expect(find({ build, signal: abort.signal })).rejects.toThrow('aborted');
  expect(existsSync(path.join(place, 'cache', 'temporal-1.5.1', 'temporal'))).toBe(false);
});

it('reads the progress of a Go build', () => {
  const progress = createBuildProgress();
  expect(progress.line()).toContain('fetching sources, 0 of about 160 modules');
  progress.read('go: downloading go.temporal.io/api v1.53.0');
  expect(progress.line()).toContain('1 of about 160 modules');
  for (let count = 0; count < 649; count += 1) progress.read('go.temporal.io/server/common/log');
  expect(progress.line()).toContain('50 % (649 of 1298 packages)');
  for (let count = 0; count < 2000; count += 1) progress.read('internal/abi');
  expect(progress.line()).toContain('99 % (1298 of 1298 packages)');
});
