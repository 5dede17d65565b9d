import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRaceWorld, everyDay, outcomes, type RaceWorld } from '../../testing/race-world.ts';
import { assertSound, fairOutcomes, hour, linkOf } from '../../testing/race-oracles.ts';
import type { HoldView } from './holds.contract.ts';

let world: RaceWorld;
beforeAll(async () => {
  world = await createRaceWorld(
    {
      name: 'Holds',
      slug: 'holds',
      staff: [
        { name: 'Ann', weekly: everyDay },
        { name: 'Bob', weekly: everyDay },
      ],
      rooms: [{ name: 'Chairs', kind: 'equipment', capacity: 3 }],
      services: [
        { name: 'Cut', durationMinutes: 30, bufferAfterMinutes: 15, staff: ['Ann'] },
        { name: 'Either', durationMinutes: 30 },
        { name: 'Two chairs', durationMinutes: 30, needs: [{ name: 'Chairs', anyOf: ['Chairs'], units: 2 }] },
      ],
    },
    undefined,
    24,
  );
});
afterAll(() => world.drop());

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Array.from({ length: count }, (_, i) => work(i));
const hold = (service: string, at: number, instead?: { id: string; token: string }) =>
  world.bookings.holds.hold({
    serviceId: world.business.services[service]!,
    startsAt: hour(at),
    ...(instead ? { instead } : {}),
  });
const refOf = ({ id, token }: { id: string; token: string }) => ({ id, token });
const confirm = (held: HoldView, service: string) =>
  world.bookings.book(world.ask(service, held.startsAt, { hold: refOf(held), staffId: held.staff.id }), null);
const book = (service: string, at: number) => world.bookings.book(world.ask(service, hour(at)), null);
/** The hold ends so long from now, by the clock of the database. */
const endsIn = ({ id }: HoldView, seconds: number) =>
  world.sql(
    `update claims set expires_at = clock_timestamp() + interval '${seconds} seconds' where booking_id = '${id}'`,
  );

describe('a hold', () => {
  it('asked for by sixty at once is given to one, and keeps everybody from the time but its holder', async () => {
    const attempts = times(60, () => hold('Cut', 9));
    expect(await fairOutcomes(attempts)).toEqual({ done: 1, 'booking.slot_taken': 59 });
    const held = await Promise.any(attempts);
    expect(await fairOutcomes([book('Cut', 9), book('Cut', 9.5), hold('Cut', 8.75)])).toEqual({
      'booking.slot_taken': 3,
    });
    expect((await confirm(held, 'Cut')).booking.id).toBe(held.id);
    await assertSound(world);
  });

  it('and bookings at the same moment: one of all gets the time', async () => {
    const attempts = times<unknown>(40, (index) => (index % 2 ? hold('Cut', 12) : book('Cut', 12)));
    expect(await fairOutcomes(attempts)).toEqual({ done: 1, 'booking.slot_taken': 39 });
    await assertSound(world);
  });

  it('confirmed by twenty at once becomes one booking, and the others are told that it is none any more', async () => {
    const held = await hold('Cut', 15);
    expect(await fairOutcomes(times(20, () => confirm(held, 'Cut')))).toEqual({ done: 1, 'hold.used': 19 });
    await assertSound(world);
  });

  it('that became a booking cannot be used again, for that time or another', async () => {
    const held = await hold('Cut', 17);
    await confirm(held, 'Cut');
    const again = [hour(17), hour(18)].map((startsAt) =>
      world.bookings.book(world.ask('Cut', startsAt, { hold: refOf(held) }), null),
    );
    expect(await fairOutcomes(again)).toEqual({ 'hold.used': 2 });
    expect(await world.bookings.show(linkOf(world.business, held.id))).toMatchObject({
      startsAt: held.startsAt,
      version: 1,
    });
    await assertSound(world);
  });

  it('of two chairs leaves one for others', async () => {
    await hold('Two chairs', 20);
    expect(await fairOutcomes([hold('Two chairs', 20), book('Two chairs', 20)])).toEqual({ 'booking.slot_taken': 2 });
    await assertSound(world);
  });
});

