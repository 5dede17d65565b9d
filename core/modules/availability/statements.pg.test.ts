import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRaceWorld, everyDay, servicesOn, type RaceWorld } from '../../testing/race-world.ts';

// A question costs the database the same number of statements however many people and days it is about.

let world: RaceWorld;
afterEach(() => world.drop());

const CAPS = [{ of: 'service', per: 'day', most: 3 } as const, { of: 'staff', per: 'week', most: 9 } as const];

/** What one question costs a process that has just started, with the rules; and the same question again. */
async function costs(people: number, lastDay: string): Promise<[cold: number, warm: number]> {
  world = await createRaceWorld({
    name: 'Team',
    slug: 'team',
    staff: Array.from({ length: people }, (_, index) => ({ name: `Staff ${index}`, weekly: everyDay })),
    services: [{ name: 'Cut', durationMinutes: 30, caps: CAPS, assignment: 'round_robin' }],
  });
  const { availability } = servicesOn(world.db);
  const query = vi.spyOn(world.db, 'query');
  const tenant = vi.spyOn(world.db, 'tenant');
  const asked = { serviceId: world.business.services['Cut']!, from: '2026-11-24', to: lastDay, timeZone: 'UTC' };
  const count = async (): Promise<number> => {
    const before = query.mock.calls.length + tenant.mock.calls.length;
    const { days } = await availability.slots(asked);
    expect(Object.keys(days).length).toBeGreaterThan(0);
    return query.mock.calls.length + tenant.mock.calls.length - before;
  };
  return [await count(), await count()];
}

describe('a listing with caps', () => {
  it.each([
    [1, '2026-11-24'],
    [20, '2027-01-04'],
  ])('of %i people until %s: at most four statements, and two where the rules are known', async (people, lastDay) => {
    const [cold, warm] = await costs(people, lastDay);
    expect(cold).toBeLessThanOrEqual(4);
    expect(warm).toBeLessThanOrEqual(2);
  });
});
