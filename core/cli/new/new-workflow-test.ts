import type { Names } from './names.ts';

export const workflowTest = ({ pascal, camel, kebab }: Names): string => `import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { findTimeSkippingServer } from '../../test/support/time-skipping-server.ts';
import { create${pascal}Activities, type ${pascal}Plan, type ${pascal}Ref } from './activities.ts';

const DAY = 86_400_000;
const taskQueue = '${kebab}';

let env: TestWorkflowEnvironment;
let client: Client;
let stopWorker: () => Promise<void>;
let start: number;
let facts: { version: number; dueAt: number; doneAt: number | undefined };

/** Stands for the module that keeps the facts. */
async function settle(_ref: ${pascal}Ref): Promise<${pascal}Plan> {
  const now = await env.currentTimeMs();
  if (facts.doneAt === undefined && now >= facts.dueAt) facts.doneAt = now;
  return { version: facts.version, finished: facts.doneAt !== undefined, nextStepAt: facts.dueAt };
}

beforeAll(async () => {
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger, shutdownSignals: [] });
  const executable = { type: 'existing-path', path: await findTimeSkippingServer() } as const;
  const workflowsPath = path.join(import.meta.dirname, 'workflow.ts');
  const [environment, workflowBundle] = await Promise.all([
    TestWorkflowEnvironment.createTimeSkipping({ server: { executable } }),
    bundleWorkflowCode({ workflowsPath, logger }),
  ]);
  env = environment;
  client = new Client({ connection: env.connection }); // env.client would skip ten years at the end of a run
  const activities = create${pascal}Activities({ settle });
  const worker = await Worker.create({ connection: env.nativeConnection, taskQueue, workflowBundle, activities });
  const running = worker.run();
  stopWorker = async () => {
    worker.shutdown();
    await running;
  };
});
afterAll(async () => {
  await stopWorker();
  await env.teardown();
});

beforeEach(async () => {
  start = await env.currentTimeMs();
  facts = { version: 1, dueAt: start + 3 * DAY, doneAt: undefined };
});

const begin = (id: string) =>
  client.workflow.start('${camel}', {
    taskQueue,
    workflowId: \`${kebab}:\${id}\`,
    args: [{ organizationId: 'org', id, version: 1 }],
  });

/** Whole days since the test began, or undefined while nothing was done. */
const doneAfterDays = (): number | undefined =>
  facts.doneAt === undefined ? undefined : Math.floor((facts.doneAt - start) / DAY);

it('does what is due when its time has come, and ends', async () => {
  const run = await begin('1');
  await env.sleep(4 * DAY);
  await vi.waitFor(async () => expect((await run.describe()).status.name).toBe('COMPLETED'), { timeout: 20_000 });
  expect(doneAfterDays()).toBe(3);
});

it('follows a change that it is told of', async () => {
  const run = await begin('2');
  await env.sleep(DAY);
  facts = { ...facts, version: 2, dueAt: start + 10 * DAY };
  await run.signal('${camel}Changed', { version: 2 });
  await env.sleep(5 * DAY);
  expect(doneAfterDays()).toBeUndefined();
  await env.sleep(5 * DAY);
  await vi.waitFor(async () => expect((await run.describe()).status.name).toBe('COMPLETED'), { timeout: 20_000 });
  expect(doneAfterDays()).toBe(10);
});
`;
