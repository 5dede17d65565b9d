import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTimeSkippingServer } from '../test/support/time-skipping-server.ts';
import { installQuietRuntime, quietLogger } from './testing/runtime.ts';
import type { readClocks, readWallTime } from './testing/time-probes.ts';

const HOUR = 3_600_000;

let env: TestWorkflowEnvironment;
let code: string;

beforeAll(async () => {
  installQuietRuntime();
  const executable = { type: 'existing-path', path: await findTimeSkippingServer() } as const;
  const workflowsPath = path.join(import.meta.dirname, 'testing/time-probes.ts');
  [env, { code }] = await Promise.all([
    TestWorkflowEnvironment.createTimeSkipping({ server: { executable } }),
    bundleWorkflowCode({ workflowsPath, logger: quietLogger }),
  ]);
});
afterAll(() => env.teardown());

let queues = 0;
async function run<T>(workflow: string, bundled = code): Promise<T> {
  const taskQueue = `probes-${(queues += 1)}`;
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: { code: bundled },
  });
  const client = new Client({ connection: env.connection });
  return worker.runUntil(async () => {
    const handle = await client.workflow.start(workflow, { taskQueue, workflowId: taskQueue });
    await env.sleep(25 * HOUR);
    return (await handle.result()) as T;
  });
}
type Clocks = Awaited<ReturnType<typeof readClocks>>;

it('gives Temporal.Now the time of the workflow', async () => {
  const { now, date } = await run<Clocks>('readClocks');
  expect(Temporal.Instant.from(now).equals(date)).toBe(true);
});

it('would read the clock of the machine without it', async () => {
  const without = code.replace('Object.hasOwn(given, workflowTime)', 'true');
  expect(without).not.toBe(code);
  const { now, date } = await run<Clocks>('readClocks', without);
  const apart = Temporal.Instant.from(date).since(now).total('hours');
  expect(apart).toBeGreaterThan(23); // the skipped day
});

it('leaves the rest of Temporal as it is', async () => {
  const wall = await run<Awaited<ReturnType<typeof readWallTime>>>('readWallTime');
  expect(wall).toBe('2026-03-29T03:00:00+02:00[Europe/Berlin]');
});

it('runs in the zone of the worker process, which refuses any but UTC', async () => {
  expect((await run<Clocks>('readClocks')).zone).toBe('UTC');
  expect(readFileSync(path.join(import.meta.dirname, 'worker.ts'), 'utf8')).toContain(`process.env['TZ'] !== 'UTC'`);
});

it('is the first import of every workflow', () => {
  const files = globSync('*/workflow.ts', { cwd: import.meta.dirname });
  expect(files).not.toEqual([]);
  for (const file of files) {
    const [first] = readFileSync(path.join(import.meta.dirname, file), 'utf8').split('\n');
    expect(first, file).toMatch(/^import '\.\.\/deterministic-time\.ts';/);
  }
});
