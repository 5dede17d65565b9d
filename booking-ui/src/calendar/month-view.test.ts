import { expect, it } from 'vitest';
import { addDays, daysApart } from './days.ts';
import { monthView, nextAnchor, previousAnchor, weekStartOf } from './month-view.ts';

const MONDAY = 1;

it('drops the weeks that are past and adds later ones, so that late in a month five still show', () => {
  const view = monthView('2026-11-23', '2026-11-23', MONDAY);
  expect(view.first).toBe('2026-11-23');
  expect(view.last).toBe('2026-12-27');
  expect(view.weeks).toHaveLength(5);
  expect(view.months).toEqual(['2026-11-01', '2026-12-01']);
});

it('shows a whole month ahead under its own name, even where its edges touch others', () => {
  const view = monthView('2026-12-10', '2026-11-23', MONDAY);
  expect([view.first, view.last]).toEqual(['2026-11-30', '2027-01-03']);
  expect(view.months).toEqual(['2026-12-01']);
});

it('never asks for more than the 42 days that one call answers', () => {
  for (let day = '2026-11-23'; day < '2027-12-01'; day = addDays(day, 3))
    for (const weekStart of [1, 6, 7]) {
      const view = monthView(day, '2026-11-23', weekStart);
      expect(view.weeks.length).toBeGreaterThanOrEqual(5);
      expect(daysApart(view.first, view.last)).toBeLessThanOrEqual(41);
    }
});

it('leads forward without leaving out a day, and back again', () => {
  for (let start = '2026-11-01'; start < '2027-02-01'; start = addDays(start, 2)) {
    let view = monthView(start, start, MONDAY);
    for (let turn = 0; turn < 12; turn += 1) {
      const next = monthView(nextAnchor(view), start, MONDAY);
      expect(next.first <= addDays(view.last, 1)).toBe(true);
      expect(next.last > view.last).toBe(true);
      const back = monthView(previousAnchor(next), start, MONDAY);
      expect(back.first < next.first).toBe(true);
      expect(back.last >= addDays(next.first, -1)).toBe(true);
      view = next;
    }
  }
});

it('begins the week where the visitor expects it', () => {
  expect(weekStartOf('de-DE')).toBe(1);
  expect(weekStartOf('en-GB')).toBe(1);
  expect(weekStartOf('en-US')).toBe(7);
  expect(weekStartOf('ar-EG')).toBe(6);
});
