import { describe, expect, it } from 'vitest';
import { UserError } from '../../../kernel/errors/errors.ts';
import { expandRecurrence, expandSeries, parseRecurrence } from './recurrence.domain.ts';
import { createZoneTables } from './zone-table.domain.ts';

const zones = createZoneTables();
const series = (text: string) => parseRecurrence(text, 'rrule', { bounded: true });
const walls = (text: string, start: string, timeZone = 'America/New_York', exdates: string[] = []) =>
  expandSeries(series(text), 'rrule', { start, zone: zones.get(timeZone), exdates }).occurrences.map(
    ({ wall }) => wall,
  );

describe('examples of RFC 5545, by value', () => {
  // Its years lie before our calendar begins: 2025, 2026 and 2027 have the weekdays of its 1997, 1998 and 1999.
  it.each([
    ['FREQ=DAILY;COUNT=10', '2025-09-02', '0902 0903 0904 0905 0906 0907 0908 0909 0910 0911'],
    ['FREQ=DAILY;INTERVAL=10;COUNT=5', '2025-09-02', '0902 0912 0922 1002 1012'],
    [
      'FREQ=WEEKLY;INTERVAL=2;UNTIL=20251007T000000Z;WKST=SU;BYDAY=TU,TH',
      '2025-09-02',
      '0902 0904 0916 0918 0930 1002',
    ],
    ['FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH', '2025-09-02', '0902 0904 0909 0911 0916 0918 0923 0925 0930 1002'],
    ['FREQ=MONTHLY;COUNT=10;BYDAY=1FR', '2025-09-05', '0905 1003 1107 1205 0102 0206 0306 0403 0501 0605'],
    [
      'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
      '2025-09-07',
      '0907 0928 1102 1130 0104 0125 0301 0329 0503 0531',
    ],
    ['FREQ=MONTHLY;COUNT=6;BYDAY=-2MO', '2025-09-22', '0922 1020 1117 1222 0119 0216'],
    ['FREQ=MONTHLY;COUNT=6;BYMONTHDAY=-3', '2025-09-28', '0928 1029 1128 1229 0129 0226'],
    ['FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15', '2025-09-02', '0902 0915 1002 1015 1102 1115 1202 1215 0102 0115'],
    ['FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1', '2025-09-30', '0930 1001 1031 1101 1130 1201 1231 0101 0131 0201'],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2', '2025-09-02', '0213 0313'],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '2025-09-04', '0904 1007 1106'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=7', '2025-09-29', '0929 1030 1127 1230 0129 0226 0330'],
    ['FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '2027-01-15', '0115 0130 0215 0315 0330'],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '2025-08-05', '0805 0810 0819 0824'],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '2025-08-05', '0805 0817 0819 0831'],
    ['FREQ=YEARLY;COUNT=6;BYMONTH=6,7', '2025-06-10', '0610 0710 0610 0710 0610 0710'],
    ['FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200', '2025-01-01', '0101 0410 0719 0101'],
    ['FREQ=YEARLY;BYDAY=20MO;COUNT=3', '2025-05-19', '0519 0518 0517'],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3', '2025-05-12', '0512 0511 0517'],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=4', '2025-03-13', '0313 0320 0327 0305'],
  ])('%s from %s', (rule, start, days) => {
    const found = walls(rule, `${start}T09:00`).map((wall) => wall.slice(5, 10).replace('-', ''));
    expect(found).toEqual(days.split(' '));
  });
});

