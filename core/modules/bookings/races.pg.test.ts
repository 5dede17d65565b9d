import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRaceWorld, everyDay, type RaceWorld } from '../../testing/race-world.ts';
import { alternativesOf, assertSound, exceeded, fairOutcomes, hour, ownerOf } from '../../testing/race-oracles.ts';
import { weekly } from '../../seed/business-plan.ts';
import type { BookSlot } from './bookings.contract.ts';

let world: RaceWorld;
beforeAll(async () => {
  world = await createRaceWorld(
    {
      name: 'Races',
      slug: 'races',
      timeZone: 'Europe/Berlin',
      location: { name: 'North' },
      locations: [{ name: 'South', slug: 'races-south' }],
      travel: [{ between: ['North', 'South'], minutes: 45 }],
      staff: [
        { name: 'Ann', weekly: everyDay },
        { name: 'Bob', weekly: everyDay },
        { name: 'Cem', weekly: everyDay },
        {
          name: 'Tess',
          weekly: weekly([1, 2, 3, 4, 5, 6, 7], '08:00-12:00', '12:00-18:00').map(({ weekday, hours }) => ({
            weekday,
            hours: hours.map((each, index) => ({ ...each, at: index === 0 ? 'North' : 'South' })),
          })),
        },
      ],
      rooms: [
        { name: 'Room 1' },
        { name: 'Room 2' },
        { name: 'Room 3' },
        { name: 'Chairs', kind: 'equipment', capacity: 5 },
        { name: 'Trolleys', kind: 'equipment', capacity: 2 },
      ],
      services: [
        { name: 'Cut', durationMinutes: 30, staff: ['Ann'] },
        { name: 'Any minute', durationMinutes: 30, slotIntervalMinutes: 5, bufferAfterMinutes: 10, staff: ['Bob'] },
        {
          name: 'Up',
          durationMinutes: 45,
          slotIntervalMinutes: 15,
          staff: ['Ann'],
          rooms: ['Room 1', 'Room 2', 'Room 3'],
        },
        {
          name: 'Down',
          durationMinutes: 45,
          slotIntervalMinutes: 15,
          staff: ['Bob'],
          rooms: ['Room 3', 'Room 2', 'Room 1'],
        },
        {
          name: 'Two chairs',
          durationMinutes: 60,
          needs: [{ name: 'Chairs', anyOf: ['Chairs'], units: 2 }],
          staff: ['Ann', 'Bob', 'Cem'],
        },
        { name: 'One chair', durationMinutes: 60, rooms: ['Chairs'], staff: ['Ann', 'Bob', 'Cem'] },
        { name: 'A trolley', durationMinutes: 60, rooms: ['Trolleys'], staff: ['Ann', 'Bob', 'Cem'] },
        { name: 'In the north', durationMinutes: 30, staff: ['Tess'] },
        { name: 'In the south', durationMinutes: 30, staff: ['Tess'], location: 'South' },
      ],
    },
    undefined,
    24,
  );
});
afterAll(() => world.drop());

const book = (service: string, at: number, more?: Partial<BookSlot>) =>
  world.bookings.book(world.ask(service, hour(at), more), null);
const at = (who: string) => ({ staffId: world.business.staff[who]! });
const owner = () => ownerOf(world.business);
const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Array.from({ length: count }, (_, i) => work(i));

it('one slot, asked for by two hundred at once, is given to one, and the others get times that are free', async () => {
  const attempts = times(200, () => book('Cut', 9));
  expect(await fairOutcomes(attempts)).toEqual({ done: 1, 'booking.slot_taken': 199 });
  await assertSound(world);
  const refusals = (await Promise.allSettled(attempts)).filter((result) => result.status === 'rejected');
  for (const { reason } of refusals) expect(alternativesOf(reason)).toHaveLength(3);
  for (const startsAt of alternativesOf(await book('Cut', 9).catch((error: unknown) => error)).slice(0, 1))
    await expect(world.bookings.book(world.ask('Cut', startsAt), null)).resolves.toBeDefined();
});

it('times that overlap and are never equal are given so that nobody else would fit', async () => {
  const starts = Array.from({ length: 60 }, (_, index) => 10 + (index * 5) / 60);
  const attempts = starts.map((start) => book('Any minute', start));
  const counted = await fairOutcomes(attempts);
  expect(Object.keys(counted).sort()).toEqual(['booking.slot_taken', 'done']);
  const settled = await Promise.allSettled(attempts);
  const won = starts.filter((_, index) => settled[index]!.status === 'fulfilled');
  const apart = 40 / 60;
  for (const one of won)
    for (const other of won) if (one < other) expect(other - one).toBeGreaterThanOrEqual(apart - 1e-9);
  for (const start of starts) expect(won.some((one) => Math.abs(one - start) < apart - 1e-9)).toBe(true);
  await assertSound(world);
});

