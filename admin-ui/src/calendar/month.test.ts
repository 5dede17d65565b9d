import { expect, it } from 'vitest';
import { dayByKey } from './month.ts';

const monday = { firstWeekday: 1, isRtl: false };
const press = (key: string, shiftKey = false, rules = monday) => dayByKey({ key, shiftKey }, '2026-11-25', rules);

it('walks through days as grids of dates do everywhere', () => {
  expect(press('ArrowRight')).toBe('2026-11-26');
  expect(press('ArrowLeft')).toBe('2026-11-24');
  expect(press('ArrowDown')).toBe('2026-12-02');
  expect(press('ArrowUp')).toBe('2026-11-18');
  expect(press('Home')).toBe('2026-11-23');
  expect(press('End')).toBe('2026-11-29');
  expect(press('PageDown')).toBe('2026-12-25');
  expect(press('PageUp', true)).toBe('2025-11-25');
  expect(press('a')).toBeUndefined();
});

it('follows the language: its first weekday, and its direction', () => {
  expect(press('Home', false, { firstWeekday: 7, isRtl: false })).toBe('2026-11-22');
  expect(press('ArrowRight', false, { firstWeekday: 7, isRtl: true })).toBe('2026-11-24');
});
