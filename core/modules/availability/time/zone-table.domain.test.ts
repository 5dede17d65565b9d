import { describe, expect, it } from 'vitest';
import { minutesOf } from './intervals.domain.ts';
import { parseWallTime } from './plain-time.domain.ts';
import { createZoneTables, instantsAt, instantsShowing, wallTimeAt } from './zone-table.domain.ts';

const zones = createZoneTables();
const at = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds / 60_000;
const iso = (minute: number): string => new Date(minute * 60_000).toISOString().slice(0, 16);

/** The instants at which a clock there shows the time, in UTC. */
const shown = (timeZone: string, wallTime: string): string[] =>
  instantsAt(zones.get(timeZone), parseWallTime(wallTime)).map(iso);

describe('a wall time', () => {
  it('is one instant as a rule', () => {
    expect(shown('Europe/Berlin', '2027-07-01T09:00')).toEqual(['2027-07-01T07:00']);
    expect(shown('Asia/Kathmandu', '2027-07-01T09:00')).toEqual(['2027-07-01T03:15']);
  });

  it('is no instant in a gap', () => {
    expect(shown('Europe/Berlin', '2027-03-28T02:00')).toEqual([]);
    expect(shown('Europe/Berlin', '2027-03-28T02:59')).toEqual([]);
    expect(shown('Europe/Berlin', '2027-03-28T03:00')).toEqual(['2027-03-28T01:00']);
    expect(shown('America/New_York', '2027-03-14T02:30')).toEqual([]);
    expect(shown('Australia/Lord_Howe', '2027-10-03T02:15')).toEqual([]);
    expect(shown('Africa/Cairo', '2027-04-30T00:30')).toEqual([]);
    expect(shown('Pacific/Apia', '2011-12-30T12:00')).toEqual([]);
  });

  it('is two instants in a fold, the earlier first', () => {
    expect(shown('Europe/Berlin', '2027-10-31T02:30')).toEqual(['2027-10-31T00:30', '2027-10-31T01:30']);
    expect(shown('America/New_York', '2027-11-07T01:30')).toEqual(['2027-11-07T05:30', '2027-11-07T06:30']);
    expect(shown('Australia/Lord_Howe', '2027-04-04T01:45')).toEqual(['2027-04-03T14:45', '2027-04-03T15:15']);
    expect(shown('Pacific/Chatham', '2027-04-04T03:00')).toEqual(['2027-04-03T13:15', '2027-04-03T14:15']);
    expect(shown('Africa/Cairo', '2027-10-28T23:30')).toEqual(['2027-10-28T20:30', '2027-10-28T21:30']);
  });
});

it('shows a span that reaches over a fold as its instants, the repeated part twice', () => {
  const berlin = zones.get('Europe/Berlin');
  const span = instantsShowing(berlin, parseWallTime('2027-10-31T01:00'), parseWallTime('2027-10-31T02:30'));
  expect(span.map(iso)).toEqual(['2027-10-30T23:00', '2027-10-31T00:30', '2027-10-31T01:00', '2027-10-31T01:30']);
});

it(
  'agrees with Temporal in every zone, a day around each change of 2026 to 2028 and the odd ones of the past',
  { timeout: 120_000 },
  () => {
    const YEARS: Record<string, number[]> = {
      'Pacific/Apia': [2011],
      'America/Sao_Paulo': [2018],
      'Asia/Pyongyang': [2015],
    };
    let asked = 0;
    for (const timeZone of Intl.supportedValuesOf('timeZone')) {
      const zone = zones.get(timeZone);
      const wallTimes = new Set<number>();
      for (const { from, offset } of zone.eras) {
        const year = new Date(from * 60_000).getUTCFullYear();
        if (!(YEARS[timeZone] ?? [2026, 2027, 2028]).includes(year)) continue;
        for (let step = -1440; step <= 1440; step += step > -240 && step < 240 ? 15 : 97) {
          const instant = from + step;
          const there = Temporal.Instant.fromEpochMilliseconds(instant * 60_000).toZonedDateTimeISO(timeZone);
          expect(wallTimeAt(zone, instant)).toBe(parseWallTime(there.toPlainDateTime().toString().slice(0, 16)));
          wallTimes.add(from + offset + step);
        }
      }
      for (const wallTime of wallTimes) {
        const plain = Temporal.PlainDateTime.from(iso(wallTime));
        const passes = (['earlier', 'later'] as const)
          .map((disambiguation) => plain.toZonedDateTime(timeZone, { disambiguation }))
          .filter((pass) => pass.toPlainDateTime().equals(plain)) // in a gap Temporal moves the clock; we do not guess
          .map((pass) => pass.epochMilliseconds / 60_000);
        expect(instantsAt(zone, wallTime)).toEqual([...new Set(passes)]);
        asked++;
      }
    }
    expect(asked).toBeGreaterThan(40_000);
  },
);

it('covers the century without a hole, in every zone', { timeout: 120_000 }, () => {
  for (const timeZone of Intl.supportedValuesOf('timeZone')) {
    const { eras } = zones.get(timeZone);
    expect(eras[0]!.from).toBeLessThanOrEqual(at('1999-12-31T00:00Z') - 14 * 60);
    expect(eras.at(-1)!.to).toBeGreaterThanOrEqual(at('2100-01-01T00:00Z') + 14 * 60);
    for (const [index, era] of eras.entries()) expect(era.from).toBe(index === 0 ? era.from : eras[index - 1]!.to);
  }
});

it('has the first and the last day whole', () => {
  for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Niue', 'UTC']) {
    const zone = zones.get(timeZone);
    for (const day of ['2000-01-01', '2099-12-31']) {
      const midnight = parseWallTime(`${day}T00:00`);
      expect(minutesOf(instantsShowing(zone, midnight, midnight + 1440))).toHaveLength(1440);
    }
  }
});

it('refuses an instant outside the century rather than guess its offset', () => {
  expect(() => wallTimeAt(zones.get('Europe/Berlin'), at('1999-01-01T00:00Z'))).toThrow(RangeError);
  expect(() => wallTimeAt(zones.get('Europe/Berlin'), at('2100-06-01T00:00Z'))).toThrow(RangeError);
  expect(() => wallTimeAt(zones.get('Europe/Berlin'), Number.NaN)).toThrow(RangeError);
});

describe('the tables', () => {
  it('keep one table a zone, however it is spelled', () => {
    expect(zones.get('europe/BERLIN')).toBe(zones.get('Europe/Berlin'));
  });

  it.each(['US/Eastern', 'Asia/Calcutta', 'Europe/Kiev', 'UTC', 'Etc/GMT+5'])('know the old name %s', (name) => {
    expect(zones.get(name).eras.length).toBeGreaterThan(0);
  });

  it.each([
    '', ' ', 'Berlin', 'Europe/Berlin ', 'Mars/Olympus', '+02:00', '-05:00', 'Z', 'local', 'undefined', '__proto__', 'constructor',
    'Europe/Berlin\0', '\ud800', '../../etc/passwd', 'Europe/Berlin[u-ca=iso8601]', 'A'.repeat(10_000),
  ])('refuse %j', (name) => {
    expect(() => zones.get(name, 'timeZone')).toThrow(
      expect.objectContaining({ kind: 'user', code: 'time_zone.unknown', errors: [expect.objectContaining({ path: 'timeZone' })] }),
    );
  }); // prettier-ignore
});
