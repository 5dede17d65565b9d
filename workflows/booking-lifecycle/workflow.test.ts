import { createBookingWorld } from '@bookme/core/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { recordHistories } from '../testing/histories.ts';
import { beginStory, DAY, days, HOUR, MINUTE, type Story } from '../testing/lifecycle-story.ts';
import { startTimeSkipping, type TimeSkipping } from '../testing/time-skipping.ts';

let server: TimeSkipping;
let story: Story;

beforeAll(async () => {
  server = await startTimeSkipping();
});
afterAll(() => server.stop());
beforeEach(async () => {
  story = await beginStory(server, createBookingWorld);
});
afterEach(async ({ task }) => {
  await recordHistories(server, 'booking-lifecycle', story.id, task.name);
  await story.end();
});

it('sends exactly its two reminders for a booking 60 days ahead', async () => {
  await story.book(60 * DAY);
  await story.closed(); // parked: nothing sleeps for months
  expect(story.world.booking(story.id).wakeAt).toBe(story.start + 29 * DAY);

  await story.sleep(29 * DAY + MINUTE);
  await story.tell(1); // the sweep of due wake dates
  await story.sleep(32 * DAY);
  await story.closed();

  expect(story.deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['reminder-24h', days(59)],
    ['reminder-1h', days(59, 23)],
  ]);
  expect(story.world.booking(story.id).status).toBe('completed');
  expect(story.world.booking(story.id).wakeAt).toBeNull();
});

it('needs one activity to confirm a booking and one for each step after it', async () => {
  await story.book(3 * DAY);
  await story.sleep(4 * DAY);
  await story.closed();
  const { events } = await story.run().fetchHistory();
  const activities = (events ?? []).flatMap(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
  );
  expect(activities).toEqual(['settle', 'runStep', 'runStep', 'runStep']);
});

it('moves the reminders with the booking', async () => {
  await story.book(5 * DAY);
  await story.sleep(DAY);
  await story.tell(story.world.move(story.id, story.start + 10 * DAY));
  await story.sleep(11 * DAY);
  await story.closed();
  expect(story.deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['booking-moved', days(1)],
    ['reminder-24h', days(9)],
    ['reminder-1h', days(9, 23)],
  ]);
});

it('reminds again when a booking is moved after its first reminder', async () => {
  await story.book(2 * DAY);
  await story.sleep(DAY + HOUR);
  await story.tell(story.world.move(story.id, story.start + 4 * DAY));
  await story.sleep(4 * DAY);
  await story.closed();
  expect(story.deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['reminder-24h', days(1)],
    ['booking-moved', days(1, 1)],
    ['reminder-24h', days(3)],
    ['reminder-1h', days(3, 23)],
  ]);
});

it('parks again when a booking is moved beyond the horizon', async () => {
  await story.book(5 * DAY);
  await story.tell(story.world.move(story.id, story.start + 50 * DAY));
  await story.closed();
  expect(story.kinds()).toEqual(['booking-confirmed', 'booking-moved']);
  expect(story.world.booking(story.id).wakeAt).toBe(story.start + 19 * DAY);
});

it('sends no reminder of a cancelled booking', async () => {
  await story.book(5 * DAY);
  await story.sleep(DAY);
  await story.tell(story.world.cancel(story.id));
  await story.closed();
  await story.sleep(6 * DAY);
  expect(story.deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['booking-cancelled', days(1)],
  ]);
});

it('opens again for a booking that is cancelled while its run is parked', async () => {
  await story.book(60 * DAY);
  await story.closed();
  await story.tell(story.world.cancel(story.id));
  await story.acknowledged(2);
  await story.closed();
  expect(story.kinds()).toEqual(['booking-confirmed', 'booking-cancelled']);
  expect(story.world.booking(story.id).wakeAt).toBeNull();
});

it('confirms a request when it is approved, and reminds from then on', async () => {
  await story.book(5 * DAY, { status: 'pending' });
  await story.closed();
  await story.sleep(DAY);
  await story.tell(story.world.confirm(story.id));
  await story.sleep(5 * DAY);
  await story.closed();
  expect(story.deliveries()).toEqual([
    ['booking-requested', 0],
    ['booking-confirmed', days(1)],
    ['reminder-24h', days(4)],
    ['reminder-1h', days(4, 23)],
  ]);
});

