import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import type { BookingsService } from './bookings.service.ts';
import { createRaceWorld, everyDay, outcomes, type RaceWorld } from '../../testing/race-world.ts';

let world: RaceWorld;
let business: CreatedBusiness;
let bookings: BookingsService;
const ask: RaceWorld['ask'] = (...request) => world.ask(...request);
const overlaps = () => world.overlaps();

beforeAll(async () => {
  world = await createRaceWorld({
    name: 'Races',
    slug: 'races',
    timeZone: 'Europe/Berlin',
    staff: [
      { name: 'Ann', weekly: everyDay },
      { name: 'Bob', weekly: everyDay },
      { name: 'Cem', weekly: everyDay },
    ],
    rooms: [
      { name: 'Room 1', kind: 'room' },
      { name: 'Room 2', kind: 'room' },
      { name: 'Chairs', kind: 'equipment', capacity: 2 },
    ],
    services: [
      { name: 'Cut', durationMinutes: 30, changeNoticeMinutes: 1440, staff: ['Ann'] },
      { name: 'Either', durationMinutes: 30, staff: ['Ann', 'Bob'] },
      {
        name: 'Ann in both rooms',
        durationMinutes: 60,
        slotIntervalMinutes: 15,
        staff: ['Ann'],
        rooms: ['Room 1', 'Room 2'],
      },
      {
        name: 'Bob in both rooms',
        durationMinutes: 60,
        slotIntervalMinutes: 15,
        staff: ['Bob'],
        rooms: ['Room 2', 'Room 1'],
      },
      { name: 'An hour on a chair', durationMinutes: 60, slotIntervalMinutes: 60, rooms: ['Chairs'] },
      { name: 'Two hours on a chair', durationMinutes: 120, slotIntervalMinutes: 60, rooms: ['Chairs'] },
    ],
  });
  ({ business, bookings } = world);
});
afterAll(() => world.drop());

describe('one slot', () => {
  it('is given to one of a hundred who ask at once, and the others get alternatives', async () => {
    const attempts = Array.from({ length: 100 }, () => bookings.book(ask('Cut', '2026-11-25T09:00:00Z'), null));
    expect(await outcomes(attempts)).toEqual({ done: 1, 'booking.slot_taken': 99 });
    const refusal = await bookings.book(ask('Cut', '2026-11-25T09:00:00Z'), null).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      status: 409,
      extra: { alternatives: ['2026-11-25T08:30:00.000Z', '2026-11-25T09:30:00.000Z', '2026-11-25T08:15:00.000Z'] },
    });
    expect(await overlaps()).toBe(0);
  });

  it('with anyone, is given as often as there are people', async () => {
    const attempts = Array.from({ length: 40 }, () => bookings.book(ask('Either', '2026-11-25T13:00:00Z'), null));
    expect(await outcomes(attempts)).toEqual({ done: 2, 'booking.slot_taken': 38 });
    expect(await overlaps()).toBe(0);
  });

  it('asked for by one key twenty times at once makes one booking and one answer', async () => {
    const body = ask('Either', '2026-11-25T14:00:00Z');
    const idempotency = { scope: 'POST /bookings anyone', key: 'same', requestHash: Buffer.from('a') };
    const answers = await Promise.all(Array.from({ length: 20 }, () => bookings.book(body, idempotency)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const other = bookings.book(body, { ...idempotency, requestHash: Buffer.from('b') });
    await expect(other).rejects.toMatchObject({ code: 'request.idempotency_key_reused', status: 422 });
  });
});

it('lets 64 clients take two rooms in opposite orders at overlapping times without a deadlock reaching anyone', async () => {
  const starts = Array.from({ length: 8 }, (_, index) =>
    new Date(Date.parse('2026-11-26T09:00:00Z') + index * 15 * 60_000).toISOString(),
  );
  const attempts = Array.from({ length: 64 }, (_, index) =>
    bookings.book(ask(index % 2 ? 'Ann in both rooms' : 'Bob in both rooms', starts[index % 8]!), null),
  );
  const counted = await outcomes(attempts);
  expect(Object.keys(counted).sort()).toEqual(['booking.slot_taken', 'done']);
  expect(counted['done']).toBeGreaterThan(0);
  expect(await overlaps()).toBe(0);
});

