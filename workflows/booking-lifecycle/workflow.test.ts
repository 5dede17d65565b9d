import { createBookingWorld, type BookingWorld } from '@bookme/core/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { recordHistories } from '../testing/histories.ts';
import { ORGANIZATION, startTimeSkipping, type TimeSkipping } from '../testing/time-skipping.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let server: TimeSkipping;
let world: BookingWorld;
let stopWorker: () => Promise<void>;
let start: number;
let lastId = 0;
let id: string;
/** false: the run is of a changed workflow, and no history of ours. */
let isOurs: boolean;

beforeAll(async () => {
  server = await startTimeSkipping();
});
afterAll(() => server.stop());

beforeEach(async () => {
  await server.refresh();
  start = server.now();
  id = `018f0000-0000-7000-8000-${String((lastId += 1)).padStart(12, '0')}`;
  isOurs = true;
  world = createBookingWorld(server.now);
  stopWorker = await server.startWorker(world.lifecycle);
});
afterEach(async ({ task }) => {
  if (isOurs) await recordHistories(server, 'booking-lifecycle', id, task.name);
  await server.endRuns(id);
  await stopWorker();
});

/** Polls in real time; the server's time stands still meanwhile. */
const eventually = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000, interval: 25 });
const closed = (): Promise<void> =>
  eventually(async () => expect((await server.handle(id).describe()).status.name).toBe('COMPLETED'));
const acknowledged = (version: number): Promise<void> =>
  eventually(() => expect(world.booking(id).ackedVersion).toBe(version));

const book = async (ahead: number, rest: { status?: 'pending' } = {}): Promise<void> => {
  await server.tell(id, world.book(id, { startsAt: start + ahead, ...rest }));
  await acknowledged(1);
};
/** Kind and days since the test began, to the minute: a timer comes up to a second late. */
const deliveries = (): [string, number][] =>
  world.delivered(id).map(({ kind, at }) => [kind, Math.floor((at - start) / MINUTE) / (DAY / MINUTE)]);
const days = (...parts: [number, number?, number?]): number =>
  (parts[0] * DAY + (parts[1] ?? 0) * HOUR + (parts[2] ?? 0) * MINUTE) / DAY;

it('sends exactly its two reminders for a booking 60 days ahead', async () => {
  await book(60 * DAY);
  await closed(); // parked: nothing sleeps for months
  expect(world.booking(id).wakeAt).toBe(start + 29 * DAY);

  await server.sleep(29 * DAY + MINUTE);
  await server.tell(id, 1); // the sweep of due wake dates
  await server.sleep(32 * DAY);
  await closed();

  expect(deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['reminder-24h', days(59)],
    ['reminder-1h', days(59, 23)],
  ]);
  expect(world.booking(id).status).toBe('completed');
  expect(world.booking(id).wakeAt).toBeNull();
});

it('needs one activity to confirm a booking and one for each step after it', async () => {
  await book(3 * DAY);
  await server.sleep(4 * DAY);
  await closed();
  const { events } = await server.handle(id).fetchHistory();
  const activities = (events ?? []).flatMap(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
  );
  expect(activities).toEqual(['settle', 'runStep', 'runStep', 'runStep']);
});

it('moves the reminders with the booking', async () => {
  await book(5 * DAY);
  await server.sleep(DAY);
  await server.tell(id, world.move(id, start + 10 * DAY));
  await server.sleep(11 * DAY);
  await closed();
  expect(deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['booking-moved', days(1)],
    ['reminder-24h', days(9)],
    ['reminder-1h', days(9, 23)],
  ]);
});

it('reminds again when a booking is moved after its first reminder', async () => {
  await book(2 * DAY);
  await server.sleep(DAY + HOUR);
  await server.tell(id, world.move(id, start + 4 * DAY));
  await server.sleep(4 * DAY);
  await closed();
  expect(deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['reminder-24h', days(1)],
    ['booking-moved', days(1, 1)],
    ['reminder-24h', days(3)],
    ['reminder-1h', days(3, 23)],
  ]);
});