it('tells of a declined request and ends', async () => {
  await story.book(5 * DAY, { status: 'pending' });
  await story.closed();
  await story.tell(story.world.decline(story.id));
  await story.acknowledged(2);
  await story.closed();
  expect(story.kinds()).toEqual(['booking-requested', 'booking-declined']);
});

it('skips the reminders that a late booking had already missed', async () => {
  await story.book(30 * MINUTE);
  await story.sleep(2 * HOUR);
  await story.closed();
  expect(story.deliveries()).toEqual([['booking-confirmed', 0]]);
  expect(story.world.skipped(story.id)).toEqual([]);
});

it('tries a failed delivery again and then goes on', async () => {
  story.world.failDeliveries(2);
  await story.book(3 * DAY);
  await story.sleep(4 * DAY);
  await story.closed();
  expect(story.deliveries()).toEqual([
    ['booking-confirmed', days(0, 0, 2)],
    ['reminder-24h', days(2)],
    ['reminder-1h', days(2, 23)],
  ]);
});

it('still sends the reminders that it missed by half an hour', async () => {
  await story.book(3 * DAY);
  const run = story.run();
  await story.sleep(DAY);
  await run.terminate('all workers and the run are lost');
  await story.sleep(DAY + 30 * MINUTE);
  await story.tell(1); // the wake date has passed: the reconciler opens it again
  await story.sleep(2 * DAY);
  await story.closed();
  expect(story.deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['reminder-24h', days(2, 0, 30)],
    ['reminder-1h', days(2, 23)],
  ]);
});

it('records a reminder that is of no use any more as missed', async () => {
  await story.book(3 * DAY);
  await story.sleep(DAY);
  await story.run().terminate('all workers and the run are lost');
  await story.sleep(DAY + 22 * HOUR + 30 * MINUTE); // an hour and a half before the start
  await story.tell(1);
  await story.sleep(2 * DAY);
  await story.closed();
  expect(story.deliveries()).toEqual([
    ['booking-confirmed', 0],
    ['reminder-1h', days(2, 23)],
  ]);
  expect(story.world.skipped(story.id)).toMatchObject([
    { kind: 'reminder-24h', reason: 'missed: too late to be of use' },
  ]);
});

it('loses no change that is made while it is settling', async () => {
  story.world.interruptDelivery(() => story.tell(story.world.cancel(story.id)));
  await story.tell(story.world.book(story.id, { startsAt: story.start + 60 * DAY }));
  await story.acknowledged(2);
  await story.closed();
  expect(story.kinds()).toEqual(['booking-confirmed', 'booking-cancelled']);
});

it('takes signals that come twice, late and in the wrong order without harm', async () => {
  await story.tell(story.world.book(story.id, { startsAt: story.start + 5 * DAY }));
  const second = story.world.move(story.id, story.start + 6 * DAY);
  const third = story.world.move(story.id, story.start + 7 * DAY);
  for (const version of [third, 1, second, third, second, 1]) await story.tell(version);
  await story.acknowledged(3);
  await story.sleep(DAY);
  for (const version of [1, third]) await story.tell(version);
  await story.sleep(7 * DAY);
  await story.closed();
  expect(story.deliveries().slice(-2)).toEqual([
    ['reminder-24h', days(6)],
    ['reminder-1h', days(6, 23)],
  ]);
  expect(new Set(story.world.delivered(story.id).map(({ kind, version }) => `${kind} ${version}`)).size).toBe(
    story.kinds().length,
  );
});

it('looks again when the reconciler knocks with a version it knows', async () => {
  await story.book(5 * DAY);
  Object.assign(story.world.booking(story.id), { ackedVersion: 0 }); // rewound by hand
  await story.tell(1);
  await story.acknowledged(1);
  expect(story.deliveries()).toEqual([['booking-confirmed', 0]]);
});

it('does not look for ever for a version that the database no longer knows', async () => {
  await story.book(5 * DAY);
  await story.tell(9); // PostgreSQL was restored to an earlier time
  await story.sleep(6 * DAY);
  await story.closed();
  expect(story.kinds()).toEqual(['booking-confirmed', 'reminder-24h', 'reminder-1h']);
});

it('ends as an orphan when there is no such booking', async () => {
  await story.tell(1);
  await story.closed();
  expect(story.world.orphans()).toEqual([story.id]);
});
