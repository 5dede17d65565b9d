import { expect, it } from 'vitest';
import { firstGoes } from './series.ts';

it('moves the first of a series by as much as the one in sight, on the wall clock', () => {
  const [first, from] = [
    { day: '2026-10-19', minute: 600 },
    { day: '2026-11-02', minute: 600 },
  ];
  expect(firstGoes(first, from, { day: '2026-11-03', minute: 690 })).toBe('2026-10-20T11:30');
  expect(firstGoes(first, from, { day: '2026-11-01', minute: 1410 })).toBe('2026-10-18T23:30');
  expect(firstGoes(from, from, { day: '2027-01-01', minute: 0 })).toBe('2027-01-01T00:00');
});
