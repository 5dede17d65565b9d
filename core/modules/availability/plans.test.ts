import { describe, expect, it } from 'vitest';
import { daysFrom, everyDay, example, hours, offers, type Example } from '../../testing/availability/offers.ts';
import { listSlots } from './availability.domain.ts';
import { firstFree } from './first.domain.ts';
import { periodsOf, rulesAt } from './periods.domain.ts';
import { DAY, parsePlainDate } from './plain-time.domain.ts';
import { listWithStandIns, standInAt } from './redirect.domain.ts';
import { compileSchedule, type ScheduleRules } from './schedule.domain.ts';
import { createZoneTables } from './zone-table.domain.ts';

const zones = createZoneTables();
const ms = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;

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

  it('change at the local midnight, not at that of UTC', () => {
    expect(rulesAt(versions, berlin, ms('2027-07-01T21:59Z'))).toBe('old');
    expect(rulesAt(versions, berlin, ms('2027-07-01T22:00Z'))).toBe('new');
  });
});

describe('out of office with a colleague', () => {
  const away = (redirectTo: string) => [{ from: '2027-07-01T10:00', to: '2027-07-01T13:00', redirectTo }];
  const team = (bens: Example) => {
    const anna = example({ weekly: everyDay('9-15'), timeOff: away('ben') });
    const ben = example({ weekly: everyDay('9-15'), ...bens });
    const one = ben.candidates[0]!;
    return {
      ...anna,
      candidates: [
        ...anna.candidates,
        { ...one, staffId: 'ben', members: [{ ...one.members[0], resourceId: 'ben' }] as const },
      ],
      busy: new Map([...anna.busy, ['ben', anna.busy.get('anna')!]]),
    };
  };
  const shown = (bens: Example) =>
    listWithStandIns(team(bens), daysFrom('2027-07-01'), 'anna').map(
      ({ startsAt, staffId, instead }) =>
        `${new Date(startsAt + 7_200_000).toISOString().slice(11, 16)} ${staffId}${instead ? ' instead' : ''}`,
    );

  it('offers the colleague while they are away, and nobody else before and after', () => {
    expect(shown({})).toEqual([
      '09:00 anna', '10:00 ben instead', '11:00 ben instead', '12:00 ben instead', '13:00 anna', '14:00 anna',
    ]); // prettier-ignore
  });

  it('offers what the colleague has free', () => {
    expect(shown({ timeOff: [{ from: '2027-07-01T11:00', to: '2027-07-01T12:00' }] })).toEqual([
      '09:00 anna', '10:00 ben instead', '12:00 ben instead', '13:00 anna', '14:00 anna',
    ]); // prettier-ignore
  });

  it('does not go round in circles', () => {
    expect(shown({ timeOff: away('anna') })).toEqual(['09:00 anna', '13:00 anna', '14:00 anna']);
    expect(standInAt(team({ timeOff: away('anna') }), 'anna', ms('2027-07-01T08:00Z') / 60_000)).toBe('ben');
  });

  it('names who would serve at one start', () => {
    const at = (iso: string) => standInAt(team({}), 'anna', ms(iso) / 60_000);
    expect(at('2027-07-01T08:00Z')).toBe('ben');
    expect(at('2027-07-01T07:00Z')).toBe('anna');
    expect(at('2027-07-01T07:01Z')).toBe('ben'); // would touch the absence
  });
});

describe('the first free start', () => {
  it('is that of each person inside the range; null where there is none', () => {
    const facts = example({ weekly: everyDay('9-12'), busy: [['2027-07-01T07:00Z', '2027-07-01T08:30Z']] });
    expect(firstFree(facts, daysFrom('2027-07-01'))).toEqual([{ staffId: 'anna', startsAt: ms('2027-07-01T09:00Z') }]);
    expect(firstFree(facts, daysFrom('2027-07-01'))[0]!.startsAt).toBe(
      listSlots(facts, daysFrom('2027-07-01'))[0]!.startsAt,
    );
    expect(firstFree(example({ weekly: [] }), daysFrom('2027-07-01'))).toEqual([{ staffId: 'anna', startsAt: null }]);
  });
});
