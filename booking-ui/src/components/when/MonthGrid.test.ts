import { afterEach, expect, it } from 'vitest';
import { contextOf, mountIn } from '../../../test/context.ts';
import { MESSAGES } from '../../../test/messages.ts';
import { monthView } from '../../calendar/month-view.ts';
import MonthGrid from './MonthGrid.vue';

const TODAY = '2026-11-24';
const props = {
  view: monthView(TODAY, TODAY, 1),
  days: new Map(
    monthView(TODAY, TODAY, 1)
      .weeks.flat()
      .map((day) => [day, { free: day === '2026-11-29' ? 0 : 13 }]),
  ),
  selected: '2026-11-25',
  today: TODAY,
  weekStart: 1,
  fullest: 13,
  labelledby: 'heading',
};

afterEach(() => document.body.replaceChildren());

const gridIn = (options = {}) => {
  const grid = mountIn(contextOf(options), MonthGrid, props);
  const cell = (day: string) => grid.get(`[data-day="${day}"]`);
  return { grid, cell, focusedDay: () => (document.activeElement as HTMLElement).dataset.day };
};

it('reads out each day in full, with how many times are free', () => {
  const { cell } = gridIn();
  expect(cell('2026-12-01').attributes('aria-label')).toBe('Tuesday, 1 December 2026, 13 times free');
  expect(cell('2026-11-29').attributes('aria-label')).toBe('Sunday, 29 November 2026, no time free');
  expect(cell('2026-11-23').attributes('aria-label')).toBe('Monday, 23 November 2026, in the past');
  expect(cell('2026-11-24').attributes('aria-label')).toBe('Tuesday, 24 November 2026 (today), 13 times free');
});

it('is a grid with one tab stop, on the chosen day', () => {
  const { grid } = gridIn();
  expect(grid.attributes('role')).toBe('grid');
  expect(grid.attributes('aria-labelledby')).toBe('heading');
  const stops = grid.findAll('[tabindex="0"]');
  expect(stops.map((stop) => stop.attributes('data-day'))).toEqual(['2026-11-25']);
  expect(grid.findAll('[aria-selected="true"]')).toHaveLength(1);
});

it('moves by arrows, to the ends of the week and over months, and takes the tab stop along', async () => {
  const { cell, grid, focusedDay } = gridIn();
  await cell('2026-11-25').trigger('keydown', { key: 'ArrowRight' });
  expect(focusedDay()).toBe('2026-11-26');
  await cell('2026-11-26').trigger('keydown', { key: 'ArrowDown' });
  expect(focusedDay()).toBe('2026-12-03');
  await cell('2026-12-03').trigger('keydown', { key: 'End' });
  expect(focusedDay()).toBe('2026-12-06');
  await cell('2026-12-06').trigger('keydown', { key: 'Home' });
  expect(focusedDay()).toBe('2026-11-30');
  expect(grid.get('[tabindex="0"]').attributes('data-day')).toBe('2026-11-30');
  await cell('2026-11-30').trigger('keydown', { key: 'PageDown', shiftKey: true });
  expect(grid.emitted('reach')).toEqual([['2027-11-30']]);
});

it('mirrors the arrows where text runs from right to left', async () => {
  const { cell, focusedDay } = gridIn({ locale: 'ar-EG', messages: MESSAGES.ar });
  await cell('2026-11-25').trigger('keydown', { key: 'ArrowRight' });
  expect(focusedDay()).toBe('2026-11-24');
});

it('goes to no day before today', async () => {
  const { cell, grid, focusedDay } = gridIn();
  (cell('2026-11-24').element as HTMLElement).focus();
  await cell('2026-11-24').trigger('keydown', { key: 'ArrowLeft' });
  expect(focusedDay()).toBe('2026-11-24');
  expect(grid.emitted('reach')).toBeUndefined();
});

it('chooses a free day and refuses a full one, which stays reachable', async () => {
  const { cell, grid } = gridIn();
  expect(cell('2026-11-29').attributes('aria-disabled')).toBe('true');
  expect(cell('2026-11-29').attributes('disabled')).toBeUndefined();
  await cell('2026-11-29').trigger('click');
  expect(grid.emitted('select')).toBeUndefined();
  await cell('2026-12-01').trigger('click');
  expect(grid.emitted('select')).toEqual([['2026-12-01']]);
});
