import type { ClassSession } from '@bookme/core/client';
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { beforeEach, expect, it, vi } from 'vitest';
import { apiKey } from '../../api.ts';
import { createToasts, toastsKey } from '../../composables/useToasts.ts';
import { createI18n, i18nKey, type I18n } from '../../i18n/i18n.ts';
import CancelSession from './CancelSession.vue';

// The kit is compiled by its own Vite plugin, which tests do without.
vi.mock('@nuxt/ui/components/Button.vue', () => ({
  default: {
    props: { disabled: Boolean, type: String },
    template: '<button :type="type ?? \'button\'" :disabled="disabled"><slot /></button>',
  },
}));
vi.mock('@nuxt/ui/components/FormField.vue', () => ({ default: { template: '<div><slot /></div>' } }));
vi.mock('@nuxt/ui/components/Textarea.vue', () => ({
  default: {
    props: ['modelValue'],
    template: '<textarea @input="$emit(\'update:modelValue\', $event.target.value)" />',
  },
}));
vi.mock('@nuxt/ui/components/Switch.vue', () => ({
  default: {
    props: ['modelValue'],
    template:
      '<input type="checkbox" role="switch" :checked="modelValue" @change="$emit(\'update:modelValue\', $event.target.checked)" />',
  },
}));
vi.mock('@nuxt/ui/components/Icon.vue', () => ({ default: { template: '<i />' } }));

const at = { startsAt: '2026-12-04T14:00:00Z', endsAt: '2026-12-04T15:00:00Z' };
const SESSION: ClassSession = {
  ...at,
  id: 's1',
  service: { id: 'c1', name: 'Yoga' },
  staff: { id: 'p1', name: 'Ann' },
  timeZone: 'Europe/Berlin',
  capacity: 5,
  seatsTaken: 3,
  seatsLeft: 2,
  status: 'scheduled',
  version: 4,
  seriesId: null,
  cancelReason: '',
};

interface Call {
  operation: string;
  query: unknown;
  body: Record<string, unknown>;
}
let i18n: I18n;
let calls: Call[];
beforeEach(async () => {
  calls = [];
  i18n = await createI18n({ storage: { getItem: () => null, setItem: () => undefined }, languages: ['en-GB'] });
});

const api = async (operation: string, { query, body }: Pick<Call, 'query' | 'body'>) => {
  calls.push({ operation, query, body });
  if (!query) return { sessions: [SESSION], conflicts: [] };
  const times = body.scope === 'all' ? [at, at, at] : [at];
  return { times, conflicts: [], touched: { bookings: 2, seats: 3, reachable: 1 } };
};
async function pane(session: Partial<ClassSession> = {}) {
  const wrapper = mount(CancelSession, {
    props: { session: { ...SESSION, ...session } },
    global: {
      plugins: [[VueQueryPlugin, { queryClient: new QueryClient({ defaultOptions: { queries: { retry: false } } }) }]],
      provide: {
        [i18nKey as symbol]: i18n,
        [apiKey as symbol]: api,
        [toastsKey as symbol]: createToasts(),
      },
    },
  });
  await flushPromises();
  return wrapper;
}
const written = () => calls.filter(({ query }) => !query);

it('says how many people a cancellation touches and how many are told, and has cancelled nothing by then', async () => {
  const wrapper = await pane();
  const said = wrapper.get('[role="status"]').text();
  expect(said).toContain('1 session is cancelled.');
  expect(said).toContain('It touches 2 bookings (seats: 3). 1 message goes out.');
  expect(written()).toEqual([]);
});

it('says that nobody is told when that is wanted', async () => {
  const wrapper = await pane();
  await wrapper.get('[role="switch"]').setValue(false);
  expect(wrapper.get('[role="status"]').text()).toContain('Nobody is told.');
});

it('asks how much of a series is meant, and of a single session does not', async () => {
  expect((await pane()).findAll('input[type="radio"]')).toHaveLength(0);
  const wrapper = await pane({ seriesId: 'r1' });
  await wrapper.findAll('input[type="radio"]')[2]!.setValue(true);
  await flushPromises();
  expect(wrapper.get('[role="status"]').text()).toContain('3 sessions are cancelled.');
  expect(wrapper.get('[type="submit"]').text()).toBe('Cancel 3 sessions');
});

it('cancels with the reason and the version that the person saw', async () => {
  const wrapper = await pane();
  await wrapper.get('textarea').setValue('Ann is ill.');
  await wrapper.get('form').trigger('submit');
  await flushPromises();
  expect(written()).toMatchObject([
    {
      operation: 'POST /desk/class-sessions/:id/cancel',
      body: { scope: 'this', reason: 'Ann is ill.', notify: true, version: 4 },
    },
  ]);
  expect(wrapper.emitted('done')).toHaveLength(1);
});
