import { expect, it } from 'vitest';
import { addDays, addMonths, dayIn, isDay, startOfWeek, weekdayOf } from './days.ts';

it('steps over the end of a month, a year and the change of clocks', () => {
  expect(addDays('2026-11-30', 1)).toBe('2026-12-01');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(addDays('2026-10-26', -1)).toBe('2026-10-25');
});

it('keeps to the last day of a shorter month', () => {
  expect(addMonths('2027-01-31', 1)).toBe('2027-02-28');
  expect(addMonths('2028-01-31', 1)).toBe('2028-02-29');
  expect(addMonths('2027-01-15', -1)).toBe('2026-12-15');
  expect(addMonths('2026-11-23', 12)).toBe('2027-11-23');
});

it('knows the weekday and the week, whatever day it begins on', () => {
  expect(weekdayOf('2026-11-23')).toBe(1);
  expect(weekdayOf('2026-11-29')).toBe(7);
  expect(startOfWeek('2026-11-29', 1)).toBe('2026-11-23');
  expect(startOfWeek('2026-11-29', 7)).toBe('2026-11-29');
  expect(startOfWeek('2026-11-23', 6)).toBe('2026-11-21');
});

it('takes only days that exist', () => {
  expect(isDay('2028-02-29')).toBe(true);
  for (const text of ['2027-02-29', '2026-13-01', '2026-1-1', 'today', '']) expect(isDay(text)).toBe(false);
});

it('finds the day that an instant falls on in a zone', () => {
  const at = Date.parse('2026-11-23T23:30:00Z');
  expect(dayIn('Europe/Berlin', at)).toBe('2026-11-24');
  expect(dayIn('America/New_York', at)).toBe('2026-11-23');
  expect(dayIn('Pacific/Auckland', at)).toBe('2026-11-24');
});
