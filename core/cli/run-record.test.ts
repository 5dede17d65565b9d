import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { createRunRecord, endLeftovers } from './run-record.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'bookme-run-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** A process that ignores being asked to end. */
async function stubborn(): Promise<ProcessIdentity> {
  const code = `process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); console.log('up'); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return identify(child.pid as number) as ProcessIdentity;
}

it('ends what a killed start left behind, even when it does not listen', async () => {
  const worker = await stubborn();
  createRunRecord(dataDir).set('worker', worker);
  const notes: string[] = [];
  await endLeftovers(dataDir, (line) => notes.push(line));
  expect(isRunning(worker)).toBe(false);
  expect(notes).toEqual([`stopping the worker (process ${worker.pid}) that an earlier start left behind`]);
});

it('leaves a stranger alone that has the number of an old child', async () => {
  const stranger = await stubborn();
  createRunRecord(dataDir).set('worker', { pid: stranger.pid, started: 'long ago' });
  await endLeftovers(dataDir, () => {});
  expect(isRunning(stranger)).toBe(true);
  process.kill(stranger.pid, 'SIGKILL');
});

it('has nothing to end after a clean stop', async () => {
  const record = createRunRecord(dataDir);
  record.set('worker', identify(process.pid) as ProcessIdentity);
  record.clear();
  await expect(endLeftovers(dataDir, () => {})).resolves.toBeUndefined();
});
