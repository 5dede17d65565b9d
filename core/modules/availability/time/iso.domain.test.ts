import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoOfMinutes } from './iso.domain.ts';

it('writes the minutes of the century as Date does, in whatever order', () => {
  const minute = fc.integer({ min: Date.parse('2000-01-01') / 60_000, max: Date.parse('2099-12-31') / 60_000 });
  const expected = (minutes: number[]): string[] => minutes.map((at) => new Date(at * 60_000).toISOString());
  fc.assert(
    fc.property(fc.array(minute), (minutes) => {
      expect(isoOfMinutes(minutes.map((at) => at * 60_000))).toEqual(expected(minutes));
    }),
    { numRuns: 500 },
  );
});
