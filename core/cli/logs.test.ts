import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLogs, problemIn } from './logs.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'bookme-logs-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function write(lines: string[]): Promise<string[]> {
  const told: string[] = [];
  const output = new PassThrough();
  const errors = new PassThrough();
  const logs = createLogs(directory, (line) => told.push(line));
  logs.capture('api', output, errors);
  output.end(lines.map((line) => `${line}\n`).join(''));
  errors.end('Error: out of memory\n');
  await Promise.all([once(output, 'close'), once(errors, 'close')]);
  await vi.waitFor(() => expect(readFileSync(path.join(directory, 'api.log'), 'utf8')).toContain('out of memory'));
  logs.close();
  return told;
}

it('keeps every line and tells the terminal of errors only', async () => {
  const info = '{"level":"info","msg":"api ready"}';
  const error = '{"level":"error","msg":"mail not sent","err":{"message":"refused"}}';
  const told = await write([info, error, '{not json']);
  expect(told.toSorted()).toEqual(['[api] Error: out of memory', '[api] mail not sent: refused']);
  const kept = readFileSync(path.join(directory, 'api.log'), 'utf8');
  expect(kept.split('\n')).toEqual(expect.arrayContaining([info, error, '{not json']));
});

it('puts the log of the start before aside', async () => {
  await write(['first start']);
  await write(['second start']);
  expect(readFileSync(path.join(directory, 'api.log.1'), 'utf8')).toContain('first start');
  expect(readFileSync(path.join(directory, 'api.log'), 'utf8')).not.toContain('first start');
});

it.each([
  ['{"level":50,"msg":"boom"}', 'boom'],
  ['{"level":"fatal","err":{"message":"boom"}}', 'boom'],
  ['{"level":"error","msg":"boom","err":{"message":"boom"}}', 'boom'],
  ['{"level":"warn","msg":"slow"}', undefined],
  ['{"level":30,"msg":"fine"}', undefined],
  ['listening', undefined],
])('reads %s as %s', (line, problem) => {
  expect(problemIn(line)).toBe(problem);
});
