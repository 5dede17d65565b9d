import { createBookingWorld } from '@bookme/core/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { beginStory, DAY, days, type Story } from '../testing/lifecycle-story.ts';
import { ORGANIZATION, startTimeSkipping, type TimeSkipping } from '../testing/time-skipping.ts';

let server: TimeSkipping;
let story: Story;

beforeAll(async () => {
  server = await startTimeSkipping();
});
afterAll(() => server.stop());
beforeEach(async () => {
  story = await beginStory(server, createBookingWorld);
});
afterEach(() => story.end());

it('goes on after a worker was replaced', async () => {
  // without a cache: the test server would wait for the old worker's, in a time that stands still
  await story.replaceWorker({ maxCachedWorkflows: 0 });
  await story.book(3 * DAY);
  await story.replaceWorker();
  await story.sleep(4 * DAY);
  await story.closed();
  expect(story.kinds()).toEqual(['booking-confirmed', 'reminder-24h', 'reminder-1h']);
});

it('goes on in a new run when its history has become long', async () => {
  const { code } = server.workflowBundle;
  const impatient = code.replace(/(workflowInfo\)\(\))\.continueAsNewSuggested/, '$1.historyLength > 30');
  expect(impatient).not.toBe(code);
  await story.replaceWorker({ workflowBundle: { code: impatient } });
  await story.book(20 * DAY);
  const first = server.runs(story.id)[0]!;
  for (let version = 2; version <= 6; version++) {
    await story.tell(story.world.move(story.id, story.start + (20 + version) * DAY));
    await story.acknowledged(version);
  }
  await story.sleep(27 * DAY);
  await story.closed();
  expect((await story.run(first).describe()).status.name).toBe('CONTINUED_AS_NEW');
  expect(story.deliveries().slice(-3)).toEqual([
    ['booking-moved', 0],
    ['reminder-24h', days(25)],
    ['reminder-1h', days(25, 23)],
  ]);
});

it('carries ids only: nothing readable about a person reaches the server', async () => {
  await story.book(5 * DAY);
  const { workflowId, memo, typedSearchAttributes } = await story.run().describe();
  expect(workflowId).toBe(`booking:${ORGANIZATION}:${story.id}`);
  expect(memo ?? {}).toEqual({});
  expect(typedSearchAttributes.getAll()).toEqual([]);
  const history = JSON.stringify(await story.run().fetchHistory());
  const encodings = [...history.matchAll(/"encoding":"([^"]+)"/g)].map((match) =>
    Buffer.from(match[1]!, 'base64').toString(),
  );
  expect(new Set(encodings)).toEqual(new Set(['binary/encrypted']));
});