describe('local time', () => {
  const weekly = (start: string, timeZone: string) => {
    const { occurrences, skipped } = expandSeries(series('FREQ=WEEKLY;COUNT=4'), 'rrule', {
      start,
      zone: zones.get(timeZone),
    });
    return [occurrences.map(({ startsAt }) => new Date(startsAt).toISOString().slice(5, 16)), skipped];
  };

  it('stays the same over both changes of the clock', () => {
    expect(weekly('2027-03-14T09:00', 'Europe/Berlin')).toEqual([
      ['03-14T08:00', '03-21T08:00', '03-28T07:00', '04-04T07:00'],
      [],
    ]);
    expect(weekly('2027-10-17T09:00', 'Europe/Berlin')).toEqual([
      ['10-17T07:00', '10-24T07:00', '10-31T08:00', '11-07T08:00'],
      [],
    ]);
  });

  it('that the clock skips is told, not moved, and does not count', () => {
    expect(weekly('2027-03-14T02:30', 'Europe/Berlin')).toEqual([
      ['03-14T01:30', '03-21T01:30', '04-04T00:30', '04-11T00:30'],
      ['2027-03-28T02:30'],
    ]);
    expect(weekly('2027-09-26T02:15', 'Australia/Lord_Howe')[1]).toEqual(['2027-10-03T02:15']);
    expect(weekly('2027-04-23T00:30', 'Africa/Cairo')[1]).toEqual(['2027-04-30T00:30']);
  });

  it('that the clock shows twice is its first pass', () => {
    expect(weekly('2027-10-31T02:30', 'Europe/Berlin')[0]).toEqual([
      '10-31T00:30',
      '11-07T01:30',
      '11-14T01:30',
      '11-21T01:30',
    ]);
  });
});

describe('a rule', () => {
  it('that has no end is expanded up to a date', () => {
    const rule = parseRecurrence('freq=weekly', 'rrule', { bounded: false });
    expect(rule).toMatchObject({ text: 'FREQ=WEEKLY', bounded: false });
    const { occurrences } = expandRecurrence(rule, {
      start: '2026-01-05T12:00',
      zone: zones.get('Europe/Berlin'),
      from: '2026-11-23',
      to: '2026-11-30',
    });
    expect(occurrences.map(({ wall }) => wall)).toEqual(['2026-11-23T12:00', '2026-11-30T12:00']);
  });

  it('leaves out what it is told to, which counts all the same', () => {
    expect(walls('FREQ=DAILY;COUNT=3', '2027-05-01T10:00', 'Europe/Berlin', ['2027-05-02T10:00'])).toEqual([
      '2027-05-01T10:00',
      '2027-05-03T10:00',
    ]);
  });

  it.each([
    ['FREQ=DAILY;UNTIL=20270503', ['05-01', '05-02', '05-03']],
    ['FREQ=DAILY;UNTIL=20270503T095900', ['05-01', '05-02']],
    ['FREQ=DAILY;UNTIL=20270503T100000', ['05-01', '05-02', '05-03']],
    ['FREQ=DAILY;UNTIL=20270503T080000Z', ['05-01', '05-02', '05-03']],
    ['FREQ=DAILY;UNTIL=20270503T075900Z', ['05-01', '05-02']],
  ])('%s ends with that day, wall time or instant', (rule, days) => {
    expect(walls(rule, '2027-05-01T10:00', 'Europe/Berlin').map((wall) => wall.slice(5, 10))).toEqual(days);
  });
});

const refusalOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError) return [error.code, error.errors[0]?.path, error.errors[0]?.code];
    throw error;
  }
};