it('parks again when a booking is moved beyond the horizon', async () => {
  await book(5 * DAY);
  await server.tell(id, world.move(id, start + 50 * DAY));
  await closed();
  expect(deliveries().map(([kind]) => kind)).toEqual(['booking-confirmed', 'booking-moved']);
  expect(world.booking(id).wakeAt).toBe(start + 19 * DAY);
});

it('sends no reminder of a cancelled booking', async () => {
  await book(5 * DAY);
  await server.sleep(DAY);
  await server.tell(id, world.cancel(id));
  await closed();
  await server.sleep(6 * DAY);
  expect(deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['booking-cancelled', days(1)],
  ]);
});

it('opens again for a booking that is cancelled while its run is parked', async () => {
  await book(60 * DAY);
  await closed();
  await server.tell(id, world.cancel(id));
  await acknowledged(2);
  await closed();
  expect(deliveries().map(([kind]) => kind)).toEqual(['booking-confirmed', 'booking-cancelled']);
  expect(world.booking(id).wakeAt).toBeNull();
});

it('confirms a request when it is approved, and reminds from then on', async () => {
  await book(5 * DAY, { status: 'pending' });
  await closed();
  await server.sleep(DAY);
  await server.tell(id, world.confirm(id));
  await server.sleep(5 * DAY);
  await closed();
  expect(deliveries()).toEqual([
    ['booking-requested', 0],
    ['booking-confirmed', days(1)],
    ['reminder-24h', days(4)],
    ['reminder-1h', days(4, 23)],
  ]);
});

it('tells of a declined request and ends', async () => {
  await book(5 * DAY, { status: 'pending' });
  await closed();
  await server.tell(id, world.decline(id));
  await acknowledged(2);
  await closed();
  expect(deliveries().map(([kind]) => kind)).toEqual(['booking-requested', 'booking-declined']);
});

it('skips the reminders that a late booking had already missed', async () => {
  await book(30 * MINUTE);
  await server.sleep(2 * HOUR);
  await closed();
  expect(deliveries()).toEqual([['booking-confirmed', 0]]);
  expect(world.skipped(id)).toEqual([]);
});

it('tries a failed delivery again and then goes on', async () => {
  world.failDeliveries(2);
  await book(3 * DAY);
  await server.sleep(4 * DAY);
  await closed();
  expect(deliveries()).toEqual([
    ['booking-confirmed', days(0, 0, 2)],
    ['reminder-24h', days(2)],
    ['reminder-1h', days(2, 23)],
  ]);
});

it('still sends the reminders that it missed by half an hour', async () => {
  await book(3 * DAY);
  const run = server.handle(id);
  await server.sleep(DAY);
  await run.terminate('all workers and the run are lost');
  await server.sleep(DAY + 30 * MINUTE);
  await server.tell(id, 1); // the wake date has passed: the reconciler opens it again
  await server.sleep(2 * DAY);
  await closed();
  expect(deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['reminder-24h', days(2, 0, 30)],
    ['reminder-1h', days(2, 23)],
  ]);
});

it('records a reminder that is of no use any more as missed', async () => {
  await book(3 * DAY);
  await server.sleep(DAY);
  await server.handle(id).terminate('all workers and the run are lost');
  await server.sleep(DAY + 22 * HOUR + 30 * MINUTE); // an hour and a half before the start
  await server.tell(id, 1);
  await server.sleep(2 * DAY);
  await closed();
  expect(deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['reminder-1h', days(2, 23)],
  ]);
  expect(world.skipped(id)).toMatchObject([{ kind: 'reminder-24h', reason: 'missed: too late to be of use' }]);
});

it('loses no change that is made while it is settling', async () => {
  world.interruptDelivery(() => server.tell(id, world.cancel(id)));
  await server.tell(id, world.book(id, { startsAt: start + 60 * DAY }));
  await acknowledged(2);
  await closed();
  expect(deliveries().map(([kind]) => kind)).toEqual(['booking-confirmed', 'booking-cancelled']);
});

