import { expect, it } from 'vitest';
import { splitDuration, wholeNumber } from './duration.ts';

it('shows a length of time in the largest unit that fits it', () => {
  expect(splitDuration(0)).toEqual({ value: 0, unit: 'minutes' });
  expect(splitDuration(45)).toEqual({ value: 45, unit: 'minutes' });
  expect(splitDuration(120)).toEqual({ value: 2, unit: 'hours' });
  expect(splitDuration(2880)).toEqual({ value: 2, unit: 'days' });
  expect(splitDuration(1500)).toEqual({ value: 25, unit: 'hours' });
});

it('reads whole numbers only', () => {
  expect(wholeNumber(' 15 ')).toBe(15);
  for (const text of ['', '-1', '1.5', '1e3', 'abc', '12345678']) expect(wholeNumber(text)).toBeUndefined();
});