describe('a rule is refused', () => {
  it.each([
    ['FREQ=WEEKLY', 'no_end'],
    ['FREQ=SECONDLY;COUNT=5', 'too_fast'],
    ['FREQ=MINUTELY;COUNT=5', 'too_fast'],
    ['FREQ=HOURLY;COUNT=5', 'too_fast'],
    ['FREQ=FORTNIGHTLY;COUNT=5', 'unknown_frequency'],
    ['COUNT=5', 'no_frequency'],
    ['FREQ=DAILY;COUNT=1000000000', 'out_of_range'],
    ['FREQ=DAILY;COUNT=367', 'out_of_range'],
    ['FREQ=DAILY;COUNT=0', 'out_of_range'],
    ['FREQ=DAILY;COUNT=1e2', 'out_of_range'],
    ['FREQ=DAILY;COUNT=5;UNTIL=20270101', 'two_ends'],
    ['FREQ=DAILY;COUNT=5;INTERVAL=0', 'out_of_range'],
    ['FREQ=DAILY;COUNT=5;INTERVAL=99999999999999999999', 'out_of_range'],
    ['FREQ=DAILY;COUNT=5;COUNT=6', 'repeated_part'],
    ['FREQ=DAILY;COUNT=5;COLOUR=RED', 'unknown_part'],
    ['FREQ=DAILY;COUNT=5;', 'unknown_part'],
    ['FREQ=DAILY;COUNT', 'unreadable'],
    ['FREQ=DAILY\nDTSTART:20270101', 'unreadable'],
    ['', 'unreadable'],
    ['FREQ=DAILY;COUNT=5;BYHOUR=9,10', 'time_of_day'],
    ['FREQ=DAILY;UNTIL=20270231', 'out_of_range'],
    ['FREQ=DAILY;UNTIL=soon', 'out_of_range'],
    ['FREQ=DAILY;UNTIL=20260101', 'ends_before_it_begins'],
    ['FREQ=YEARLY;COUNT=5;BYMONTH=2;BYMONTHDAY=30', 'never_occurs'],
    ['FREQ=DAILY;COUNT=5;BYMONTH=2,4;BYMONTHDAY=31,-31', 'never_occurs'],
    ['FREQ=MONTHLY;COUNT=5;BYDAY=6MO', 'never_occurs'],
    ['FREQ=YEARLY;COUNT=5;BYMONTH=13', 'out_of_range'],
    ['FREQ=MONTHLY;COUNT=5;BYMONTHDAY=0', 'out_of_range'],
    ['FREQ=MONTHLY;COUNT=5;BYDAY=XX', 'out_of_range'],
    ['FREQ=WEEKLY;COUNT=5;BYDAY=1MO', 'not_together'],
    ['FREQ=WEEKLY;COUNT=5;BYMONTHDAY=1', 'not_together'],
    ['FREQ=YEARLY;COUNT=5;BYMONTHDAY=1;BYDAY=1MO', 'not_together'],
    ['FREQ=DAILY;COUNT=5;BYYEARDAY=1', 'not_together'],
    ['FREQ=DAILY;COUNT=5;BYWEEKNO=1', 'not_together'],
    ['FREQ=DAILY;COUNT=5;BYSETPOS=1', 'not_together'],
    ['FREQ=DAILY;COUNT=5;WKST=XX', 'out_of_range'],
    [`FREQ=DAILY;COUNT=5;BYMONTHDAY=${'1,'.repeat(200)}1`, 'too_long'],
  ])('%s: %s', (text, code) => {
    const parse = () => parseRecurrence(text, 'series.rrule', { bounded: true, start: '2026-11-24T10:00' });
    expect(refusalOf(parse)).toEqual(['recurrence.invalid', 'series.rrule', code]);
  });

  it.each([
    ['FREQ=YEARLY;INTERVAL=99;COUNT=2;BYMONTH=2;BYMONTHDAY=29', 'never_occurs'],
    ['FREQ=MONTHLY;COUNT=5;BYDAY=5MO;BYMONTHDAY=1', 'never_occurs'],
    ['FREQ=DAILY;COUNT=366;BYMONTH=3;BYDAY=MO;BYSETPOS=2', 'never_occurs'],
    ['FREQ=YEARLY;COUNT=366;BYWEEKNO=53;BYYEARDAY=100', 'never_occurs'],
    ['FREQ=DAILY;UNTIL=20991231', 'too_many'],
  ])('once its start is known, %s: %s', (text, code) => {
    const expand = () => walls(text, '2026-11-24T10:00', 'Europe/Berlin');
    expect(refusalOf(expand)).toEqual(['recurrence.invalid', 'rrule', code]);
  });
});