it('three rooms in opposite orders, by two hundred, without one deadlock', async () => {
  const attempts = times(200, (index) => book(index % 2 ? 'Up' : 'Down', 15 + (index % 16) / 4));
  const counted = await fairOutcomes(attempts);
  expect(Object.keys(counted).sort()).toEqual(['booking.slot_taken', 'done']);
  expect(counted['done']).toBeGreaterThanOrEqual(2);
  await assertSound(world);
});

describe('a pool', () => {
  it('of five gives two places to two, and one to the last', async () => {
    const two = times(45, (index) => book('Two chairs', 24, at(['Ann', 'Bob', 'Cem'][index % 3]!)));
    expect(await fairOutcomes(two)).toEqual({ done: 2, 'booking.slot_taken': 43 });
    const one = times(30, () => book('One chair', 24));
    expect(await fairOutcomes(one)).toEqual({ done: 1, 'booking.slot_taken': 29 });
    await assertSound(world);
  });

  it('asked for in ones and twos at overlapping times is never given out beyond its five', async () => {
    const who = ['Ann', 'Bob', 'Cem'];
    const attempts = times(120, (index) =>
      book(index % 2 ? 'Two chairs' : 'One chair', 30 + (index % 8) / 4, at(who[index % 3]!)),
    );
    await fairOutcomes(attempts);
    await assertSound(world);
  });
});

describe('somebody who may override', () => {
  const override = { reason: 'The mayor' };
  const overbook = (service: string, hours: number, who?: string) =>
    world.bookings.desk.book(
      {
        ...{ serviceId: world.business.services[service]!, startsAt: hour(hours), customer: { name: 'Mayor' } },
        ...{ note: '', override, ...(who ? at(who) : {}) },
      },
      owner(),
      null,
    );

  it('gets a time that is taken, which stays marked, and later ones are refused as before', async () => {
    await book('Cut', 48);
    const attempts = times(10, () => overbook('Cut', 48));
    expect(await fairOutcomes(attempts)).toEqual({ done: 10 });
    const one = await attempts[0]!;
    expect(one.override).toEqual({ reason: 'The mayor', rules: ['busy'] });
    expect(await fairOutcomes([book('Cut', 48), book('Cut', 48, at('Ann')), book('Cut', 48.25)])).toEqual({
      'booking.slot_taken': 3,
    });
    expect(await exceeded(world)).toBe(0);
    expect(await world.overlaps()).toBe(0);
    const lanes = await world.sql<{ lane: number }>(
      `select lane from claims where resource_id = '${world.business.staff['Ann']}' and busy_from = '${hour(48)}' order by lane`,
    );
    expect(lanes.map(({ lane }) => lane)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('races those who book the same free time: at most one of those gets it, and all who override do', async () => {
    const attempts = [...times(30, () => book('Cut', 50)), ...times(5, () => overbook('Cut', 50))];
    const counted = await fairOutcomes(attempts);
    expect(counted['done']).toBeGreaterThanOrEqual(5);
    expect(counted['done']).toBeLessThanOrEqual(6);
    expect(Object.keys(counted).sort()).toEqual(['booking.slot_taken', 'done']);
    await assertSound(world);
  });

  it('counts in a pool like anybody: a place that comes free there is not one too many', async () => {
    const first = await book('A trolley', 60, at('Ann'));
    await book('A trolley', 60, at('Bob'));
    await overbook('A trolley', 60, 'Cem');
    await world.bookings.desk.cancel(first.booking.id, { notify: false, reason: '' }, owner(), null);
    expect(await fairOutcomes([book('A trolley', 60, at('Ann')), book('A trolley', 60)])).toEqual({
      'booking.slot_taken': 2,
    });
  });
});

describe('a person on the road between two locations', () => {
  it('is booked in one of them when the way from the other is too long, whoever asks first', async () => {
    const attempts = times(60, (index) =>
      index % 2 ? book('In the north', 72 + 10.5) : book('In the south', 72 + 11),
    );
    expect(await fairOutcomes(attempts)).toEqual({ done: 1, 'booking.slot_taken': 59 });
    await assertSound(world);
  });

  it('is booked in both when there is time for the way', async () => {
    const attempts = [
      ...times(20, () => book('In the north', 96 + 10.5)),
      ...times(20, () => book('In the south', 96 + 11.75)),
    ];
    expect(await fairOutcomes(attempts)).toEqual({ done: 2, 'booking.slot_taken': 38 });
  });
});
