import { describe, expect, it } from 'vitest';
import { everyDay, example, startsOf } from '../../../testing/availability/offers.ts';
import { listSlots } from './availability.domain.ts';
import { countByDay, groupByDay } from './days.domain.ts';
import { parseDayRange } from '../time/range.domain.ts';
import { createZoneTables } from '../time/zone-table.domain.ts';

const zones = createZoneTables();

describe('days', () => {
  it('are those of the visitor, with morning before 12, evening from 17, and empty ones shown', () => {
    const facts = example({
      timeZone: 'Europe/Berlin',
      weekly: [{ weekday: 4, hours: [{ from: 540, to: 1440 }] }],
      service: { slotIntervalMinutes: 180 },
    });
    const range = parseDayRange({ from: '2027-07-01', to: '2027-07-02', timeZone: 'America/New_York' }, zones);
    const shown = groupByDay(listSlots(facts, range), range).map(({ date, ...parts }) => [
      date,
      ...Object.values(parts).map((slots) => startsOf(slots, 'America/New_York').map((start) => start.slice(11, 16))),
    ]);
    // 09:00, 12:00, 15:00, 18:00 and 21:00 in Berlin on the 1st
    expect(shown).toEqual([
      ['2027-07-01', ['03:00', '06:00', '09:00'], ['12:00', '15:00'], []],
      ['2027-07-02', [], [], []],
    ]);
  });

  it('carry over midnight when the visitor is far away', () => {
    const facts = example({ timeZone: 'Europe/Berlin', weekly: everyDay('9-11') });
    const range = parseDayRange({ from: '2027-07-01', to: '2027-07-02', timeZone: 'Pacific/Honolulu' }, zones);
    expect(countByDay(listSlots(facts, range), range)).toEqual([
      { date: '2027-07-01', free: 2 }, // 09:00 and 10:00 of the 2nd in Berlin
      { date: '2027-07-02', free: 2 },
    ]);
    expect(startsOf(listSlots(facts, range), 'Europe/Berlin')[0]).toBe('2027-07-02T09:00+02:00');
  });

  it('show both times of a repeated hour, in order', () => {
    const facts = example({ timeZone: 'Europe/Berlin', weekly: everyDay('2-3') });
    const range = parseDayRange({ from: '2027-10-31', to: '2027-10-31', timeZone: 'Europe/Berlin' }, zones);
    const [day] = groupByDay(listSlots(facts, range), range);
    expect(startsOf(day!.morning, 'Europe/Berlin')).toEqual(['2027-10-31T02:00+02:00', '2027-10-31T02:00+01:00']);
  });

  it('keep a date that the zone skipped, empty', () => {
    const facts = example({ timeZone: 'Pacific/Apia', weekly: everyDay('9-10') });
    const range = parseDayRange({ from: '2011-12-29', to: '2011-12-31', timeZone: 'Pacific/Apia' }, zones);
    expect(countByDay(listSlots(facts, range), range)).toEqual([
      { date: '2011-12-29', free: 1 },
      { date: '2011-12-30', free: 0 },
      { date: '2011-12-31', free: 1 },
    ]);
    const lost = parseDayRange({ from: '2011-12-30', to: '2011-12-30', timeZone: 'Pacific/Apia' }, zones);
    expect(listSlots(facts, lost)).toEqual([]);
  });
});

describe('a range', () => {
  it('takes 62 days', () => {
    expect(parseDayRange({ from: '2027-01-01', to: '2027-03-03', timeZone: 'UTC' }, zones)).toMatchObject({
      firstDay: 20_819,
      lastDay: 20_880,
    });
  });

  it.each([
    [{ from: '2027-01-01', to: '2027-03-04', timeZone: 'UTC' }, 'range.too_long', 'to'],
    [{ from: '2000-01-01', to: '2099-12-31', timeZone: 'UTC' }, 'range.too_long', 'to'],
    [{ from: '2027-01-02', to: '2027-01-01', timeZone: 'UTC' }, 'range.reversed', 'to'],
    [{ from: '2027-02-29', to: '2027-03-01', timeZone: 'UTC' }, 'date.invalid', 'from'],
    [{ from: '2027-02-28', to: '2027-02-29', timeZone: 'UTC' }, 'date.invalid', 'to'],
    [{ from: '2027-01-01', to: '2027-01-01', timeZone: 'Europe/Atlantis' }, 'time_zone.unknown', 'timeZone'],
  ])('%j is refused', (asked, code, path) => {
    expect(() => parseDayRange(asked, zones)).toThrow(
      expect.objectContaining({ kind: 'user', code, errors: [expect.objectContaining({ path })] }),
    );
  });
});
