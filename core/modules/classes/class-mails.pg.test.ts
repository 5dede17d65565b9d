import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createSecrets } from '../../kernel/crypto/tokens.ts';
import type { UserCaller } from '../../kernel/http/callers.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import { createLog } from '../../kernel/log/log.ts';
import type { OutgoingMessage } from '../../plugin-api/index.ts';
import { ownerOf } from '../../testing/class-world.ts';
import { createClass } from '../../testing/create-class.ts';
import { createRaceWorld, everyDay, NOW, type RaceWorld } from '../../testing/race-world.ts';
import { createLifecycleModule } from '../bookings/lifecycle/lifecycle.module.ts';
import type { Lifecycle } from '../bookings/lifecycle/lifecycle.service.ts';
import { createZoneTables } from '../availability/time/zone-table.domain.ts';
import { createMessagesModule } from '../messages/messages.module.ts';

// A seat is a booking: confirmation, reminder, news and calendar file follow it without knowing of classes.

const HOUR = 3_600_000;
const STARTS = '2026-11-27T09:00:00Z';

let world: RaceWorld;
let lifecycle: Lifecycle;
let now = NOW;
let sent: OutgoingMessage[] = [];

beforeAll(async () => {
  world = await createRaceWorld({
    name: 'Studio',
    slug: 'studio',
    timeZone: 'Europe/Berlin',
    staff: [{ name: 'Ann', weekly: everyDay, email: 'ann@example.com' }],
    services: [{ name: 'Yoga', durationMinutes: 60 }],
  });
  const clock = { now: () => now };
  const changes = { publish: () => undefined, subscribe: () => () => undefined } as unknown as Changes;
  const provider = { send: async (message: OutgoingMessage) => void sent.push(message) };
  const { service } = createMessagesModule({
    db: world.db,
    host: { providers: () => [{ pluginId: 'post', standIn: false, provider }] as never, failed: () => [] },
    clock,
    changes,
    secrets: createSecrets('a secret of thirty-two characters!'),
    baseUrl: 'https://book.example',
  });
  lifecycle = createLifecycleModule({
    db: world.db,
    messages: service,
    zones: createZoneTables(),
    clock,
    changes,
    log: createLog('silent', 'test'),
  });
});
afterAll(() => world.drop());
beforeEach(async () => {
  await world.sql('truncate outbox, claims, class_sessions, bookings cascade');
  now = NOW;
  sent = [];
});

const owner = (): UserCaller => ownerOf(world.business.organizationId);

async function classWith(seats: readonly number[]) {
  const [session] = await createClass(world.db, world.business, {
    service: 'Yoga',
    seats: 20,
    sessions: [{ startsAt: STARTS }],
  });
  const refs = await Promise.all(
    seats.map(async (count, index) => {
      const customer = { name: `Guest ${index}`, email: `guest${index}@example.com` };
      const body = world.ask('Yoga', STARTS, { sessionId: session!, seats: count, customer });
      const { booking } = await world.bookings.book(body, null);
      return { organizationId: world.business.organizationId, id: booking.id };
    }),
  );
  return { session: session!, refs };
}
const settle = (refs: { organizationId: string; id: string }[]) =>
  Promise.all(refs.map((ref) => lifecycle.settle(ref)));
/** Recipient and kind of each mail, in no order. */
const told = () => sent.map(({ to, messageId }) => `${to.address} ${messageId.split('@')[0]!.split('.').slice(1).join('.')}`).toSorted(); // prettier-ignore

it('the one who took seats is told of the time, and reminded before it; the teacher gets no mail a seat', async () => {
  const { refs } = await classWith([2]);
  const [plan] = await settle(refs);
  expect(told()).toEqual(['guest0@example.com booking-confirmed.1.customer']);
  expect(sent[0]!.text).toContain('10:00');
  expect(sent[0]!.calendar?.content).toContain('DTSTART;TZID=Europe/Berlin:20261127T100000');
  const reminder = { kind: 'reminder-24h', at: Date.parse(STARTS) - 24 * HOUR } as const;
  expect(plan).toMatchObject({ outcome: 'waiting', step: reminder });
  now = reminder.at;
  await lifecycle.runStep(refs[0]!, reminder);
  expect(told()[1]).toBe('guest0@example.com reminder-24h.1.customer');
});

it('a session that moves tells everybody in it once, and they are reminded of the new time', async () => {
  const { session, refs } = await classWith([1, 2, 3]);
  await settle(refs);
  sent = [];
  const body = { startsAt: '2026-11-28T13:00:00Z', scope: 'this', notify: true } as const;
  await world.classes.move(session, body, owner(), null);
  const plans = await settle(refs);
  await settle(refs);
  expect(told()).toEqual([0, 1, 2].map((guest) => `guest${guest}@example.com booking-moved.2.customer`));
  expect(sent[0]!.calendar?.content).toContain('DTSTART;TZID=Europe/Berlin:20261128T140000');
  for (const plan of plans)
    expect(plan).toMatchObject({ step: { kind: 'reminder-24h', at: Date.parse('2026-11-27T13:00:00Z') } });
});

it('a session that is cancelled tells everybody in it once, with the reason, and reminds nobody', async () => {
  const { session, refs } = await classWith([1, 2]);
  await settle(refs);
  sent = [];
  const body = { reason: 'The hall is flooded.', scope: 'this', notify: true } as const;
  await world.classes.cancel(session, body, owner(), null);
  const plans = await settle(refs);
  await settle(refs);
  expect(told()).toEqual([0, 1].map((guest) => `guest${guest}@example.com booking-cancelled.2.customer`));
  expect(sent[0]!.text).toContain('The hall is flooded.');
  expect(plans).toEqual([
    { outcome: 'finished', version: 2 },
    { outcome: 'finished', version: 2 },
  ]);
});

it('a change made without notice is told to nobody', async () => {
  const { session, refs } = await classWith([1]);
  await settle(refs);
  sent = [];
  await world.classes.cancel(session, { reason: '', scope: 'this', notify: false }, owner(), null);
  await settle(refs);
  expect(told()).toEqual([]);
});
