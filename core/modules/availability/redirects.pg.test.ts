import { afterAll, beforeAll, expect, it } from 'vitest';
import { hour } from '../../testing/race-oracles.ts';
import { createRaceWorld, everyDay, servicesOn, type RaceWorld } from '../../testing/race-world.ts';

// Bob lives by a clock in Tokyo, but serves by hours of his that are meant in Berlin, and so is the noon of his time off.

let world: RaceWorld;
beforeAll(async () => {
  world = await createRaceWorld({
    name: 'Clinic',
    slug: 'clinic',
    staff: [
      { name: 'Ann', weekly: everyDay },
      {
        name: 'Bob',
        weekly: everyDay,
        plans: [{ from: '2026-11-01', timeZone: 'Asia/Tokyo', weekly: everyDay }],
        schedules: [{ name: 'In Berlin', weekly: everyDay }],
        timeOff: [{ from: '2026-12-01T12:00', to: '2026-12-01T18:00', redirectTo: 'Ann' }],
      },
    ],
    services: [{ name: 'Talk', durationMinutes: 60, staff: ['Ann', { name: 'Bob', schedule: 'In Berlin' }] }],
  });
});
afterAll(() => world.drop());

it.each([
  { when: 'at noon in Tokyo', at: hour(5), serves: 'Bob' },
  { when: 'at noon in Berlin', at: hour(13), serves: 'Ann' },
])('$when $serves serves whoever asks for Bob, whichever way it is asked', async ({ at, serves }) => {
  const { availability } = servicesOn(world.db);
  const bob = { staffId: world.business.staff['Bob']! };
  const asked = { serviceId: world.business.services['Talk']!, ...bob };
  // So that Ann could not be had in place of Bob.
  if (serves === 'Bob')
    await world.bookings.book(world.ask('Talk', at, { staffId: world.business.staff['Ann']! }), null);

  const range = { from: '2026-12-01', to: '2026-12-01', timeZone: 'UTC' };
  const [day] = (await availability.slots({ ...asked, ...range })).days;
  expect([...day!.morning, ...day!.afternoon]).toContain(at);
  const { offered, candidates } = await availability.explain(world.business.organizationId, { ...asked, startsAt: at });
  expect([offered, ...candidates.map(({ staff }) => staff.name)]).toEqual([true, serves]);
  expect((await world.bookings.preview(world.ask('Talk', at, bob))).staff.name).toBe(serves);
  expect((await world.bookings.book(world.ask('Talk', at, bob), null)).booking.staff.name).toBe(serves);
});