it('takes signals that come twice, late and in the wrong order without harm', async () => {
  await server.tell(id, world.book(id, { startsAt: start + 5 * DAY }));
  const second = world.move(id, start + 6 * DAY);
  const third = world.move(id, start + 7 * DAY);
  for (const version of [third, 1, second, third, second, 1]) await server.tell(id, version);
  await acknowledged(3);
  await server.sleep(DAY);
  for (const version of [1, third]) await server.tell(id, version);
  await server.sleep(7 * DAY);
  await closed();
  expect(deliveries().slice(-2)).toEqual([
    ['reminder-24h', days(6)],
    ['reminder-1h', days(6, 23)],
  ]);
  const kinds = deliveries().map(([kind]) => kind);
  expect(new Set(world.delivered(id).map(({ kind, version }) => `${kind} ${version}`)).size).toBe(kinds.length);
});

it('looks again when the reconciler knocks with a version it knows', async () => {
  await book(5 * DAY);
  Object.assign(world.booking(id), { ackedVersion: 0 }); // rewound by hand
  await server.tell(id, 1);
  await acknowledged(1);
  expect(deliveries()).toEqual([['booking-confirmed', 0]]);
});

it('does not look for ever for a version that the database no longer knows', async () => {
  await book(5 * DAY);
  await server.tell(id, 9); // PostgreSQL was restored to an earlier time
  await server.sleep(6 * DAY);
  await closed();
  expect(deliveries().map(([kind]) => kind)).toEqual(['booking-confirmed', 'reminder-24h', 'reminder-1h']);
});

it('ends as an orphan when there is no such booking', async () => {
  await server.tell(id, 1);
  await closed();
  expect(world.orphans()).toEqual([id]);
});

it('goes on after a worker was replaced', async () => {
  await stopWorker();
  // without a cache: the test server would wait for the old worker's, in a time that stands still
  const stopOld = await server.startWorker(world.lifecycle, { maxCachedWorkflows: 0 });
  await book(3 * DAY);
  await stopOld();
  stopWorker = await server.startWorker(world.lifecycle);
  await server.sleep(4 * DAY);
  await closed();
  expect(deliveries().map(([kind]) => kind)).toEqual(['booking-confirmed', 'reminder-24h', 'reminder-1h']);
});

it('goes on in a new run when its history has become long', async () => {
  await stopWorker();
  const { code } = server.workflowBundle;
  const impatient = code.replace(/(workflowInfo\)\(\))\.continueAsNewSuggested/, '$1.historyLength > 30');
  expect(impatient).not.toBe(code);
  isOurs = false;
  stopWorker = await server.startWorker(world.lifecycle, { workflowBundle: { code: impatient } });
  await book(20 * DAY);
  const first = server.runs(id)[0]!;
  for (let version = 2; version <= 6; version++) {
    await server.tell(id, world.move(id, start + (20 + version) * DAY));
    await acknowledged(version);
  }
  await server.sleep(27 * DAY);
  await closed();
  expect((await server.handle(id, first).describe()).status.name).toBe('CONTINUED_AS_NEW');
  expect(deliveries().slice(-3)).toEqual([
    ['booking-moved', 0],
    ['reminder-24h', days(25)],
    ['reminder-1h', days(25, 23)],
  ]);
});

it('carries ids only: nothing readable about a person reaches the server', async () => {
  await book(5 * DAY);
  const { workflowId, memo, typedSearchAttributes } = await server.handle(id).describe();
  expect(workflowId).toBe(`booking:${ORGANIZATION}:${id}`);
  expect(memo ?? {}).toEqual({});
  expect(typedSearchAttributes.getAll()).toEqual([]);
  const history = JSON.stringify(await server.handle(id).fetchHistory());
  const encodings = [...history.matchAll(/"encoding":"([^"]+)"/g)].map((match) =>
    Buffer.from(match[1]!, 'base64').toString(),
  );
  expect(new Set(encodings)).toEqual(new Set(['binary/encrypted']));
});
