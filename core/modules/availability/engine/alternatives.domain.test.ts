import { expect, it } from 'vitest';
import { nearestAlternatives, nextFree } from './alternatives.domain.ts';
import type { Slot } from './availability.domain.ts';

const at = (time: string): number => Temporal.Instant.from(`2027-07-01T${time}Z`).epochMilliseconds;
const slot = (time: string, ...staffIds: string[]): Slot => ({
  startsAt: at(time),
  endsAt: at(time) + 3_600_000,
  staffIds,
});
const day = [
  slot('09:00', 'ben'),
  slot('09:30', 'anna'),
  slot('10:30', 'anna', 'ben'),
  slot('11:00', 'ben'),
  slot('15:00', 'anna'),
];
const times = (slots: readonly Slot[]): string[] =>
  slots.map(({ startsAt }) => new Date(startsAt).toISOString().slice(11, 16));

it('offers the three nearest to a lost time, nearest first, the earlier of two equally near', () => {
  expect(times(nearestAlternatives(day, at('10:00')))).toEqual(['09:30', '10:30', '09:00']);
  expect(times(nearestAlternatives(day, at('10:15')))).toEqual(['10:30', '09:30', '11:00']);
});

it('offers what there is at either end of the list', () => {
  expect(times(nearestAlternatives(day, at('06:00'), 2))).toEqual(['09:00', '09:30']);
  expect(times(nearestAlternatives(day, at('23:00')))).toEqual(['15:00', '11:00', '10:30']);
  expect(times(nearestAlternatives(day, at('10:00'), 9))).toHaveLength(5);
  expect(nearestAlternatives([], at('10:00'))).toEqual([]);
});

it('offers the same time with somebody else first', () => {
  expect(times(nearestAlternatives(day, at('10:30'), 1))).toEqual(['10:30']);
});

it('finds the first free time, of anyone or of one', () => {
  expect(nextFree(day)?.startsAt).toBe(at('09:00'));
  expect(nextFree(day, 'anna')?.startsAt).toBe(at('09:30'));
  expect(nextFree(day, 'cleo')).toBeUndefined();
});
