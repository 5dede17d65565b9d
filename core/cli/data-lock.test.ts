import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { lockDataDir } from './data-lock.ts';
import { identify } from './process-identity.ts';

const directories: string[] = [];
const dataDir = (): string => {
  directories.push(mkdtempSync(path.join(tmpdir(), 'bookme-lock-')));
  return directories.at(-1) as string;
};
afterEach(() => directories.splice(0).forEach((directory) => rmSync(directory, { recursive: true })));

/** A process that locks the directory and then waits to be killed. */
async function lockedByAnother(directory: string) {
  const module = path.join(import.meta.dirname, 'data-lock.ts');
  const code = `
    import { lockDataDir } from ${JSON.stringify(module)};
    lockDataDir(${JSON.stringify(directory)}).announce('http://localhost:3111');
    console.log('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

it('tells a second start where the first one runs', async () => {
  const directory = dataDir();
  const first = await lockedByAnother(directory);
  try {
    expect(() => lockDataDir(directory)).toThrow(
      `already runs on ${directory} at http://localhost:3111 (process ${first.pid})`,
    );
  } finally {
    first.kill('SIGKILL');
    await once(first, 'exit');
  }
});

it('takes over the lock of a start that was killed', async () => {
  const directory = dataDir();
  const killed = await lockedByAnother(directory);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const lock = lockDataDir(directory);
  expect(JSON.parse(readFileSync(path.join(directory, 'lock.json'), 'utf8'))).toEqual(identify(process.pid));
  lock.release();
});

it('is not held by another process that got the same number later', () => {
  const directory = dataDir();
  const impostor = {
    pid: process.pid,
    started: 'before the last restart of the machine',
    address: 'http://localhost:3112',
  };
  writeFileSync(path.join(directory, 'lock.json'), JSON.stringify(impostor));
  expect(() => lockDataDir(directory)).not.toThrow();
});

it('takes over a lock of which a crash left only half', () => {
  const directory = dataDir();
  writeFileSync(path.join(directory, 'lock.json'), '{"pid":');
  expect(() => lockDataDir(directory)).not.toThrow();
});

it('can be had again once it is released', () => {
  const directory = dataDir();
  lockDataDir(directory).release();
  expect(() => lockDataDir(directory)).not.toThrow();
});
