import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { prepare } from '../../../testing/availability/availability.cases.ts';
import { createOracle, type OracleCase } from '../../../testing/availability/availability.oracle.ts';
import { smallCase } from '../../../testing/availability/small.cases.ts';
import { ANCHORS, ZONES } from '../../../testing/availability/zones.cases.ts';
import { listSlots, type Slot } from './availability.domain.ts';
import { DAY, MINUTE } from '../time/plain-time.domain.ts';
import {
  createZoneTables,
  instantsAt,
  instantsShowing,
  wallTimeAt,
  type ZoneTable,
} from '../time/zone-table.domain.ts';

// Days on which clocks change, by the hundred thousand, wherever the server stands. BOOKME_SMALL_CASES for more.
const CASES = Number(process.env.BOOKME_SMALL_CASES ?? 200_000);
const SERVER_ZONES = ['UTC', 'Asia/Kathmandu', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Kiritimati'];
const LONG = 120_000 + CASES;

const oracle = createOracle();
const zones = createZoneTables();
const { show } = oracle.clocks;
/** Tells two starts apart that the clock shows alike. */
const offsetAt = (zone: ZoneTable, instant: number): number => wallTimeAt(zone, instant) - instant;
const SEEDS = fc.integer({ min: 0, max: 2 ** 31 - 1 });

/** What is wrong with what the engine offers; null: nothing. */
function faultOf(problem: OracleCase, slots: readonly Slot[]): string | null {
  const expected = oracle.list(problem);
  if (slots.length !== expected.length) return `${slots.length} starts instead of ${expected.length}`;
  const { durationMinutes } = problem.service;
  const zone = zones.get(problem.zone);
  const hours = problem.staff[0]!.members[0]!.schedule.weekly[0]!.hours;
  const shownTwice = new Set<string>();
  let before = -Infinity;
  for (const [index, { startsAt, endsAt }] of slots.entries()) {
    const start = startsAt / MINUTE;
    if (start !== expected[index]![0]) return `${start} instead of ${expected[index]![0]}`;
    if (startsAt <= before) return 'out of order';
    before = startsAt;
    if (endsAt - startsAt !== durationMinutes * MINUTE) return 'of another length';
    const wallTime = wallTimeAt(zone, start);
    if (wallTime !== show(problem.zone, start)) return 'at a time that no clock shows';
    if (!instantsAt(zone, wallTime).includes(start)) return 'that its own wall time does not lead to';
    const ofDay = wallTime % DAY;
    if (!hours.some(({ from, to }) => from <= ofDay && ofDay < to)) return 'outside hours';
    const label = `${wallTime} ${offsetAt(zone, start)}`;
    if (shownTwice.has(label)) return 'that cannot be told from another';
    shownTwice.add(label);
  }
  return null;
}

describe(`on ${ANCHORS.length} days on which clocks change`, { timeout: LONG }, () => {
  const own = process.env.TZ;
  afterEach(() => {
    if (own === undefined) delete process.env.TZ;
    else process.env.TZ = own;
  });

  it('are those of at least 40 zones', () => {
    expect(new Set(ZONES.map(([timeZone]) => timeZone)).size).toBeGreaterThanOrEqual(40);
  });

  it.each(SERVER_ZONES)(
    'a server in %s offers what the clocks show: no skipped time, repeated ones apart, in order, to length',
    (serverZone) => {
      process.env.TZ = serverZone;
      fc.assert(
        fc.property(SEEDS, (seed) => {
          const problem = smallCase(seed, show);
          const { facts, range } = prepare(problem);
          const fault = faultOf(problem, listSlots(facts, range));
          if (fault !== null) throw new Error(`${fault}: ${JSON.stringify(problem)}`);
        }),
        { numRuns: CASES / SERVER_ZONES.length },
      );
    },
  );

  it('a wall time keeps from week to week, and a day is as long as Temporal says', () => {
    const lengths = new Map<string, number>();
    fc.assert(
      fc.property(SEEDS, fc.integer({ min: 0, max: DAY - 1 }), (seed, minute) => {
        const { timeZone, instant } = ANCHORS[seed % ANCHORS.length]!;
        const zone = zones.get(timeZone);
        const day = Math.floor(show(timeZone, instant) / DAY) + (seed % 3) - 1;
        for (const week of [-1, 0, 1]) {
          const wallTime = (day + 7 * week) * DAY + minute;
          const at = instantsAt(zone, wallTime);
          for (const shown of at) expect(show(timeZone, shown)).toBe(wallTime);
          if (at.length === 2) expect(offsetAt(zone, at[0]!)).not.toBe(offsetAt(zone, at[1]!));
        }
        const shown = instantsShowing(zone, day * DAY, (day + 1) * DAY);
        const length = shown.reduce((sum, edge, index) => sum + (index % 2 ? edge : -edge), 0);
        const key = `${timeZone} ${day}`;
        const known = lengths.get(key) ?? minutesShowing(timeZone, day);
        lengths.set(key, known);
        expect(length).toBe(known);
      }),
      { numRuns: CASES / 20 },
    );
  });

  const mistakes: [string, (slots: Slot[], problem: OracleCase) => Slot[]][] = [
    ['offers a repeated time once', (slots, { zone }) => slots.filter(({ startsAt }) => instantsAt(zones.get(zone), wallTimeAt(zones.get(zone), startsAt / MINUTE))[0] === startsAt / MINUTE)], // prettier-ignore
    ['forgets the last one', (slots) => slots.slice(0, -1)],
    ['shifts a start by a minute', (slots) => slots.map((slot) => ({ ...slot, startsAt: slot.startsAt + MINUTE }))],
    ['ends by the clock on the wall', (slots, { zone }) => slots.map((slot) => ({ ...slot, endsAt: slot.endsAt + (offsetAt(zones.get(zone), slot.endsAt / MINUTE) - offsetAt(zones.get(zone), slot.startsAt / MINUTE)) * MINUTE }))], // prettier-ignore
  ];
  it.each(mistakes)('the twin that %s is found out', (_mistake, twin) => {
    const isFound = Array.from({ length: 2000 }, (_, seed) => smallCase(seed, show)).some((problem) => {
      const { facts, range } = prepare(problem);
      return faultOf(problem, twin(listSlots(facts, range), problem)) !== null;
    });
    expect(isFound).toBe(true);
  });
});

/** Counted one by one. */
function minutesShowing(timeZone: string, day: number): number {
  let minutes = 0;
  for (let minute = (day - 2) * DAY; minute < (day + 3) * DAY; minute++)
    if (Math.floor(show(timeZone, minute) / DAY) === day) minutes++;
  return minutes;
}
