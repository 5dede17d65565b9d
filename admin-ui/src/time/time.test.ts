import { describe, expect, it } from 'vitest';
import { addDays, addMonths, daysBetween, isPlainDay, monthWeeks, weekdayOf, weeksAhead } from './days.ts';
import { hhmm, minuteOf } from './minutes.ts';
import { createZone, toIso } from './zone.ts';

const berlin = createZone('Europe/Berlin');

describe('a zone', () => {
  it('reads the clock on the wall', () => {
    expect(berlin.wallOf('2026-11-23T08:30:00Z')).toEqual({ day: '2026-11-23', minute: 570 });
    expect(berlin.wallOf('2026-07-01T22:30:00Z')).toEqual({ day: '2026-07-02', minute: 30 });
    expect(createZone('Asia/Kathmandu').wallOf('2026-11-23T00:00:00Z')).toEqual({ day: '2026-11-23', minute: 345 });
  });

  it('finds the instant of a reading', () => {
    expect(toIso(berlin.instantOf({ day: '2026-11-23', minute: 570 }))).toBe('2026-11-23T08:30:00.000Z');
    expect(toIso(berlin.instantOf({ day: '2026-07-02', minute: 30 }))).toBe('2026-07-01T22:30:00.000Z');
  });

  it('moves a skipped reading forward and takes the first of a doubled one', () => {
    expect(toIso(berlin.instantOf({ day: '2026-03-29', minute: 150 }))).toBe('2026-03-29T01:30:00.000Z');
    expect(toIso(berlin.instantOf({ day: '2026-10-25', minute: 150 }))).toBe('2026-10-25T00:30:00.000Z');
  });

  it('gives days of 23 and 25 hours their true bounds', () => {
    expect(berlin.boundsOf('2026-03-29')).toEqual({ from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' });
    expect(berlin.boundsOf('2026-10-25')).toEqual({ from: '2026-10-24T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' });
  });

  it('starts a day whose midnight is skipped at its first instant', () => {
    expect(createZone('America/Santiago').boundsOf('2026-09-06').from).toBe('2026-09-06T04:00:00.000Z');
  });
});

describe('plain days', () => {
  it('knows which days exist', () => {
    expect(isPlainDay('2028-02-29')).toBe(true);
    expect(isPlainDay('2027-02-29')).toBe(false);
    expect(isPlainDay('2026-1-1')).toBe(false);
    expect(isPlainDay(undefined)).toBe(false);
  });

  it('adds days and months', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addMonths('2027-01-31', 1)).toBe('2027-02-28');
    expect(addMonths('2026-12-15', -12)).toBe('2025-12-15');
    expect(daysBetween('2026-02-28', '2026-03-01')).toBe(1);
    expect(weekdayOf('2026-11-23')).toBe(1);
    expect(weekdayOf('2026-11-29')).toBe(7);
  });

  it('covers a month with whole weeks from either first weekday', () => {
    expect(monthWeeks('2026-11-23', 1).map((week) => week[0])).toEqual([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
      '2026-11-23',
      '2026-11-30',
    ]);
    expect(monthWeeks('2026-02-10', 7).map((week) => week[0])).toEqual([
      '2026-02-01',
      '2026-02-08',
      '2026-02-15',
      '2026-02-22',
    ]);
  });
});

describe('the weeks ahead', () => {
  it('leave out those wholly past and go on into the next month', () => {
    expect(weeksAhead('2026-11-23', 1, '2026-11-24').map((week) => week[0])).toEqual([
      '2026-11-23',
      '2026-11-30',
      '2026-12-07',
      '2026-12-14',
      '2026-12-21',
    ]);
    expect(weeksAhead('2026-12-10', 1, '2026-11-24')).toHaveLength(5);
  });

  it('show a month that is over as it was', () => {
    expect(weeksAhead('2026-10-10', 1, '2026-11-24')[0]![0]).toBe('2026-09-28');
  });
});

describe('minutes of the day', () => {
  it('speaks HH:MM', () => {
    expect(hhmm(570)).toBe('09:30');
    expect(hhmm(1440)).toBe('00:00');
    expect(minuteOf('23:59')).toBe(1439);
    expect(minuteOf('24:00')).toBeUndefined();
    expect(minuteOf('')).toBeUndefined();
  });
});
