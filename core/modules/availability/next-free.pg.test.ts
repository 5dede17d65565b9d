import { afterEach, expect, it, vi } from 'vitest';
import { createRaceWorld, everyDay, NOW, servicesOn, type RaceWorld } from '../../testing/race-world.ts';

let world: RaceWorld;
afterEach(() => world.drop());

const SERVICES = ['Cut', 'Colour', 'Beard', 'Wash'];

/** How often the busy times were asked for, and the first free time of each service. */
async function firstFree(counted: readonly string[] = []): Promise<{ questions: number; free: number[] }> {
  world = await createRaceWorld({
    name: 'Page',
    slug: 'page',
    staff: [{ name: 'Ann', weekly: everyDay }],
    services: SERVICES.map((name) => ({
      name,
      durationMinutes: 30,
      minNoticeMinutes: name === 'Wash' ? 60 : 0,
      ...(counted.includes(name) ? { caps: [{ of: 'service', per: 'day', most: 3 }] } : {}),
    })),
  });
  const ids = SERVICES.map((name) => world.business.services[name]!);
  const query = vi.spyOn(world.db, 'query');
  const free = await servicesOn(world.db).availability.nextFree(world.business.organizationId, ids);
  return {
    questions: query.mock.calls.filter(([statement]) => (statement as { name?: string }).name === 'busy_times').length,
    free: ids.map((id) => (free.get(id)! - NOW) / 60_000),
  };
}

it('a page of services that count nothing asks once', async () => {
  expect(await firstFree()).toEqual({ questions: 1, free: [0, 0, 0, 60] });
});

it('a service whose bookings count asks by itself', async () => {
  expect(await firstFree(['Colour', 'Beard'])).toEqual({ questions: 3, free: [0, 0, 0, 60] });
});
