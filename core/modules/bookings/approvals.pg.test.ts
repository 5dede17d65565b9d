import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rewritten } from '../../testing/database.ts';
import { createRaceWorld, everyDay, type RaceWorld } from '../../testing/race-world.ts';
import { assertSound, fairOutcomes, hour, linkOf, ownerOf } from '../../testing/race-oracles.ts';

// So slow that another counts before the first has written, were it not for the locks.
const SLOW_COUNT = rewritten('cap_reached', 'return false;', 'perform pg_sleep(0.005); return false;');

let world: RaceWorld;
beforeAll(async () => {
  world = await createRaceWorld(
    {
      name: 'Approvals',
      slug: 'approvals',
      staff: [
        { name: 'Ann', weekly: everyDay },
        { name: 'Bob', weekly: everyDay },
      ],
      services: [
        { name: 'Asked', durationMinutes: 60, requiresApproval: true, pendingHolds: false, staff: ['Ann'] },
        { name: 'Held', durationMinutes: 60, requiresApproval: true, staff: ['Ann'] },
        { name: 'Cut', durationMinutes: 60, staff: ['Ann'] },
        {
          name: 'Asked, two a day',
          durationMinutes: 30,
          requiresApproval: true,
          pendingHolds: false,
          staff: ['Bob'],
          caps: [{ of: 'staff', per: 'day', most: 2 }],
        },
      ],
    },
    SLOW_COUNT,
    24,
  );
});
afterAll(() => world.drop());

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Array.from({ length: count }, (_, i) => work(i));
const book = async (service: string, at: number) =>
  (await world.bookings.book(world.ask(service, hour(at)), null)).booking.id;
const confirm = (id: string, version?: number) =>
  world.bookings.desk.confirm(id, { notify: false, ...(version ? { version } : {}) }, ownerOf(world.business), null);
const status = async (id: string) => (await world.bookings.show(linkOf(world.business, id))).status;

describe('requests that wait without keeping anybody from the time', () => {
  it('two of them, confirmed in the same ten milliseconds, are not both confirmed', async () => {
    for (let round = 0; round < 10; round++) {
      const two = await Promise.all(times(2, () => book('Asked', 24 + round)));
      expect(await fairOutcomes(two.map((id) => confirm(id)))).toEqual({ done: 1, 'booking.slot_taken': 1 });
      expect((await Promise.all(two.map(status))).sort()).toEqual(['confirmed', 'pending']);
    }
    await assertSound(world);
  });

  it('of forty at overlapping times as many are confirmed as fit', async () => {
    const ids = await Promise.all(times(40, (index) => book('Asked', 48 + (index % 8) / 4)));
    const counted = await fairOutcomes(ids.map((id) => confirm(id)));
    expect(Object.keys(counted).sort()).toEqual(['booking.slot_taken', 'done']);
    expect(counted['done']).toBeGreaterThanOrEqual(1);
    expect(counted['done']).toBeLessThanOrEqual(2);
    await assertSound(world);
  });

  it('one of them and a booking of its time: one of both has it', async () => {
    for (let round = 0; round < 6; round++) {
      const id = await book('Asked', 72 + round);
      expect(await fairOutcomes([confirm(id), book('Cut', 72 + round)])).toEqual({ done: 1, 'booking.slot_taken': 1 });
    }
    await assertSound(world);
  });

  it('one of them, confirmed by ten at once, is confirmed once, and the others are told that it is', async () => {
    const id = await book('Asked', 96);
    expect(await fairOutcomes(times(10, () => confirm(id)))).toEqual({ done: 1, 'booking.closed': 9 });
    const other = await book('Held', 98);
    expect(await fairOutcomes(times(10, () => confirm(other)))).toEqual({ done: 1, 'booking.closed': 9 });
  });

  it('one of them, confirmed and cancelled at once, ends in one state and without a claim of a cancelled one', async () => {
    for (let round = 0; round < 6; round++) {
      const id = await book('Asked', 100 + round);
      const cancel = world.bookings.cancel({ reason: '' }, linkOf(world.business, id), null);
      const counted = await fairOutcomes([confirm(id), cancel]);
      expect(Object.keys(counted).filter((code) => !['done', 'booking.closed'].includes(code))).toEqual([]);
      expect(await status(id)).toBe('cancelled');
      expect(await world.sql(`select 1 from claims where booking_id = '${id}'`)).toEqual([]);
    }
  });

  it('two movers of one that waits: it waits at one of both times, and takes neither', async () => {
    const id = await book('Asked', 110);
    const moves = [112, 114].map((at) =>
      world.bookings.move({ startsAt: hour(at), version: 1 }, linkOf(world.business, id), null),
    );
    expect(await fairOutcomes(moves)).toEqual({ done: 1, 'booking.changed': 1 });
    expect(await world.sql(`select 1 from claims where booking_id = '${id}'`)).toEqual([]);
    await expect(book('Cut', 112)).resolves.toBeDefined();
    await expect(book('Cut', 114)).resolves.toBeDefined();
  });

  it('are counted by a limit of their staff, fifty at once', async () => {
    const attempts = times(50, (index) => book('Asked, two a day', 120 + index / 4));
    const counted = await fairOutcomes(attempts);
    expect(counted).toEqual({ done: 2, 'booking.limit_reached': 48 });
  });
});

it('a request that keeps its time is confirmed at it, whoever else asks', async () => {
  const id = await book('Held', 150);
  const attempts = [...times(20, () => book('Cut', 150)), confirm(id)];
  expect(await fairOutcomes(attempts as Promise<unknown>[])).toEqual({ done: 1, 'booking.slot_taken': 20 });
  expect(await status(id)).toBe('confirmed');
  await assertSound(world);
});
