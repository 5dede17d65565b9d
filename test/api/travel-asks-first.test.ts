import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weekly } from '../../core/testing/index.ts';
import { createRulesWorld, type RulesWorld } from '../support/rules-world.ts';

// Longer ways are rules that bookings may stand on: who would have to be in two places is shown before it is written.

let world: RulesWorld;
let ids: string[];
beforeAll(async () => {
  const hours = weekly([1, 2, 3, 4, 5], '09:00-17:00');
  const hour = { durationMinutes: 60, slotIntervalMinutes: 30, staff: ['Ada'] };
  world = await createRulesWorld({
    location: { name: 'Mitte' },
    locations: [{ name: 'Nord', slug: 'nord' }],
    staff: [{ name: 'Ada', weekly: hours }],
    services: [
      { name: 'Here', ...hour },
      { name: 'There', ...hour, location: 'Nord' },
    ],
  });
  const day = [
    { from: 540, to: 600 },
    { from: 600, to: 1020, locationId: world.business.locations['Nord'] },
  ];
  await world.desk('PUT', `/staff/${world.business.staff['Ada']}/overrides/2027-03-10`, { hours: day });
  const booked = [
    await world.book('Here', '2027-03-10T08:00:00.000Z'), // until 10:00 in Berlin
    await world.book('There', '2027-03-10T09:30:00.000Z'), // from 10:30
    await world.book('There', '2027-03-10T13:30:00.000Z'), // later, in the same place
  ];
  ids = booked.map(({ json }) => json.booking.id);
});
afterAll(() => world.close());

const set = (minutes: number, query = '') =>
  world.desk('PUT', `/travel-times${query}`, {
    times: [{ fromLocationId: world.business.locations['Mitte'], toLocationId: world.business.locations['Nord'], minutes }], // prettier-ignore
  });
const stored = async () => (await world.desk('GET', '/travel-times')).json.data.map((way: { minutes: number }) => way.minutes); // prettier-ignore

describe('a way between two bookings of one person', () => {
  it('that fits between them asks nothing', async () => {
    expect((await set(30)).status).toBe(200);
    expect(await stored()).toEqual([30, 30]);
  });

  it('that does not is shown by a dry run, which writes nothing', async () => {
    const { status, json } = await set(120, '?dryRun=true');
    const why = json.affected.map((one: { id: string; why: string }) => [one.id, one.why]);
    expect([status, why]).toEqual([200, [ids[0], ids[1]].map((id) => [id, 'travel_time'])]);
    expect([json.slotsGained, json.slotsLost]).toEqual([0, 1]); // at 11:30
    expect(await stored()).toEqual([30, 30]);
  });

  it('that does not is refused until it is confirmed, and no news afterwards', async () => {
    const refused = await set(31);
    expect([refused.status, refused.json.code, refused.json.affectedCount]).toEqual([409, 'rules.affect_bookings', 2]);
    expect(await stored()).toEqual([30, 30]);
    expect((await set(31, '?confirm=true')).status).toBe(200);
    expect((await set(45)).status).toBe(200);
    expect(await stored()).toEqual([45, 45]);
  });
});
