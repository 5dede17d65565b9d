import { afterEach, describe, expect, it } from 'vitest';
import { createZoneTables } from '../availability/time/zone-table.domain.ts';
import { rewritten } from '../../testing/database.ts';
import { createRaceWorld, everyDay, outcomes, type RaceWorld, type WorldOptions } from '../../testing/race-world.ts';
import { hour, linkOf, ownerOf } from '../../testing/race-oracles.ts';
import { weekly, type BusinessPlan } from '../../seed/business-plan.ts';

// Every guard twice: as it is, and broken on purpose. What it guards must be seen to fail without it, or the races and
// histories that never see it fail would prove nothing.

const PLAN = {
  name: 'Twins',
  slug: 'twins',
  timeZone: 'America/Los_Angeles',
  location: { name: 'North' },
  locations: [{ name: 'South', slug: 'twins-south' }],
  staff: [
    { name: 'Ann', weekly: everyDay },
    {
      name: 'Tess',
      weekly: weekly([1, 2, 3, 4, 5, 6, 7], '08:00-12:00', '12:00-18:00').map(({ weekday, hours }) => ({
        weekday,
        hours: hours.map((each, index) => ({ ...each, at: index === 0 ? 'North' : 'South' })),
      })),
    },
  ],
  rooms: [{ name: 'Chairs', kind: 'equipment' as const, capacity: 2 }],
  services: [
    { name: 'Cut', durationMinutes: 30, bufferAfterMinutes: 15, staff: ['Ann'] },
    { name: 'Asked', durationMinutes: 30, requiresApproval: true, pendingHolds: false, staff: ['Ann'] },
    {
      name: 'Once a day',
      durationMinutes: 30,
      staff: ['Ann'],
      caps: [{ of: 'service', per: 'day', most: 1 } as const],
    },
    { name: 'North', durationMinutes: 30, staff: ['Tess'] },
    { name: 'South', durationMinutes: 30, staff: ['Tess'], location: 'South' },
    {
      name: 'Both chairs',
      durationMinutes: 30,
      staff: ['Ann'],
      needs: [{ name: 'Chairs', anyOf: ['Chairs'], units: 2 }],
    },
    { name: 'A chair', durationMinutes: 30, staff: ['Tess'], needs: [{ name: 'Chairs', anyOf: ['Chairs'] }] },
  ],
};

const TRAVELLING = { ...PLAN, travel: [{ between: ['North', 'South'] as const, minutes: 45 }] };

let world: RaceWorld;
afterEach(() => world.drop());

// So that both have looked before one of them writes.
const late = (name: string): string =>
  rewritten(name, `v_done := set_config('app.org'`, `perform pg_sleep(0.1); v_done := set_config('app.org'`);
const NO_CONSTRAINT = `alter table claims drop constraint claims_never_overlap;`;
const utc = createZoneTables().get('UTC');

const book = (service: string, at: number, more = {}) => world.bookings.book(world.ask(service, hour(at), more), null);
const named = (who: string) => ({ staffId: world.business.staff[who]! });
const hold = (service: string, at: number) =>
  world.bookings.holds.hold({ serviceId: world.business.services[service]!, startsAt: hour(at), ...named('Ann') });
const expire = () =>
  world.sql(`update claims set expires_at = clock_timestamp() - interval '1 second' where expires_at is not null`);
const done = async (work: readonly Promise<unknown>[]): Promise<number> => (await outcomes(work))['done'] ?? 0;

interface Twin {
  readonly guard: string;
  readonly sabotage: string;
  readonly options?: WorldOptions;
  readonly plan?: BusinessPlan;
  /** What is seen of it: with the guard, and without. */
  readonly holds: unknown;
  readonly fails: unknown;
  readonly see: () => Promise<unknown>;
}

