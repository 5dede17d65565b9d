import { afterAll, beforeAll, expect, it } from 'vitest';
import { hour } from '../../testing/race-oracles.ts';
import { createRaceWorld, everyDay, servicesOn, type RaceWorld } from '../../testing/race-world.ts';

// Two chairs for two locations that are 45 minutes apart.

let world: RaceWorld;
beforeAll(async () => {
  world = await createRaceWorld({
    name: 'Chairs',
    slug: 'chairs',
    location: { name: 'North' },
    locations: [{ name: 'South', slug: 'chairs-south' }],
    travel: [{ between: ['North', 'South'], minutes: 45 }],
    staff: [
      { name: 'Ann', weekly: everyDay },
      { name: 'Bob', weekly: everyDay, location: 'South' },
    ],
    rooms: [{ name: 'Chairs', kind: 'equipment', capacity: 2 }],
    services: [
      { name: 'One', durationMinutes: 30, staff: ['Ann'], rooms: ['Chairs'] },
      {
        ...{ name: 'Two', durationMinutes: 30, location: 'South', staff: ['Bob'] },
        needs: [{ name: 'Chairs', anyOf: ['Chairs'], units: 2 }],
      },
    ],
  });
});
afterAll(() => world.drop());

it('what a pool is on the way for is not given, before or after, whoever is asked', async () => {
  const { availability } = servicesOn(world.db);
  const bob = { staffId: world.business.staff['Bob']! };
  await world.bookings.book(world.ask('One', hour(12)), null); // until 12:30, so there from 13:15 on and until 11:15
  for (const at of [hour(11), hour(13)]) {
    const asked = { serviceId: world.business.services['Two']!, ...bob, startsAt: at };
    const { candidates } = await availability.explain(world.business.organizationId, asked);
    expect(candidates[0]!.broken.map(({ rule }) => rule)).toEqual(['no_room']);
    const taken = { code: 'booking.slot_taken' };
    await expect(world.bookings.preview(world.ask('Two', at, bob))).rejects.toMatchObject(taken);
    await expect(world.bookings.book(world.ask('Two', at, bob), null)).rejects.toMatchObject(taken);
  }
  for (const at of [hour(10.75), hour(13.25)])
    expect((await world.bookings.book(world.ask('Two', at, bob), null)).booking.startsAt).toBe(at);
});
