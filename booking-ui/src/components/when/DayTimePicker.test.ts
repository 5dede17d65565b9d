import type { SlotDay } from '@bookme/core/client';
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { contextOf, mountIn } from '../../../test/context.ts';
import { SERVICE } from '../../../test/fixtures.ts';
import { addDays } from '../../calendar/days.ts';
import DayTimePicker from './DayTimePicker.vue';

const NINE = '2026-11-24T08:00:00.000Z';
const TEN = '2026-11-24T09:00:00.000Z';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

async function open(times: Record<string, string[]>, props = {}) {
  const range = (request: Record<string, unknown>): string[] => {
    const { from, to } = request.query as { from: string; to: string };
    const days = [];
    for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
    return days;
  };
  const dayOf = (date: string): SlotDay => {
    const free = times[date] ?? [];
    return { date, free: free.length, morning: [...free], afternoon: [], evening: [] };
  };
  const bookme = contextOf({
    answers: {
      'GET /availability/days': (request) => ({ days: range(request).map(dayOf) }),
      'GET /availability': (request) => ({ days: range(request).map(dayOf) }),
    },
  });
  const picker = mountIn(bookme, DayTimePicker, { service: SERVICE, staff: undefined, day: undefined, ...props });
  await flushPromises();
  const shown = (): string[] =>
    picker.findAll('.time').map((time) => `${time.text()}${time.classes('gone') ? ' gone' : ''}`);
  return { bookme, picker, shown };
}

it('opens on the first free day with its times, and reads out how many', async () => {
  const { picker, shown } = await open({ '2026-11-24': [NINE, TEN] });
  expect(picker.get('.times h2').text()).toBe('Tuesday 24 November');
  expect(shown()).toEqual(['9:00', '10:00']);
  expect(picker.get('[role=status].sr-only').text()).toBe('Tuesday 24 November: 2 times free');
  await picker.get('.time').trigger('click');
  expect(picker.emitted('pick')).toEqual([[NINE]]);
});

it('strikes a time that is taken elsewhere, refuses it, and keeps the focus near when it goes', async () => {
  const times = { '2026-11-24': [NINE, TEN] };
  const { bookme, picker, shown } = await open(times);
  (picker.get('.time').element as HTMLElement).focus();
  times['2026-11-24'] = [TEN];
  await bookme.availability.refresh(['2026-11-24']);
  await flushPromises();
  expect(shown()).toEqual(['9:00 gone', '10:00']);
  expect(picker.get('.time.gone').attributes('aria-label')).toBe('9:00, just taken');
  await picker.get('.time.gone').trigger('click');
  expect(picker.emitted('pick')).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1_000);
  await flushPromises();
  expect(shown()).toEqual(['10:00']);
  expect(document.activeElement).toBe(picker.get('.times h2').element);
});

it('does not change the day under the visitor’s eyes when its last time goes', async () => {
  const times: Record<string, string[]> = { '2026-11-24': [NINE], '2026-11-25': ['2026-11-25T09:00:00.000Z'] };
  const { bookme, picker } = await open(times);
  times['2026-11-24'] = [];
  await bookme.availability.refresh(null);
  await flushPromises();
  expect(picker.get('.times h2').text()).toBe('Tuesday 24 November');
  expect(picker.text()).toContain('No time is left on this day.');
});

it('shows the location’s clock under each time where the visitor’s differs', async () => {
  const { bookme, picker } = await open({ '2026-11-24': [NINE] });
  expect(picker.get('.time').text()).toBe('9:00');
  bookme.zone.value = 'America/New_York';
  await flushPromises();
  expect(picker.get('.time').text()).toContain('3:00');
  expect(picker.get('.time').text()).toContain('9:00 in Berlin');
});

it('looks for the next free day when the weeks shown have none', async () => {
  const { picker } = await open(
    { '2027-01-12': ['2027-01-12T09:00:00.000Z'] },
    { service: { ...SERVICE, nextFreeAt: null } },
  );
  await vi.dynamicImportSettled();
  await flushPromises();
  expect(picker.get('.empty-range').text()).toContain('Nothing is free in these weeks.');
  await picker.get('.empty-range button').trigger('click');
  expect(picker.emitted('update:day')).toEqual([['2027-01-12']]);
  await flushPromises();
  expect(picker.get('.month-head h2').text()).toBe('January 2027');
});
