import type { MessageView } from '@bookme/core/client';
import { mount } from '@vue/test-utils';
import { expect, it, vi } from 'vitest';
import { createI18n, i18nKey } from '../../i18n/i18n.ts';
import MessageList from './MessageList.vue';

vi.mock('@nuxt/ui/components/Icon.vue', () => ({ default: { template: '<i />' } }));
vi.mock('../../composables/useLocation.ts', () => ({ useLocation: () => ({ zone: { value: undefined } }) }));

const message = (id: string, template: MessageView['template']): MessageView => ({
  ...{ id, bookingId: 'b1', kind: 'booking-confirmed', recipient: 'customer', to: 'zoe@example.com', template },
  ...{ subject: 'Confirmed', status: 'sent', channel: 'post', attempts: 1, reason: '', nextAttemptAt: null },
  ...{ createdAt: '2026-11-24T09:30:00Z', sentAt: '2026-11-24T09:30:01Z' },
});

it('marks a message whose template failed, and no other', async () => {
  const i18n = await createI18n({
    storage: { getItem: () => null, setItem: () => undefined },
    languages: ['en-GB'],
  });
  const list = mount(MessageList, {
    props: {
      messages: [
        message('m1', { version: 2, problem: 'undefined variable: gone' }),
        message('m2', { version: 2, problem: '' }),
        message('m3', null),
      ],
    },
    global: { provide: { [i18nKey as symbol]: i18n } },
  });
  const marks = list.findAll('li').map((row) => row.text().includes('Template failed'));
  expect(marks).toEqual([true, false, false]);
});
