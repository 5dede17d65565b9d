import { describe, expect, it } from 'vitest';
import { compileSchedule, workingIntervals, type ScheduleRules } from './schedule.domain.ts';
import { createZoneTables } from '../time/zone-table.domain.ts';

const zones = createZoneTables();
const at = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds / 60_000;
const iso = (minute: number): string => new Date(minute * 60_000).toISOString().slice(0, 16);

const officeHours: ScheduleRules = {
  timeZone: 'Europe/Berlin',
  weekly: [1, 2, 3, 4, 5].map((weekday) => ({
    weekday,
    hours: [
      { from: 9 * 60, to: 12 * 60 },
      { from: 13 * 60, to: 17 * 60 },
    ],
  })),
  overrides: [],
  timeOff: [],
};
const working = (rules: ScheduleRules, from: string, to: string): string[] =>
  workingIntervals(compileSchedule(rules, zones), at(from), at(to)).map(iso);

describe('working hours', () => {
  it('leave out the break and the weekend', () => {
    expect(working(officeHours, '2027-07-02T00:00Z', '2027-07-05T10:00Z')).toEqual([
      '2027-07-02T07:00', '2027-07-02T10:00', '2027-07-02T11:00', '2027-07-02T15:00',
      '2027-07-05T07:00', '2027-07-05T10:00',
    ]); // prettier-ignore
  });

  it('run through midnight when one day ends and the next begins with them', () => {
    const night = { from: 22 * 60, to: 1440 };
    const weekly = [
      { weekday: 5, hours: [night] },
      { weekday: 6, hours: [{ from: 0, to: 120 }] },
    ];
    expect(working({ ...officeHours, weekly }, '2027-07-01T00:00Z', '2027-07-05T00:00Z')).toEqual([
      '2027-07-02T20:00',
      '2027-07-03T00:00',
    ]);
  });

  it('are replaced wholly by an override, which may also close the day', () => {
    const overrides = [
      { day: '2027-07-02', hours: [{ from: 600, to: 660 }] },
      { day: '2027-07-05', hours: [] },
    ];
    expect(working({ ...officeHours, overrides }, '2027-07-02T00:00Z', '2027-07-06T00:00Z')).toEqual([
      '2027-07-02T08:00',
      '2027-07-02T09:00',
    ]);
  });

  it('may come in any order and touch', () => {
    const weekly = [{ weekday: 5, hours: [{ from: 720, to: 780 }, { from: 540, to: 720 }] }]; // prettier-ignore
    expect(working({ ...officeHours, weekly }, '2027-07-02T00:00Z', '2027-07-03T00:00Z')).toEqual([
      '2027-07-02T07:00',
      '2027-07-02T11:00',
    ]);
  });
});

describe('time off', () => {
  const timeOff = (...spans: [from: string, to: string][]): string[] =>
    compileSchedule({ ...officeHours, timeOff: spans.map(([from, to]) => ({ from, to })) }, zones).timeOff.map(iso);

  it('becomes instants of the zone, joined where it overlaps', () => {
    expect(timeOff(['2027-07-05T12:00', '2027-07-07T00:00'], ['2027-03-01T00:00', '2027-03-02T00:00'], ['2027-07-06T09:00', '2027-07-09T00:00'])).toEqual([
      '2027-02-28T23:00', '2027-03-01T23:00',
      '2027-07-05T10:00', '2027-07-08T22:00',
    ]); // prettier-ignore
  });

  it('is one span when the clock goes back inside it', () => {
    expect(timeOff(['2027-10-31T01:00', '2027-10-31T02:30'])).toEqual(['2027-10-30T23:00', '2027-10-31T01:30']);
  });

  it('has no duration when the clock never showed it', () => {
    expect(timeOff(['2027-03-28T02:00', '2027-03-28T03:00'])).toEqual([]);
    expect(timeOff(['2027-03-28T01:30', '2027-03-28T03:30'])).toEqual(['2027-03-28T00:30', '2027-03-28T01:30']);
  });
});

describe('rules that cannot be kept are refused', () => {
  const hours = (from: number, to: number) => ({ ...officeHours, weekly: [{ weekday: 1, hours: [{ from, to }] }] });

  it.each<[string, ScheduleRules, string, string]>([
    ['hours across midnight', hours(1320, 120), 'weekly.0.hours', 'not_an_interval'],
    ['hours beyond the day', hours(0, 1441), 'weekly.0.hours', 'not_an_interval'],
    ['hours before the day', hours(-60, 60), 'weekly.0.hours', 'not_an_interval'],
    ['empty hours', hours(540, 540), 'weekly.0.hours', 'not_an_interval'],
    ['parts of a minute', hours(540.5, 600), 'weekly.0.hours', 'not_an_interval'],
    ['not numbers', hours(Number.NaN, 600), 'weekly.0.hours', 'not_an_interval'],
    [
      'overlapping hours',
      { ...officeHours, weekly: [{ weekday: 1, hours: [{ from: 540, to: 720 }, { from: 700, to: 800 }] }] }, // prettier-ignore
      'weekly.0.hours',
      'overlap',
    ],
    ['an eighth weekday', { ...officeHours, weekly: [{ weekday: 8, hours: [] }] }, 'weekly.0.weekday', 'not_a_weekday'],
    [
      'a weekday twice',
      { ...officeHours, weekly: [{ weekday: 1, hours: [] }, { weekday: 1, hours: [] }] }, // prettier-ignore
      'weekly.1.weekday',
      'repeated',
    ],
    [
      'an overridden day twice',
      { ...officeHours, overrides: [{ day: '2027-07-02', hours: [] }, { day: '2027-07-02', hours: [] }] }, // prettier-ignore
      'overrides.1.day',
      'repeated',
    ],
    [
      'a day that the zone skipped',
      { ...officeHours, timeZone: 'Pacific/Apia', overrides: [{ day: '2011-12-30', hours: [] }] },
      'overrides.0.day',
      'skipped_by_zone',
    ],
    [
      'time off that ends before it begins',
      { ...officeHours, timeOff: [{ from: '2027-07-05T12:00', to: '2027-07-05T12:00' }] },
      'timeOff.0.to',
      'ends_before_it_begins',
    ],
    [
      'thousands of exceptions',
      {
        ...officeHours,
        timeOff: Array.from({ length: 5001 }, () => ({ from: '2027-07-05T12:00', to: '2027-07-05T13:00' })),
      },
      'overrides',
      'too_many',
    ],
  ])('%s', (_what, rules, path, code) => {
    expect(() => compileSchedule(rules, zones)).toThrow(
      expect.objectContaining({
        kind: 'user',
        code: 'schedule.invalid',
        errors: [expect.objectContaining({ path, code })],
      }),
    );
  });

  it.each<[string, Partial<ScheduleRules>, string]>([
    ['a zone that does not exist', { timeZone: 'Europe/Atlantis' }, 'time_zone.unknown'],
    ['29 February 2027', { overrides: [{ day: '2027-02-29', hours: [] }] }, 'date.invalid'],
    ['a day called __proto__', { overrides: [{ day: '__proto__', hours: [] }] }, 'date.invalid'],
    [
      'time off at 25 o’clock',
      { timeOff: [{ from: '2027-07-05T25:00', to: '2027-07-06T00:00' }] },
      'wall_time.invalid',
    ],
  ])('%s', (_what, change, code) => {
    expect(() => compileSchedule({ ...officeHours, ...change }, zones)).toThrow(
      expect.objectContaining({ kind: 'user', code }),
    );
  });
});
