import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, expect, it } from 'vitest';
import { bundleWorkflows } from './bundle.ts';
import { recordedHistories } from './testing/histories.ts';
import { installQuietRuntime, quietLogger, testDataConverter } from './testing/runtime.ts';

const histories = recordedHistories();
let code: string;

beforeAll(async () => {
  installQuietRuntime();
  code = (await bundleWorkflows(testDataConverter, quietLogger)).code;
});

/** File → what went wrong, for every recorded run that these workflows would not repeat. */
async function failuresOf(workflowBundle: WorkflowBundle, recorded = histories): Promise<Record<string, string>> {
  const options = { workflowBundle, dataConverter: testDataConverter };
  const failures: Record<string, string> = {};
  for await (const { workflowId, error } of Worker.runReplayHistories(options, recorded)) {
    if (error) failures[workflowId] = error.message;
  }
  return failures;
}

/** The same workflows with one line changed. */
function twin(line: string, changed: string): WorkflowBundle {
  expect(code.split(line), `the bundle has no such line, or several: ${line}`).toHaveLength(2);
  return { code: code.replace(line, changed) };
}

const FIRST_LOOK = 'const plan = due ? await runStep(ref, due) : await settle(ref);';
/** How the bundler names what is imported from the SDK. */
const sdk = (): string => /\(0, ?(\w+)\.proxyActivities\)/.exec(code)?.[1] ?? 'proxyActivities is not imported';

it('has histories of every path through every workflow', () => {
  expect(histories.length).toBeGreaterThanOrEqual(20);
});

it('repeats every recorded run without a difference', async () => {
  expect(await failuresOf({ code })).toEqual({});
});

it('notices a workflow that calls another activity, and names every history that it breaks', async () => {
  const failures = await failuresOf(twin(FIRST_LOOK, FIRST_LOOK.replace('settle(ref)', 'runStep(ref)')));
  expect(Object.keys(failures)).toEqual(histories.map(({ workflowId }) => workflowId));
  expect(Object.values(failures)[0]).toContain('Nondeterminism');
});

it('notices a workflow that waits once more', async () => {
  const failures = await failuresOf(twin(FIRST_LOOK, `await (0, ${sdk()}.sleep)(1000); ${FIRST_LOOK}`));
  expect(Object.keys(failures)).toHaveLength(histories.length);
});

it('accepts the same change behind patched()', async () => {
  const patched = `if ((0, ${sdk()}.patched)('waits-once-more')) await (0, ${sdk()}.sleep)(1000); ${FIRST_LOOK}`;
  expect(await failuresOf(twin(FIRST_LOOK, patched))).toEqual({});
});
