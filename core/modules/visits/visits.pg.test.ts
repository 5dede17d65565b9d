import { afterEach, expect, it } from 'vitest';
import { createSecrets } from '../../kernel/crypto/tokens.ts';
import { createMetrics } from '../../kernel/log/metrics.ts';
import { createDirectory } from '../../kernel/tenancy/directory.ts';
import { rewritten } from '../../testing/database.ts';
import { createRaceWorld, everyDay, NOW, outcomes, type RaceWorld } from '../../testing/race-world.ts';
import { createRulesStore } from '../availability/rules/rules-store.ts';
import { createZoneTables } from '../availability/time/zone-table.domain.ts';
import { createVisitsService } from './visits.service.ts';

const LOCK_NOTHING = `
  create or replace function lock_resources(p_resources uuid[]) returns void language plpgsql as 'begin end';
  alter table claims drop constraint claims_never_overlap;
  ${rewritten('book_slot', 'if v_expired then', 'perform pg_sleep(0.02); if v_expired then')}`;

let world: RaceWorld;
afterEach(() => world.drop());

/** Forty visits at once that want the same two people, half of them the other way round. */
async function race(sabotage?: string): Promise<{ told: Record<string, number>; overlaps: number; halves: number }> {
  world = await createRaceWorld(
    {
      name: 'Salon',
      slug: 'salon',
      staff: [
        { name: 'Ann', weekly: everyDay },
        { name: 'Bob', weekly: everyDay },
      ],
      services: [
        { name: 'Cut', durationMinutes: 60, staff: ['Ann'] },
        { name: 'Colour', durationMinutes: 60, staff: ['Bob'] },
      ],
    },
    sabotage,
  );
  const { db, business, bookings } = world;
  const clock = { now: () => NOW };
  const zones = createZoneTables();
  const visits = createVisitsService({
    ...{ db, clock, zones, bookings },
    directory: createDirectory(db),
    rules: createRulesStore({ db, zones, clock }),
    secrets: createSecrets('a secret of thirty-two characters!'),
    metrics: createMetrics(),
  });
  const parts = ['Cut', 'Colour'].map((name) => ({ serviceId: business.services[name]!, people: 1 }));
  const ask = (index: number) =>
    visits.book(
      {
        ...{ order: 'parallel', maxGapMinutes: 0, sameStaff: 'any', locale: 'en', note: '', timeZone: 'Europe/Berlin' },
        startsAt: '2026-12-01T10:00:00Z',
        parts: index % 2 ? parts : parts.toReversed(),
        customer: { name: 'Ada', email: `ada${index}@example.com` },
      },
      null,
    );
  const told = await outcomes(Array.from({ length: 40 }, (_, index) => ask(index)));
  const [row] = await world.sql<{ halves: number }>(
    'select count(*)::int as halves from (select visit_id from bookings group by visit_id having count(*) <> 2) as h',
  );
  return { told, overlaps: await world.overlaps(), halves: row!.halves };
}

it('books one of forty visits that want two people in opposite orders, and nobody waits for anybody for ever', async () => {
  expect(await race()).toEqual({ told: { done: 1, 'visit.not_possible': 39 }, overlaps: 0, halves: 0 });
});

it('would book them twice without locks and without the constraint', async () => {
  const { told, overlaps } = await race(LOCK_NOTHING);
  expect(told['done']).toBeGreaterThan(1);
  expect(overlaps).toBeGreaterThan(0);
});
