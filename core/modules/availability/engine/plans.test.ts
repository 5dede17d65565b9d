import { describe, expect, it } from 'vitest';
import { daysFrom, everyDay, hours, offers, type Example } from '../../../testing/availability/offers.ts';
import { periodsOf } from '../time/periods.domain.ts';
import { DAY, parsePlainDate } from '../time/plain-time.domain.ts';
import { compileSchedule, type ScheduleRules } from './schedule.domain.ts';
import { createZoneTables } from '../time/zone-table.domain.ts';

const zones = createZoneTables();

describe('weekly plans', () => {
  const rules: Example = {
    weekly: everyDay('9-10'),
    plans: [{ from: '2027-07-02', timeZone: 'Europe/Berlin', weekly: everyDay('14-15') }],
  };

  it('hold from their first date on', () => {
    expect(offers(rules, '2027-07-01', '2027-07-02')).toEqual(['2027-07-01T09:00+02:00', '2027-07-02T14:00+02:00']);
  });

  it('may be given in any order, and each ends as the next begins', () => {
    const plans = [{ from: '2027-07-03', timeZone: 'Europe/Berlin', weekly: [] }, ...rules.plans!];
    expect(offers({ ...rules, plans }, '2027-07-01', '2027-07-05')).toHaveLength(2);
  });

  it('may move to another zone for good', () => {
    const plans = [{ from: '2027-07-02', timeZone: 'America/New_York', weekly: everyDay('9-10') }];
    expect(offers({ ...rules, plans }, '2027-07-01', '2027-07-03')).toEqual([
      '2027-07-01T09:00+02:00',
      '2027-07-02T15:00+02:00',
      '2027-07-03T15:00+02:00',
    ]);
  });
});

describe('a journey', () => {
  const trip = (timeZone: string): Example => ({
    weekly: everyDay('9-10'),
    zoneChanges: [{ from: '2027-07-02', to: '2027-07-02', timeZone }],
  });

  it('means the hours of its dates there', () => {
    expect(offers(trip('Asia/Tokyo'), '2027-07-01', '2027-07-03')).toEqual([
      '2027-07-01T09:00+02:00',
      '2027-07-02T02:00+02:00', // 09:00 in Tokyo
      '2027-07-03T09:00+02:00',
    ]);
    expect(offers(trip('America/New_York'), '2027-07-01', '2027-07-03')).toEqual([
      '2027-07-01T09:00+02:00',
      '2027-07-02T15:00+02:00',
      '2027-07-03T09:00+02:00',
    ]);
  });

  it('to the west repeats the hours before its first midnight there', () => {
    const early = { ...trip('America/New_York'), weekly: everyDay('4-5') };
    expect(offers(early, '2027-07-02')).toEqual(['2027-07-02T04:00+02:00', '2027-07-02T10:00+02:00']);
  });
});

describe('public holidays', () => {
  it('close the day, unless there are hours for that very date', () => {
    const rules: Example = { weekly: everyDay('9-10'), closed: ['2027-07-01', '2027-07-02'] };
    expect(offers(rules, '2027-07-01', '2027-07-03')).toEqual(['2027-07-03T09:00+02:00']);
    const overrides = [{ day: '2027-07-02', hours: hours('12-13') }];
    expect(offers({ ...rules, overrides }, '2027-07-01', '2027-07-02')).toEqual(['2027-07-02T12:00+02:00']);
  });
});

describe('plans that cannot be kept are refused', () => {
  const base: ScheduleRules = { timeZone: 'Europe/Berlin', weekly: [], overrides: [], timeOff: [] };
  const plan = { from: '2027-07-02', timeZone: 'Europe/Berlin', weekly: [] };
  it.each<[string, Partial<ScheduleRules>, string, string]>([
    ['two on one date', { plans: [plan, plan] }, 'plans.1.from', 'repeated'],
    [
      'hours that overlap',
      { plans: [{ ...plan, weekly: [{ weekday: 1, hours: hours('9-12', '11-13') }] }] },
      'plans.0.weekly.0.hours',
      'overlap',
    ],
    [
      'a journey back in time',
      { zoneChanges: [{ from: '2027-07-02', to: '2027-07-01', timeZone: 'UTC' }] },
      'zoneChanges.0.to',
      'reversed',
    ],
    [
      'two journeys at once',
      {
        zoneChanges: [
          { from: '2027-07-01', to: '2027-07-05', timeZone: 'UTC' },
          { from: '2027-07-05', to: '2027-07-09', timeZone: 'Asia/Tokyo' },
        ],
      },
      'zoneChanges.1.from',
      'overlap',
    ],
    ['a hundred and one', { plans: Array.from({ length: 101 }, () => plan) }, 'plans', 'too_many'],
  ])('%s', (_what, change, path, code) => {
    expect(() => compileSchedule({ ...base, ...change }, zones)).toThrow(
      expect.objectContaining({
        code: 'schedule.invalid',
        errors: expect.arrayContaining([expect.objectContaining({ path, code })]),
      }),
    );
  });
});

describe('rules that change on a date', () => {
  const versions = [
    { fromDay: -Infinity, rules: 'old' },
    { fromDay: parsePlainDate('2027-07-02'), rules: 'new' },
  ];
  const berlin = zones.get('Europe/Berlin');

  it('cut a range so that each start is judged by the rules of its date', () => {
    const cut = periodsOf(versions, berlin, daysFrom('2027-07-01', '2027-07-03'));
    expect(cut.map(({ rules, range }) => [rules, (range.instants[1]! - range.instants[0]!) / DAY])).toEqual([
      ['old', 1],
      ['new', 2],
    ]);
  });

  it('leave out what the range does not touch', () => {
    expect(periodsOf(versions, berlin, daysFrom('2027-07-05')).map(({ rules }) => rules)).toEqual(['new']);
  });

  it('change with the date itself where clocks go back over midnight: 00:00 came twice on 7 November 2010 at St. John’s', () => {
    const newfoundland = zones.get('America/St_Johns');
    const from = [{ fromDay: -Infinity, rules: 'old' }, { fromDay: parsePlainDate('2010-11-07'), rules: 'new' }]; // prettier-ignore
    const cut = periodsOf(from, newfoundland, daysFrom('2010-11-06', '2010-11-07', 'America/St_Johns'));
    expect(cut.map(({ rules, range }) => [rules, range.instants.length / 2])).toEqual([
      ['old', 2], // the last hour of the 6th came again after the first minute of the 7th
      ['new', 2],
    ]);
  });
});
