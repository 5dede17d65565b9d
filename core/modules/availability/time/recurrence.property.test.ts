import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandSlowly, ruleText, type RuleCase } from '../../../testing/availability/recurrence.oracle.ts';
import { expandRecurrence, parseRecurrence } from './recurrence.domain.ts';
import { createZoneTables } from './zone-table.domain.ts';

// BOOKME_CASES=200000 for the long run. A failure prints its seed and the smallest case that shows it.
const CASES = Number(process.env.BOOKME_CASES ?? 1500);

const zones = createZoneTables();
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Pacific/Chatham',
  'America/Santiago',
  'Asia/Kathmandu',
];

const someOf = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 3 });
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const oneTo = (most: number): number[] => Array.from({ length: most }, (_, index) => index + 1);

const rules: fc.Arbitrary<RuleCase> = fc
  .record({
    freq: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    interval: fc.constantFrom(1, 1, 1, 2, 3, 5, 13),
    plainDays: someOf(WEEKDAYS),
    ordinals: someOf(WEEKDAYS.flatMap((day) => [`1${day}`, `-1${day}`, `2${day}`, `5${day}`])),
    byMonth: fc.oneof(fc.constant([]), someOf(oneTo(12))),
    byMonthDay: fc.oneof(fc.constant([]), someOf([...oneTo(31), -1, -2, -30])),
    position: fc.constantFrom(null, null, 1, 2, -1),
    weekStart: fc.constantFrom('MO', 'SU'),
    end: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom('2027-03-28', '2028-12-31', null)),
  })
  .map(({ freq, interval, plainDays, ordinals, byMonth, byMonthDay, position, weekStart, end }): RuleCase => {
    const byDay = (freq === 'MONTHLY' || freq === 'YEARLY') && ordinals.length > 0 ? ordinals : plainDays;
    const days = freq === 'WEEKLY' || (freq === 'YEARLY' && byDay === ordinals) ? [] : byMonthDay;
    const narrowed = byDay.length + days.length + byMonth.length > 0;
    return {
      freq,
      interval,
      byDay,
      byMonth,
      byMonthDay: days,
      bySetPos: position !== null && narrowed ? [position] : [],
      weekStart,
      count: typeof end === 'number' ? end : null,
      until: typeof end === 'string' ? end : null,
    };
  });

/** Many starts lie in an hour that is skipped or doubled in one of the zones. */
const starts = fc
  .record({
    day: fc.constantFrom(
      '2026-10-01',
      '2026-12-31',
      '2027-02-28',
      '2027-03-07',
      '2027-03-14',
      '2027-03-28',
      '2028-02-29',
    ),
    time: fc.constantFrom('00:00', '00:30', '01:30', '02:00', '02:30', '02:45', '09:00', '23:59'),
  })
  .map(({ day, time }) => `${day}T${time}`);

/** The days of these months exist in some year, else the parser refuses the rule. */
const possible = ({ byMonth, byMonthDay }: RuleCase): boolean =>
  byMonthDay.length === 0 ||
  byMonth.length === 0 ||
  byMonth.some((month) => byMonthDay.some((day) => Math.abs(day) <= new Date(Date.UTC(2024, month, 0)).getUTCDate()));

describe('a recurrence rule', { timeout: 60_000 + CASES * 40 }, () => {
  /** @param zoneOf what the rule is expanded in, for a case of that zone */
  const agreement = (zoneOf: (timeZone: string) => string) =>
    fc.property(rules, starts, fc.constantFrom(...ZONES), (rule, start, timeZone) => {
      fc.pre(possible(rule));
      const slow = expandSlowly(rule, start, timeZone, '2030-12-31');
      const parsed = parseRecurrence(ruleText(rule), 'rrule', { bounded: false });
      const zone = zones.get(zoneOf(timeZone));
      const { occurrences, skipped } = expandRecurrence(parsed, { start, zone, to: '2030-12-31' });
      expect(
        occurrences.map(({ wall, startsAt }) => ({
          wall,
          instant: Temporal.Instant.fromEpochMilliseconds(startsAt).toString(),
        })),
      ).toEqual(slow.happens);
      expect(skipped).toEqual(slow.skipped);
    });

  it('occurs when an independent day-by-day reading says so, in eight zones', () => {
    fc.assert(
      agreement((timeZone) => timeZone),
      { numRuns: CASES / 3 },
    );
  });

  it('would be seen to have forgotten its zone', () => {
    expect(() =>
      fc.assert(
        agreement(() => 'UTC'),
        { numRuns: 100, endOnFailure: true },
      ),
    ).toThrow();
  });

  it('has in a part of its time just what it has there in all', () => {
    fc.assert(
      fc.property(rules, starts, fc.constantFrom(...ZONES), (rule, start, timeZone) => {
        fc.pre(possible(rule));
        const zone = zones.get(timeZone);
        const parsed = parseRecurrence(ruleText(rule), 'rrule', { bounded: false });
        const whole = expandRecurrence(parsed, { start, zone, to: '2030-12-31' });
        const part = expandRecurrence(parsed, { start, zone, from: '2027-03-01', to: '2027-11-30' });
        const inPart = (wall: string): boolean => wall >= '2027-03-01' && wall < '2027-12-01';
        expect(part.occurrences).toEqual(whole.occurrences.filter(({ wall }) => inPart(wall)));
        expect(part.skipped).toEqual(whole.skipped.filter(inPart));
      }),
      { numRuns: CASES / 5 },
    );
  });
});