describe('a hold that ends', () => {
  it('while it is confirmed and others ask for its time: one of them all has it', async () => {
    for (let round = 0; round < 6; round++) {
      const held = await hold('Cut', 24 + round);
      await endsIn(held, 0.02);
      const counted = await fairOutcomes([
        ...times(12, () => book('Cut', 24 + round)),
        confirm(held, 'Cut'),
        new Promise((resolve) => setTimeout(resolve, 20)).then(() => confirm(held, 'Cut')),
        new Promise((resolve) => setTimeout(resolve, 20)).then(() => book('Cut', 24 + round)),
      ]);
      expect(counted['done']).toBe(1);
      expect(
        Object.keys(counted).filter((code) => !['done', 'booking.slot_taken', 'hold.used'].includes(code)),
      ).toEqual([]);
    }
    await assertSound(world);
  });

  it('is still good for its holder when nobody has taken the time', async () => {
    const held = await hold('Cut', 36);
    await endsIn(held, -1);
    await expect(confirm(held, 'Cut')).resolves.toMatchObject({ booking: { id: held.id } });
  });

  it('and was taken over by the hold of another is lost, and the other is confirmed', async () => {
    const mine = await hold('Cut', 38);
    await endsIn(mine, -1);
    const theirs = await hold('Cut', 38.5);
    await expect(confirm(mine, 'Cut')).rejects.toMatchObject({ code: 'booking.slot_taken' });
    await expect(confirm(theirs, 'Cut')).resolves.toBeDefined();
    await assertSound(world);
  });

  it('is taken over once by sixty who ask', async () => {
    await endsIn(await hold('Cut', 40), -1);
    expect(await fairOutcomes(times<unknown>(60, (index) => (index % 2 ? hold('Cut', 40) : book('Cut', 40))))).toEqual({
      done: 1,
      'booking.slot_taken': 59,
    });
    await assertSound(world);
  });
});

describe('a visitor who changes their mind', () => {
  it('holds another time that overlaps the first, which is free again', async () => {
    const first = await hold('Cut', 48);
    const second = await hold('Cut', 48.25, refOf(first));
    expect(second.id).not.toBe(first.id);
    await expect(hold('Cut', 47.5)).resolves.toBeDefined();
    await assertSound(world);
  });

  it('keeps the first when the other is taken', async () => {
    const first = await hold('Cut', 52);
    await book('Cut', 54);
    await expect(hold('Cut', 54, refOf(first))).rejects.toMatchObject({ code: 'booking.slot_taken' });
    await expect(book('Cut', 52)).rejects.toMatchObject({ code: 'booking.slot_taken' });
    await expect(confirm(first, 'Cut')).resolves.toBeDefined();
  });

  it('gives back a hold and never a booking', async () => {
    const { booking, token } = await book('Cut', 56);
    for (const work of [hold('Cut', 56, { id: booking.id, token }), hold('Either', 56, { id: booking.id, token })])
      await work.catch(() => undefined);
    await world.bookings.holds.release({ id: booking.id, token });
    await expect(book('Cut', 56)).rejects.toMatchObject({ code: 'booking.slot_taken' });
    expect(await outcomes([hold('Cut', 56, { id: booking.id, token })])).toEqual({ 'booking.slot_taken': 1 });
    await assertSound(world);
  });

  it('gives it back while sixty ask: one of them has it', async () => {
    const held = await hold('Cut', 60);
    const [, ...rest] = [world.bookings.holds.release(refOf(held)), ...times(60, () => book('Cut', 60))];
    const counted = await fairOutcomes(rest);
    expect(counted['done'] ?? 0).toBeLessThanOrEqual(1);
    await assertSound(world);
  });
});

describe('with anyone', () => {
  it('as many are held and booked as there are people', async () => {
    const attempts = times<unknown>(40, (index) => (index % 2 ? hold('Either', 72) : book('Either', 72)));
    expect(await fairOutcomes(attempts)).toEqual({ done: 2, 'booking.slot_taken': 38 });
    await assertSound(world);
  });
});
