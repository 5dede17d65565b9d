import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRaceWorld, everyDay, type RaceWorld } from '../../testing/race-world.ts';
import { assertSound, fairOutcomes, hour, linkOf, ownerOf } from '../../testing/race-oracles.ts';

let world: RaceWorld;
beforeAll(async () => {
  world = await createRaceWorld(
    {
      name: 'Swaps',
      slug: 'swaps',
      staff: [
        { name: 'Ann', weekly: everyDay },
        { name: 'Bob', weekly: everyDay },
      ],
      services: [
        { name: 'Cut', durationMinutes: 30 },
        { name: 'Long cut', durationMinutes: 60 },
      ],
    },
    undefined,
    24,
  );
});
afterAll(() => world.drop());

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Array.from({ length: count }, (_, i) => work(i));
const book = async (service: string, at: number, who = 'Ann') =>
  (await world.bookings.book(world.ask(service, hour(at), { staffId: world.business.staff[who]! }), null)).booking.id;
const swap = (one: string, other: string, versions: { version?: number; withVersion?: number } = {}) =>
  world.bookings.desk.swap(one, { withId: other, notify: false, ...versions }, ownerOf(world.business), null);
const seen = async (id: string) => {
  const { startsAt, version, staff } = await world.bookings.show(linkOf(world.business, id));
  return [startsAt, staff.name, version];
};
const iso = (at: number) => new Date(hour(at)).toISOString();

describe('two bookings that change places', () => {
  it('have each other’s time and staff, also when the times overlap their own', async () => {
    const [one, other] = [await book('Cut', 9), await book('Cut', 9.5, 'Bob')];
    await swap(one, other);
    expect([await seen(one), await seen(other)]).toEqual([
      [iso(9.5), 'Bob', 2],
      [iso(9), 'Ann', 2],
    ]);
    await assertSound(world);
  });

  it('keep their lengths, and stay where they are when one would not fit', async () => {
    const [one, other] = [await book('Long cut', 12), await book('Cut', 14)];
    await book('Cut', 14.5);
    await expect(swap(one, other)).rejects.toMatchObject({ code: 'booking.slot_taken', extra: { index: 0 } });
    expect([await seen(one), await seen(other)]).toEqual([
      [iso(12), 'Ann', 1],
      [iso(14), 'Ann', 1],
    ]);
  });

  it('leave no moment at which a third gets one of their times', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = [await book('Cut', 24 + round), await book('Cut', 24.5 + round)];
      const ann = { staffId: world.business.staff['Ann']! };
      const attempts: Promise<unknown>[] = times(30, (index) =>
        world.bookings.book(world.ask('Cut', hour(24 + round + (index % 3) / 4), ann), null),
      );
      void attempts.splice(10, 0, swap(one, other));
      expect(await fairOutcomes(attempts)).toEqual({ done: 1, 'booking.slot_taken': 30 });
      expect([(await seen(one))[0], (await seen(other))[0]]).toEqual([iso(24.5 + round), iso(24 + round)]);
    }
    await assertSound(world);
  });

  it('swapped by two at once, by what both have seen, change places once', async () => {
    const [one, other] = [await book('Cut', 48), await book('Cut', 49, 'Bob')];
    const versions = { version: 1, withVersion: 1 };
    expect(await fairOutcomes([swap(one, other, versions), swap(other, one, versions)])).toEqual({
      done: 1,
      'booking.changed': 1,
    });
    expect([await seen(one), await seen(other)]).toEqual([
      [iso(49), 'Bob', 2],
      [iso(48), 'Ann', 2],
    ]);
  });

  it('swapped twice at once, without saying what was seen, are where they were', async () => {
    const [one, other] = [await book('Cut', 52), await book('Cut', 53, 'Bob')];
    expect(await fairOutcomes([swap(one, other), swap(other, one)])).toEqual({ done: 2 });
    expect([await seen(one), await seen(other)]).toEqual([
      [iso(52), 'Ann', 3],
      [iso(53), 'Bob', 3],
    ]);
  });

  it('in a ring of three, each swapped with the next at once, hold three times all the same', async () => {
    for (let round = 0; round < 5; round++) {
      const ids = [
        await book('Cut', 72 + round * 2),
        await book('Cut', 72.5 + round * 2, 'Bob'),
        await book('Cut', 73 + round * 2),
      ];
      const counted = await fairOutcomes(ids.map((id, index) => swap(id, ids[(index + 1) % 3]!)));
      expect(Object.keys(counted).filter((code) => !['done', 'booking.changed'].includes(code))).toEqual([]);
      const held = await Promise.all(ids.map(async (id) => (await seen(id))[0]));
      expect(held.toSorted()).toEqual([iso(72 + round * 2), iso(72.5 + round * 2), iso(73 + round * 2)]);
    }
    await assertSound(world);
  });

  it('while one of them is cancelled: both are swapped first, or it is told that one is closed', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = [await book('Cut', 96 + round), await book('Cut', 96.5 + round, 'Bob')];
      const cancel = world.bookings.cancel({ reason: '' }, linkOf(world.business, other), null);
      const counted = await fairOutcomes([swap(one, other), cancel]);
      expect(Object.keys(counted).filter((code) => !['done', 'booking.closed'].includes(code))).toEqual([]);
      const claimed = await world.sql<{ id: string }>(
        `select booking_id as id from claims where booking_id in ('${one}', '${other}')`,
      );
      expect(claimed).toEqual([{ id: one }]);
    }
  });

  it('of which one is cancelled stay as they are', async () => {
    const [one, other] = [await book('Cut', 110), await book('Cut', 111)];
    await world.bookings.cancel({ reason: '' }, linkOf(world.business, other), null);
    await book('Cut', 111);
    expect(await fairOutcomes([swap(one, other), swap(other, one)])).toEqual({ 'booking.closed': 2 });
  });
});

it('many movers between few times leave every booking at one of them', async () => {
  const ids = [await book('Cut', 120), await book('Cut', 120.5), await book('Cut', 121)];
  const moves = times(60, (index) =>
    world.bookings.move(
      { startsAt: hour(120 + ((index * 7) % 5) / 2), staffId: world.business.staff['Ann']! },
      linkOf(world.business, ids[index % 3]!),
      null,
    ),
  );
  const counted = await fairOutcomes(moves);
  const known = ['done', 'booking.slot_taken', 'booking.same_time', 'booking.changed'];
  expect(Object.keys(counted).filter((code) => !known.includes(code))).toEqual([]);
  const held = await Promise.all(ids.map(async (id) => (await seen(id))[0]));
  expect(new Set(held).size).toBe(3);
  await assertSound(world);
});
