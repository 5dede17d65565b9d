import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createI18n, i18nKey, type I18n } from '../../i18n/i18n.ts';
import MonthGrid from './MonthGrid.vue';

// The kit is compiled by its own Vite plugin, which tests do without.
vi.mock('@nuxt/ui/components/Button.vue', () => ({ default: { template: '<button type="button" />' } }));

let i18n: I18n;
beforeEach(async () => {
  i18n = await createI18n({ storage: { getItem: () => null, setItem: () => undefined }, languages: ['en-GB'] });
});

const grid = (props: Partial<InstanceType<typeof MonthGrid>['$props']> = {}) =>
  mount(MonthGrid, {
    attachTo: document.body,
    props: { modelValue: '2026-11-23', today: '2026-11-23', ...props },
    global: { provide: { [i18nKey as symbol]: i18n } },
  });
const day = (wrapper: ReturnType<typeof grid>, label: string) => wrapper.get(`button[aria-label^="${label}"]`);

describe('the month', () => {
  it('has one tab stop, on the chosen day', () => {
    const stops = grid().findAll('.day[tabindex="0"]');
    expect(stops.map((stop) => stop.attributes('aria-label'))).toEqual(['Monday, 23 November 2026']);
  });

  it('reads out each date with how many times are free', () => {
    const free = new Map([
      ['2026-11-24', 1],
      ['2026-11-25', 7],
    ]);
    const wrapper = grid({ free });
    expect(day(wrapper, 'Tuesday, 24 November').attributes('aria-label')).toMatch(/, 1 time free$/);
    expect(day(wrapper, 'Wednesday, 25 November').attributes('aria-label')).toMatch(/, 7 times free$/);
    expect(day(wrapper, 'Thursday, 26 November').attributes('aria-label')).toMatch(/, no time free$/);
  });

  it('moves the tab stop with the arrows, into the next month too', async () => {
    const wrapper = grid();
    await wrapper.get('table').trigger('keydown', { key: 'ArrowDown' });
    await wrapper.get('table').trigger('keydown', { key: 'ArrowRight' });
    expect(wrapper.get('.day[tabindex="0"]').attributes('aria-label')).toBe('Tuesday, 1 December 2026');
    expect(wrapper.get('h3').text()).toBe('December 2026');
  });

  it('chooses a day, but none that is full or past', async () => {
    const wrapper = grid({ free: new Map([['2026-11-24', 3]]), earliest: '2026-11-23' });
    await day(wrapper, 'Thursday, 26 November').trigger('click');
    expect(wrapper.emitted('update:modelValue')).toBeUndefined();
    await day(wrapper, 'Tuesday, 24 November').trigger('click');
    expect(wrapper.emitted('update:modelValue')).toEqual([['2026-11-24']]);
  });
});
