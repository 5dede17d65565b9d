import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accentColours, contrast } from './accent.domain.ts';

it('knows the contrast of well-known pairs', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

it('keeps the colour of the brand and writes on it legibly, whatever it is', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(byte, byte, byte, (...rgb) => {
      const colour = `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
      const { accent, onAccent } = accentColours(colour);
      expect(accent).toBe(colour);
      expect(contrast(accent, onAccent)).toBeGreaterThanOrEqual(4.5);
    }),
    { numRuns: 1_000 },
  );
});

it.each([null, '', 'red', '#fff', '#12345g', '#123456;background:url(//x)'])(
  'takes its own colour instead of %j',
  (colour) => {
    expect(accentColours(colour)).toEqual({ accent: '#14665a', onAccent: '#ffffff' });
  },
);
