import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coveredBy, intersect, minutesOf, minutesWithin, startsThatFit, subtract, union } from './intervals.domain.ts';

// Every function against the plainest meaning it has: sets of minutes.
const MINUTES = Array.from({ length: 60 }, (_, minute) => minute);
const ranges = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 9 })), { maxLength: 9 })
  .map((list) => list.sort((a, b) => a[0] - b[0]).flatMap(([from, length]) => [from, from + length]));
const intervals = ranges.map(union);

const covers = (list: readonly number[], minute: number): number =>
  list.filter((from, index) => index % 2 === 0 && from <= minute && minute < list[index + 1]!).length;
const set = (holds: (minute: number) => boolean): number[] => MINUTES.filter(holds);

/** Sorted, not empty, and apart from each other. */
const expectTidy = (list: readonly number[]): void => {
  for (let i = 1; i < list.length; i++) expect(list[i]).toBeGreaterThan(list[i - 1]!);
};

describe('intervals', () => {
  it('join ranges that overlap or touch', () => {
    expect(union([5, 9, 0, 5, 20, 30, 22, 25])).toEqual([0, 9, 20, 30]);
    fc.assert(
      fc.property(ranges, (list) => {
        expectTidy(union(list));
        expect(minutesOf(union(list))).toEqual(set((minute) => covers(list, minute) > 0));
      }),
    );
  });

  it('intersect as sets do', () => {
    fc.assert(
      fc.property(intervals, intervals, (a, b) => {
        expectTidy(intersect(a, b));
        expect(minutesOf(intersect(a, b))).toEqual(set((minute) => covers(a, minute) > 0 && covers(b, minute) > 0));
      }),
    );
  });

  it('lose what lies in a hole, made longer at both ends', () => {
    expect(subtract([0, 60], [20, 30], 5, 10)).toEqual([0, 15, 40, 60]);
    const growth = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(intervals, intervals, growth, growth, (a, holes, before, after) => {
        const grown = union(holes.map((edge, index) => (index % 2 === 0 ? edge - before : edge + after)));
        expectTidy(subtract(a, holes, before, after));
        expect(minutesOf(subtract(a, holes, before, after))).toEqual(
          set((minute) => covers(a, minute) > 0 && covers(grown, minute) === 0),
        );
      }),
    );
  });

  it('hold a start when the whole length fits behind it', () => {
    expect(startsThatFit([540, 600, 610, 640], 30)).toEqual([540, 571, 610, 611]);
    fc.assert(
      fc.property(intervals, fc.integer({ min: 1, max: 12 }), (list, length) => {
        const fits = (start: number) =>
          Array.from({ length }, (_, step) => start + step).every((minute) => covers(list, minute) > 0);
        expect(minutesOf(startsThatFit(list, length))).toEqual(set(fits));
      }),
    );
  });

  it('tell when so many ranges meet, half-open: what ends as another begins does not meet it', () => {
    expect(coveredBy([0, 10, 5, 15, 10, 20], 2)).toEqual([5, 15]);
    expect(coveredBy([0, 10, 10, 20], 2)).toEqual([]);
    fc.assert(
      fc.property(ranges, fc.integer({ min: 1, max: 4 }), (list, count) => {
        expectTidy(coveredBy(list, count));
        expect(minutesOf(coveredBy(list, count))).toEqual(set((minute) => covers(list, minute) >= count));
      }),
    );
  });

  it('count minutes within a span, each range for itself', () => {
    expect(minutesWithin([0, 10, 5, 15, 40, 50], 8, 45)).toBe(2 + 7 + 5);
  });
});
