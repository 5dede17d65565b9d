import { ApiProblem } from '@bookme/core/client';
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { contextOf, mountIn, type Answers } from '../../../test/context.ts';
import { BOOKING } from '../../../test/fixtures.ts';
import CalendarFeed from './CalendarFeed.vue';

const PATH = '/bookings/:id/calendar-feed';
const URL = 'https://book.example.com/api/v1/feeds/tenant.secret.ics';

afterEach(() => document.body.replaceChildren());

async function open(answers: Answers) {
  const bookme = contextOf({ answers });
  const section = mountIn(bookme, CalendarFeed, { booking: BOOKING, token: 'org.token~proof' });
  await flushPromises();
  const press = async (name: string) => {
    await section
      .findAll('button')
      .find((button) => button.text() === name)!
      .trigger('click');
    await flushPromises();
  };
  return { bookme, section, press, offers: () => section.findAll('.button').map((button) => button.text()) };
}
const view = (createdAt: string | null, allowed = true) => ({ [`GET ${PATH}`]: () => ({ createdAt, allowed }) });

it('sends whoever came without the mail to the mail', async () => {
  const { section, offers } = await open(view(null, false));
  expect(section.text()).toContain('link in your confirmation e-mail');
  expect(offers()).toEqual([]);
});

it('shows a new address once, for a calendar app and to copy, and takes it back', async () => {
  const { bookme, section, press, offers } = await open({
    ...view(null),
    [`POST ${PATH}`]: () => ({ url: URL, createdAt: '2026-11-24T10:00:00.000Z' }),
    [`DELETE ${PATH}`]: () => ({ createdAt: null, allowed: true }),
  });
  expect(offers()).toEqual(['Create the address']);
  await press('Create the address');
  expect(section.get('input').element.value).toBe(URL);
  expect(section.get('a').attributes('href')).toBe(URL.replace('https:', 'webcal:'));
  expect(section.get('[role=status]').text()).toBe('The address is ready.');
  await press('Take the address back');
  expect(section.find('input').exists()).toBe(false);
  expect(offers()).toEqual(['Create the address']);
  for (const [, request] of vi.mocked(bookme.api).mock.calls)
    expect(request).toMatchObject({ token: 'org.token~proof' });
});

it('says that a new address ends the former one', async () => {
  const { section, offers } = await open(view('2026-11-20T10:00:00.000Z'));
  expect(offers()).toEqual(['New address', 'Take the address back']);
  expect(section.text()).toContain('the former stops working at once');
});

it('says what went wrong and keeps what there is', async () => {
  const { section, press, offers } = await open({
    ...view(null),
    [`POST ${PATH}`]: () => Promise.reject(new ApiProblem({ status: 500, code: 'server.error', title: 'x' })),
  });
  await press('Create the address');
  expect(section.find('[role=alert]').exists()).toBe(true);
  expect(offers()).toContain('Create the address');
});
