import { afterEach, describe, expect, it } from 'vitest';
import { rewritten } from '../../testing/database.ts';
import { createRaceWorld, everyDay, outcomes, type RaceWorld } from '../../testing/race-world.ts';

// Each guard of the commit point taken away on purpose: what it guards must then be seen to fail, or its test proves nothing.

const PLAN = {
  name: 'Twin',
  slug: 'twin',
  timeZone: 'Europe/Berlin',
  staff: [{ name: 'Ann', weekly: everyDay }],
  services: [{ name: 'Cut', durationMinutes: 30, staff: ['Ann'] }],
};
const NO_LOCK = `create or replace function lock_resources(p_resources uuid[]) returns void language sql as $$ $$;`;
const NO_CONSTRAINT = `alter table claims drop constraint claims_never_overlap;`;
const NO_LOOK = rewritten('book_slot', 'if v_live then', 'if false then');
// The same look, but slow: so that the others look before the first has written.
const SLOW_LOOK = rewritten('book_slot', 'if v_expired then', 'perform pg_sleep(0.05); if v_expired then');

let world: RaceWorld;
afterEach(() => world.drop());

const raceFor = (startsAt: string, clients: number) =>
  outcomes(Array.from({ length: clients }, () => world.bookings.book(world.ask('Cut', startsAt), null)));

describe('one slot, asked for by many at once', () => {
  it('is sold twice without lock and constraint', async () => {
    world = await createRaceWorld(PLAN, NO_LOCK + NO_CONSTRAINT + SLOW_LOOK);
    await raceFor('2026-11-25T09:00:00Z', 20);
    expect(await world.overlaps()).toBeGreaterThan(0);
  });

  it('is sold once by the lock alone', async () => {
    world = await createRaceWorld(PLAN, NO_CONSTRAINT + SLOW_LOOK);
    expect(await raceFor('2026-11-25T09:00:00Z', 20)).toEqual({ done: 1, 'booking.slot_taken': 19 });
    expect(await world.overlaps()).toBe(0);
  });

  it('is sold once by the constraint alone', async () => {
    world = await createRaceWorld(PLAN, NO_LOCK + NO_LOOK);
    expect(await raceFor('2026-11-25T09:00:00Z', 6)).toMatchObject({ done: 1 });
    expect(await world.overlaps()).toBe(0);
  });
});