const TWINS: readonly Twin[] = [
  {
    guard: 'buffers',
    sabotage: rewritten('book_slot', 'r, 0, p_busy_from, p_busy_to, p_location', 'r, 0, p_starts, p_ends, p_location'),
    ...{ holds: 1, fails: 2 },
    see: async () => (await done([book('Cut', 18)])) + (await done([book('Cut', 18.5)])),
  },
  {
    guard: 'a limit a day',
    sabotage: rewritten('cap_reached', 'then return true;', 'then return false;'),
    ...{ holds: 1, fails: 2 },
    // Named, so that nothing but the guarded function counts.
    see: async () =>
      (await done([book('Once a day', 18, named('Ann'))])) + (await done([book('Once a day', 19, named('Ann'))])),
  },
  {
    guard: 'the zone in which a day is one',
    sabotage: 'select 1',
    options: { zones: { ...createZoneTables(), get: () => utc } },
    ...{ holds: 2, fails: 1 },
    // Two evenings apart in Los Angeles, one date in UTC.
    see: async () => (await done([book('Once a day', 7)])) + (await done([book('Once a day', 23)])),
  },
  {
    guard: 'a hold that counts',
    sabotage:
      rewritten('book_slot', 'c.expires_at is null or c.expires_at > clock_timestamp()', 'c.expires_at is null') +
      NO_CONSTRAINT,
    ...{ holds: 0, fails: 1 },
    see: async () => {
      await hold('Cut', 18);
      return done([book('Cut', 18, named('Ann'))]);
    },
  },
  {
    guard: 'a hold that has ended',
    sabotage: rewritten('book_slot', 'c.expires_at is null or c.expires_at > clock_timestamp()', 'true'),
    ...{ holds: 1, fails: 0 },
    see: async () => {
      await hold('Cut', 18);
      await expire();
      return done([book('Cut', 18, named('Ann'))]);
    },
  },
  {
    guard: 'a look before an ended hold is confirmed',
    sabotage: rewritten('find_lanes', 'then null else', `then '{0}'::integer[] else`) + NO_CONSTRAINT,
    ...{ holds: 1, fails: 2 },
    see: async () => {
      const held = await hold('Cut', 18);
      await expire();
      const more = { ...named('Ann'), hold: { id: held.id, token: held.token } };
      return (await done([book('Cut', 18)])) + (await done([book('Cut', 18, more)]));
    },
  },
  {
    guard: 'that a hold is confirmed once',
    sabotage: rewritten('book_slot', `if p_more ? 'held' and exists`, 'if false and exists'),
    ...{ holds: ['done', 'hold.used'], fails: ['done', expect.stringContaining('duplicate key')] },
    see: async () => {
      const { id, token } = await hold('Cut', 18);
      const seen = [];
      for (const _ of [1, 2])
        seen.push(...Object.keys(await outcomes([book('Cut', 18, { ...named('Ann'), hold: { id, token } })])));
      return seen;
    },
  },
  {
    guard: 'a place for each approval',
    sabotage:
      rewritten('find_lanes', 'then null else', `then '{0}'::integer[] else`) +
      rewritten('busy_times', 'c.expires_at is null', 'c.expires_at is not null') +
      NO_CONSTRAINT,
    ...{ holds: 1, fails: 2 },
    see: async () => {
      const ids = [(await book('Asked', 18)).booking.id, (await book('Asked', 18)).booking.id];
      return done(ids.map((id) => world.bookings.desk.confirm(id, { notify: false }, ownerOf(world.business), null)));
    },
  },
  {
    guard: 'the version of a booking that is moved',
    sabotage:
      late('move_bookings') +
      rewritten('move_bookings', `v_booking.version <> (v_item ->> 'version')::integer`, 'false'),
    ...{ holds: ['booking.changed', 'done'], fails: ['done', expect.stringContaining('duplicate key')] },
    see: async () => {
      const { booking } = await book('Cut', 18);
      const move = (at: number) =>
        world.bookings.move({ startsAt: hour(at), version: 1 }, linkOf(world.business, booking.id), null);
      return Object.keys(await outcomes([move(20), move(22)])).sort();
    },
  },
  {
    guard: 'the version of a booking that is cancelled',
    sabotage:
      late('change_booking') +
      rewritten('change_booking', 'v_booking.version <> p_version', 'false') +
      rewritten('change_booking', `v_booking.status in ('pending', 'confirmed')`, 'true'),
    ...{ holds: ['booking.changed', 'done'], fails: ['done', expect.stringContaining('duplicate key')] },
    see: async () => {
      const { booking } = await book('Cut', 18);
      const cancel = () => world.bookings.cancel({ reason: '', version: 1 }, linkOf(world.business, booking.id), null);
      return Object.keys(await outcomes([cancel(), cancel()])).sort();
    },
  },
  {
    guard: 'the way between two locations',
    plan: TRAVELLING,
    sabotage: `create or replace function travel_between(p_org uuid, p_from uuid, p_to uuid) returns interval language sql as $$ select interval '0' $$;`,
    ...{ holds: 1, fails: 2 },
    see: async () => (await done([book('North', 19.5)])) + (await done([book('South', 20)])),
  },
  {
    guard: 'the capacity of a pool',
    sabotage:
      rewritten('find_lanes', 'v_peak + p_units > p_capacity', 'false') +
      rewritten('find_lanes', 'generate_series(0, p_capacity - 1)', 'generate_series(0, 100)'),
    ...{ holds: 1, fails: 2 },
    see: async () =>
      (await done([book('Both chairs', 18, named('Ann'))])) + (await done([book('A chair', 18, named('Tess'))])),
  },
  {
    guard: 'what a key was answered',
    sabotage:
      rewritten('book_slot', 'if v_known.request_hash is not null then', 'if false then') +
      `alter table idempotency_keys drop constraint idempotency_keys_pkey;` +
      rewritten('known_answer', 'if p_key is null then', 'if true then'),
    ...{ holds: 1, fails: 2 },
    see: async () => {
      const body = world.ask('Asked', hour(18));
      const key = { scope: 'POST /bookings', key: 'same', requestHash: Buffer.from('a') };
      for (const _ of [1, 2]) await world.bookings.book(body, key);
      return (await world.sql(`select 1 from bookings`)).length;
    },
  },
];

describe.each(TWINS)('$guard', ({ sabotage, options, plan = PLAN, holds, fails, see }) => {
  it('holds', async () => {
    world = await createRaceWorld(plan);
    expect(await see()).toEqual(holds);
  });

  it('broken on purpose is seen to fail', async () => {
    world = await createRaceWorld(plan, sabotage, 8, options);
    expect(await see()).toEqual(fails);
  });
});
