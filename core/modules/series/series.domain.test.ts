import { describe, expect, it } from 'vitest';
import { createZoneTables } from '../availability/time/zone-table.domain.ts';
import { collides, inOrderOfPresence, movedAlike, reachedBy, type Member } from './series.domain.ts';

const zones = createZoneTables();
const NOW = Date.parse('2027-03-15T12:00:00Z');
const member = (occurrence: number, at: string, status: Member['status'] = 'confirmed'): Member => ({
  occurrence,
  status,
  starts_at: new Date(at),
});
// Weekly at 09:00 in Berlin, over the change on 28 March.
const weekly = [
  member(1, '2027-03-08T08:00:00Z', 'completed'),
  member(2, '2027-03-15T08:00:00Z'),
  member(3, '2027-03-22T08:00:00Z'),
  member(4, '2027-03-29T07:00:00Z', 'cancelled'),
  member(5, '2027-04-05T07:00:00Z'),
  member(6, '2027-04-12T07:00:00Z', 'pending'),
];
const numbers = (members: readonly Member[]) => members.map(({ occurrence }) => occurrence);

describe('a change of a series', () => {
  it('reaches this, this and the following, or all that are open and ahead', () => {
    expect(numbers(reachedBy(weekly, { scope: 'this', occurrence: 5 }, NOW))).toEqual([5]);
    expect(numbers(reachedBy(weekly, { scope: 'following', occurrence: 4 }, NOW))).toEqual([5, 6]);
    expect(numbers(reachedBy(weekly, { scope: 'all' }, NOW))).toEqual([3, 5, 6]);
  });

  it('reaches nothing that is over, cancelled or not there', () => {
    const code = (scope: 'this' | 'following' | 'all', occurrence?: number, now = NOW) => {
      try {
        return numbers(reachedBy(weekly, { scope, occurrence }, now));
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code('this', 2)).toBe('series.unknown_occurrence');
    expect(code('this', 4)).toBe('series.unknown_occurrence');
    expect(code('this', 7)).toBe('series.unknown_occurrence');
    expect(code('this')).toBe('series.unknown_occurrence');
    expect(code('following', 7)).toBe('series.unknown_occurrence');
    expect(code('all', undefined, Date.parse('2028-01-01T00:00:00Z'))).toBe('series.nothing_left');
  });

  it('moves all by as much on the wall clock, also over a change of the clocks', () => {
    const zone = zones.get('Europe/Berlin');
    const moved = movedAlike([weekly[2]!, weekly[4]!], '2027-03-23T14:30', zone);
    expect(moved.map(({ wall }) => wall)).toEqual(['2027-03-23T14:30', '2027-04-06T14:30']);
    expect(moved.map(({ startsAt }) => new Date(startsAt!).toISOString())).toEqual([
      '2027-03-23T13:30:00.000Z',
      '2027-04-06T12:30:00.000Z',
    ]);
  });

  it('tells of an hour that the clock skips, and takes the first pass of one that it shows twice', () => {
    const zone = zones.get('Europe/Berlin');
    const sundays = [member(1, '2027-03-21T08:00:00Z'), member(2, '2027-03-28T07:00:00Z')];
    expect(movedAlike(sundays, '2027-03-21T02:30', zone)).toMatchObject([
      { startsAt: Date.parse('2027-03-21T01:30:00Z') },
      { occurrence: 2, wall: '2027-03-28T02:30', startsAt: null },
    ]);
    expect(movedAlike([member(1, '2027-10-31T08:00:00Z')], '2027-10-31T02:30', zone)).toMatchObject([
      { startsAt: Date.parse('2027-10-31T00:30:00Z') },
    ]);
  });
});

it('two of one series with the same person must not meet, buffers included', () => {
  const place = { staffId: 'ann', busyFrom: 100, busyTo: 200 };
  expect(collides(place, [{ staffId: 'ann', busyFrom: 199, busyTo: 250 }])).toBe(true);
  expect(collides(place, [{ staffId: 'ann', busyFrom: 200, busyTo: 250 }])).toBe(false);
  expect(collides(place, [{ staffId: 'bob', busyFrom: 100, busyTo: 200 }])).toBe(false);
});

it('whoever is free most often serves the series', () => {
  expect(inOrderOfPresence([['ann', 'bob'], ['bob'], [], ['cem', 'bob', 'ann']])).toEqual(['bob', 'ann', 'cem']);
  expect(
    inOrderOfPresence([
      ['ann', 'bob'],
      ['bob', 'ann'],
    ]),
  ).toEqual(['ann', 'bob']);
});
