import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, it } from 'vitest';
import { vtimezone } from './vtimezone.domain.ts';

const at = (iso: string): number => Date.parse(iso);
const HOUR = 3_600_000;
const around = (timeZone: string, iso: string): string[] =>
  vtimezone(timeZone, at(iso), at(iso) + HOUR)
    .split('\r\n')
    .slice(3, -1);

it('writes a yearly rule where there is one', () => {
  expect(around('Europe/Berlin', '2026-11-24T09:30Z')).toEqual([
    'BEGIN:DAYLIGHT',
    'DTSTART:20250330T020000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0200',
    'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
    'END:DAYLIGHT',
    'BEGIN:STANDARD',
    'DTSTART:20251026T030000',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
    'END:STANDARD',
  ]);
});

it.each([
  ['America/New_York', ['RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU']],
  ['Australia/Sydney', ['RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU', 'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU']],
  ['Asia/Kathmandu', []],
  ['Africa/Casablanca', []],
])('knows the rules of %s', (timeZone, rules) => {
  expect(around(timeZone, '2027-06-01T10:00Z').filter((line) => line.startsWith('RRULE'))).toEqual(rules);
});

it('writes one unchanging observance for a zone without changes', () => {
  expect(around('UTC', '2027-06-01T10:00Z')).toEqual([
    'BEGIN:STANDARD',
    'DTSTART:19700101T000000',
    'TZOFFSETFROM:+0000',
    'TZOFFSETTO:+0000',
    'END:STANDARD',
  ]);
});

const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC'];

/** What a calendar program makes of the wall times, by another implementation of RFC 5545. */
function read(timeZone: string, startsAt: number, endsAt: number, written = vtimezone): [number, number] {
  const component = new ICAL.Component(ICAL.parse(written(timeZone, startsAt, endsAt)) as unknown[]);
  const zone = new ICAL.Timezone(component);
  const back = (epoch: number): number => {
    const wall = Temporal.Instant.fromEpochMilliseconds(epoch).toZonedDateTimeISO(timeZone).toPlainDateTime();
    return new ICAL.Time({ ...pick(wall), isDate: false }, zone).toUnixTime() * 1000;
  };
  return [back(startsAt), back(endsAt)];
}
const pick = ({ year, month, day, hour, minute, second }: Temporal.PlainDateTime) => ({
  ...{ year, month, day, hour, minute, second },
});

const isAmbiguous = (epoch: number, timeZone: string): boolean => {
  const wall = Temporal.Instant.fromEpochMilliseconds(epoch).toZonedDateTimeISO(timeZone).toPlainDateTime();
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    wall.toZonedDateTime(timeZone, { disambiguation }),
  );
  return earlier!.epochMilliseconds !== later!.epochMilliseconds;
};

it('lets calendar programs find the very instant in any zone, whatever the season', () => {
  const quarterHour = 15 * 60_000;
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: at('2024-01-01T00:00Z') / quarterHour, max: at('2036-01-01T00:00Z') / quarterHour }),
      fc.integer({ min: 1, max: 48 }),
      (timeZone, quarter, length) => {
        const [startsAt, endsAt] = [quarter * quarterHour, (quarter + length) * quarterHour];
        // an hour that the clock shows twice means the first one in iCalendar; nobody can tell it otherwise
        fc.pre(!isAmbiguous(startsAt, timeZone) && !isAmbiguous(endsAt, timeZone));
        expect(read(timeZone, startsAt, endsAt)).toEqual([startsAt, endsAt]);
      },
    ),
    { numRuns: 1_500 },
  );
}, 60_000);

it.each([
  ['Europe/Berlin', '2026-03-29T00:30Z', '2026-03-29T01:30Z'],
  ['Europe/Berlin', '2026-10-24T23:30Z', '2026-10-25T02:30Z'],
  ['Australia/Lord_Howe', '2026-04-04T14:00Z', '2026-04-04T16:00Z'],
  ['Africa/Casablanca', '2027-02-07T01:00Z', '2027-02-07T04:00Z'],
  ['Pacific/Apia', '2011-12-29T22:00Z', '2011-12-31T01:00Z'],
])('is right for an event over a change of the clock in %s', (timeZone, start, end) => {
  expect(read(timeZone, at(start), at(end))).toEqual([at(start), at(end)]);
});

it.each([
  ['an offset', /TZOFFSETTO:\+0200/, 'TZOFFSETTO:+0300'],
  ['the day of the change', /BYDAY=-1SU/, 'BYDAY=2SU'],
])('would notice when %s is wrong', (_what, right, wrong) => {
  const flawed: typeof vtimezone = (...event) => vtimezone(...event).replace(right, wrong);
  const [startsAt, endsAt] = [at('2026-03-20T10:00Z'), at('2026-06-01T11:00Z')];
  expect(read('Europe/Berlin', startsAt, endsAt)).toEqual([startsAt, endsAt]);
  expect(read('Europe/Berlin', startsAt, endsAt, flawed)).not.toEqual([startsAt, endsAt]);
});

/** Clock changes of a zone in 2026 to 2028. */
function changesOf(timeZone: string): number[] {
  const changes: number[] = [];
  let next = Temporal.Instant.from('2026-01-01T00:00Z').toZonedDateTimeISO(timeZone).getTimeZoneTransition('next');
  while (next && next.year < 2029) {
    changes.push(next.epochMilliseconds);
    next = next.getTimeZoneTransition('next');
  }
  return changes;
}
const changing = zones.filter((timeZone) => changesOf(timeZone).length > 0);

it('gives the instants of Temporal on every day of a clock change, in every zone that has one', () => {
  expect(changing.length).toBeGreaterThanOrEqual(40);
  const wrong: string[] = [];
  for (const timeZone of changing) {
    for (const change of changesOf(timeZone)) {
      for (const minutes of [-1440, -181, -61, -31, -1, 0, 1, 30, 60, 61, 181, 1440]) {
        const [startsAt, endsAt] = [change + minutes * 60_000, change + (minutes + 45) * 60_000];
        if (isAmbiguous(startsAt, timeZone) || isAmbiguous(endsAt, timeZone)) continue; // written in UTC instead
        const found = read(timeZone, startsAt, endsAt);
        if (found[0] !== startsAt || found[1] !== endsAt) wrong.push(`${timeZone} ${new Date(startsAt).toISOString()}`);
      }
    }
  }
  expect(wrong).toEqual([]);
}, 60_000);