describe('a pool of two', () => {
  const hour = (at: number) => `2026-11-27T${String(at).padStart(2, '0')}:00:00Z`;
  const sit = (service: string, who: string, at: number) =>
    bookings.book(ask(service, hour(at), { staffId: business.staff[who]! }), null);

  it('takes what fits by count although both lanes are broken up, and no more', async () => {
    await sit('An hour on a chair', 'Ann', 9); // lane 0
    const { booking } = await sit('An hour on a chair', 'Cem', 10); // lane 0
    await sit('An hour on a chair', 'Bob', 10); // lane 1
    await bookings.cancel(
      { reason: '' },
      { kind: 'link', organizationId: business.organizationId, bookingId: booking.id },
      null,
    );

    await expect(sit('Two hours on a chair', 'Cem', 9)).resolves.toBeDefined();
    await expect(sit('An hour on a chair', 'Bob', 9)).rejects.toMatchObject({ code: 'booking.slot_taken' });
    await expect(sit('An hour on a chair', 'Ann', 10)).rejects.toMatchObject({ code: 'booking.slot_taken' });
    expect(await overlaps()).toBe(0);
  });

  it('is never sold three times when sixty ask for it at once', async () => {
    const attempts = Array.from({ length: 60 }, (_, index) =>
      sit('An hour on a chair', ['Ann', 'Bob', 'Cem'][index % 3]!, 15),
    );
    expect(await outcomes(attempts)).toEqual({ done: 2, 'booking.slot_taken': 58 });
    expect(await overlaps()).toBe(0);
  });
});

describe('a move', () => {
  it('frees the old time and takes the new one, and the second of two movers is told', async () => {
    const { booking } = await bookings.book(ask('Cut', '2026-11-30T09:00:00Z'), null);
    const caller = { kind: 'link', organizationId: business.organizationId, bookingId: booking.id } as const;
    const moves = ['2026-11-30T11:00:00Z', '2026-11-30T12:00:00Z'].map((startsAt) =>
      bookings.move({ startsAt, version: 1 }, caller, null),
    );
    expect(await outcomes(moves)).toEqual({ done: 1, 'booking.changed': 1 });
    await expect(bookings.book(ask('Cut', '2026-11-30T09:00:00Z'), null)).resolves.toBeDefined();
    expect((await bookings.show(caller)).version).toBe(2);
    expect(await overlaps()).toBe(0);
  });

  it('keeps its own time while it looks for another that overlaps it', async () => {
    const { booking } = await bookings.book(ask('Cut', '2026-12-01T09:00:00Z'), null);
    const caller = { kind: 'link', organizationId: business.organizationId, bookingId: booking.id } as const;
    const moved = await bookings.move({ startsAt: '2026-12-01T09:15:00Z' }, caller, null);
    expect(moved).toMatchObject({ startsAt: '2026-12-01T09:15:00.000Z', version: 2 });
  });

  it('inside the notice is refused to the customer', async () => {
    const { booking } = await bookings.book(ask('Cut', '2026-11-23T20:00:00Z'), null);
    const caller = { kind: 'link', organizationId: business.organizationId, bookingId: booking.id } as const;
    await expect(bookings.move({ startsAt: '2026-11-25T20:00:00Z' }, caller, null)).rejects.toMatchObject({
      code: 'booking.too_late_to_change',
    });
    await expect(bookings.cancel({ reason: '' }, caller, null)).rejects.toMatchObject({
      code: 'booking.too_late_to_change',
    });
  });
});

it('a cancelled booking gives its time back and cannot be cancelled again', async () => {
  const { booking } = await bookings.book(ask('Cut', '2026-12-02T09:00:00Z'), null);
  const caller = { kind: 'link', organizationId: business.organizationId, bookingId: booking.id } as const;
  expect(await bookings.cancel({ reason: 'ill' }, caller, null)).toMatchObject({
    status: 'cancelled',
    version: 2,
    canChange: false,
  });
  await expect(bookings.cancel({ reason: 'again' }, caller, null)).rejects.toMatchObject({ code: 'booking.closed' });
  await expect(bookings.book(ask('Cut', '2026-12-02T09:00:00Z'), null)).resolves.toBeDefined();
});

it('a link opens its own booking only', async () => {
  const one = await bookings.book(ask('Cut', '2026-12-03T09:00:00Z'), null);
  const two = await bookings.book(ask('Cut', '2026-12-03T10:00:00Z'), null);
  expect(await bookings.openLink(one.token, one.booking.id)).toMatchObject({ bookingId: one.booking.id });
  expect(await bookings.openLink(one.token, two.booking.id)).toBeNull();
  expect(
    await bookings.openLink(
      one.token.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')),
      one.booking.id,
    ),
  ).toBeNull();
  expect(await bookings.openLink('nonsense', one.booking.id)).toBeNull();
});
