import { expect, it } from 'vitest';
import { contrast, isTooFaint } from './colour.ts';

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

it('knows which brand colours must be adjusted', () => {
  expect(isTooFaint('#ffd400')).toBe(true);
  expect(isTooFaint('#14665a')).toBe(false);
});
