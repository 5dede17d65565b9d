import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rewritten } from '../../testing/database.ts';
import { createRaceWorld, everyDay, type RaceWorld } from '../../testing/race-world.ts';
import { assertSound, fairOutcomes, hour, linkOf, ownerOf } from '../../testing/race-oracles.ts';
import type { BookSlot } from './bookings.contract.ts';

// So slow that another counts before the first has written, were it not for the locks.
const SLOW_COUNT = rewritten('cap_reached', 'return false;', 'perform pg_sleep(0.005); return false;');

let world: RaceWorld;
beforeAll(async () => {
  world = await createRaceWorld(
    {
      name: 'Caps',
      slug: 'caps',
      staff: [
        { name: 'Ann', weekly: everyDay },
        { name: 'Bob', weekly: everyDay },
        { name: 'Cem', weekly: everyDay },
      ],
      services: [
        { name: 'Three a day', durationMinutes: 15, caps: [{ of: 'service', per: 'day', most: 3 }] },
        { name: 'Three each', durationMinutes: 15, staff: ['Ann'], caps: [{ of: 'staff', per: 'day', most: 3 }] },
        { name: 'Three a week', durationMinutes: 15, caps: [{ of: 'service', per: 'week', most: 3 }] },
        { name: 'Three for one', durationMinutes: 15, caps: [{ of: 'customer', per: 'day', most: 3 }] },
        { name: 'Once a week for one', durationMinutes: 15, repeatAfterDays: 7 },
        { name: 'Free', durationMinutes: 15 },
      ],
    },
    SLOW_COUNT,
    24,
  );
});
afterAll(() => world.drop());

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Array.from({ length: count }, (_, i) => work(i));
const who = (index: number) => ({ staffId: Object.values(world.business.staff)[index % 3]! });
const ada = { customer: { name: 'Ada', email: 'Ada@example.com' } };
const book = (service: string, at: number, more?: Partial<BookSlot>) =>
  world.bookings.book(world.ask(service, hour(at), more), null);

describe('three a day, asked for by fifty at once at different times', () => {
  it('of a service, with several people: exactly three', async () => {
    const attempts = times(50, (index) => book('Three a day', 6 + index / 4, who(index)));
    expect(await fairOutcomes(attempts)).toEqual({ done: 3, 'booking.limit_reached': 47 });
    await assertSound(world);
  });

  it('of a service, with anyone: exactly three', async () => {
    const attempts = times(50, (index) => book('Three a day', 30 + index / 4));
    expect(await fairOutcomes(attempts)).toEqual({ done: 3, 'booking.limit_reached': 47 });
  });

  it('of one person: exactly three, bookings of other services included', async () => {
    await book('Free', 54, { staffId: world.business.staff['Ann']! });
    const attempts = times(50, (index) => book('Three each', 55 + index / 4));
    expect(await fairOutcomes(attempts)).toEqual({ done: 2, 'booking.limit_reached': 48 });
  });

  it('of one customer, who is new and writes the address in several ways: exactly three', async () => {
    const attempts = times(50, (index) =>
      book('Three for one', 78 + index / 4, {
        ...who(index),
        customer: { name: 'Ada', email: index % 2 ? 'ada@example.com' : 'ADA@Example.com' },
      }),
    );
    expect(await fairOutcomes(attempts)).toEqual({ done: 3, 'booking.limit_reached': 47 });
    expect(await fairOutcomes([book('Three for one', 30, ada), book('Three for one', 102)])).toEqual({ done: 2 });
  });
});

it('three a week, asked for on all its days at once: exactly three', async () => {
  const attempts = times(50, (index) => book('Three a week', 144 + index * 3, who(index)));
  expect(await fairOutcomes(attempts)).toEqual({ done: 3, 'booking.limit_reached': 47 });
});

it('once a week for one customer, asked for at once on several days: exactly once', async () => {
  const attempts = times(30, (index) => book('Once a week for one', 150 + index * 4, { ...who(index), ...ada }));
  expect(await fairOutcomes(attempts)).toEqual({ done: 1, 'booking.too_soon_again': 29 });
});

it('moves into a day that is full but for one: exactly one', async () => {
  const day = 24 * 20;
  await times(2, (index) => book('Three a day', day + 6 + index)).reduce((one, other) => one.then(() => other));
  const elsewhere = [];
  for (let index = 0; index < 12; index++)
    elsewhere.push((await book('Three a day', day + 24 * (1 + Math.floor(index / 3)) + 6 + (index % 3))).booking.id);
  const moves = elsewhere.map((id, index) =>
    world.bookings.move({ startsAt: hour(day + 10 + index / 2) }, linkOf(world.business, id), null),
  );
  expect(await fairOutcomes(moves)).toEqual({ done: 1, 'booking.limit_reached': 11 });
});

it('a move within a full day, and a cancelled one, count for nothing more', async () => {
  const day = 24 * 30;
  const ids = [];
  for (const at of [6, 7, 8]) ids.push((await book('Three a day', day + at)).booking.id);
  await expect(
    world.bookings.move({ startsAt: hour(day + 9) }, linkOf(world.business, ids[0]!), null),
  ).resolves.toBeDefined();
  await world.bookings.cancel({ reason: '' }, linkOf(world.business, ids[1]!), null);
  const counted = await fairOutcomes(times(20, (index) => book('Three a day', day + 12 + index / 4)));
  expect(counted).toEqual({ done: 1, 'booking.limit_reached': 19 });
});

it('somebody who may override goes beyond it, which stays marked', async () => {
  const day = 24 * 40;
  const desk = (index: number) =>
    world.bookings.desk.book(
      {
        ...{ serviceId: world.business.services['Three a day']!, startsAt: hour(day + 6 + index), note: '' },
        ...{ customer: { name: 'Walk-in' }, override: { reason: 'Asked for by the owner' } },
      },
      ownerOf(world.business),
      null,
    );
  const made = [];
  for (let index = 0; index < 5; index++) made.push(await desk(index));
  expect(made.map(({ override }) => override?.rules ?? [])).toEqual([[], [], [], ['cap'], ['cap']]);
  await expect(book('Three a day', day + 12)).rejects.toMatchObject({ code: 'booking.limit_reached' });
});
