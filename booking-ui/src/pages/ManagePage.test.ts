import { ApiProblem, type BookingView } from '@bookme/core/client';
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { contextOf, mountIn, type Answers } from '../../test/context.ts';
import { BOOKING } from '../../test/fixtures.ts';
import type { Place } from '../state/place.ts';
import DonePage from './DonePage.vue';
import ManagePage from './ManagePage.vue';

const refuse = (status: number, code: string) => () => Promise.reject(new ApiProblem({ status, code, title: code }));

afterEach(() => document.body.replaceChildren());

async function open(booking: Partial<BookingView>, answers: Answers = {}) {
  const bookme = contextOf({
    address: `/b/demo/manage/${BOOKING.id}#org.token`,
    answers: { 'GET /bookings/:id': () => ({ ...BOOKING, ...booking }), ...answers },
  });
  const place = bookme.route.place.value as Extract<Place, { name: 'manage' }>;
  const page = mountIn(bookme, ManagePage, { place });
  await flushPromises();
  return { bookme, page };
}
const offers = (page: VueWrapper): string[] => page.findAll('.manage > .row .button').map((button) => button.text());

it('opens the booking with the token from the fragment, and nothing else tells it', async () => {
  const { bookme } = await open({});
  expect(vi.mocked(bookme.api).mock.calls[0]).toEqual([
    'GET /bookings/:id',
    { params: { id: BOOKING.id }, token: 'org.token' },
  ]);
  expect(document.title).not.toContain('org.token');
  expect(window.location.pathname + window.location.search).not.toContain('org.token');
});

it.each<[string, Partial<BookingView>, string, string, string[]]>([
  ['a confirmed one', {}, 'Confirmed', '', ['Move', 'Cancel appointment']],
  ['a pending one', { status: 'pending' }, 'Requested', 'has not confirmed it yet', ['Move', 'Cancel appointment']],
  ['one too near', { canChange: false, canCancel: false }, 'Confirmed', 'Please call', ['Call +49 30 1234567']],
  [
    'a cancelled one',
    { status: 'cancelled', canChange: false, canCancel: false },
    'Cancelled',
    'Nothing more will happen',
    ['Book again', 'Call +49 30 1234567'],
  ],
  [
    'one that is over',
    { status: 'completed', canChange: false, canCancel: false, startsAt: '2026-11-02T09:30:00.000Z' },
    'Completed',
    'is over',
    ['Book again', 'Call +49 30 1234567'],
  ],
])('says of %s how it stands and offers what can be done', async (_, booking, status, text, expected) => {
  const { page } = await open(booking);
  expect(page.get('.chip').text()).toBe(status);
  expect(page.text()).toContain(text);
  expect(offers(page)).toEqual(expected);
});

it('names the business where it has no phone', async () => {
  const { page } = await open({ canChange: false, canCancel: false, location: { ...BOOKING.location, phone: null } });
  expect(page.text()).toContain('Please contact Salon Demo');
  expect(offers(page)).toEqual([]);
});

it('never calls a requested booking confirmed', async () => {
  const pending: BookingView = { ...BOOKING, status: 'pending', next: [{ kind: 'approval', at: null }] };
  const bookme = contextOf({ answers: { 'GET /bookings/:id': () => pending } });
  bookme.remembered.add(pending, 'org.token', '');
  const page = mountIn(bookme, DonePage, { place: { name: 'done', slug: 'demo', service: 's', booking: BOOKING.id } });
  await flushPromises();
  expect(page.get('h1').text()).toBe('Your appointment is requested');
  expect(page.text()).toContain('Salon Demo confirms your request');
  expect(page.text()).not.toMatch(/is booked|is confirmed|A confirmation is on its way/);
});

it('cancels after asking, with the reason, and says so', async () => {
  const { bookme, page } = await open(
    {},
    {
      'POST /bookings/:id/cancel': () => ({
        ...BOOKING,
        status: 'cancelled',
        canChange: false,
        canCancel: false,
        version: 2,
      }),
    },
  );
  await page.get('.manage > .row .button.bad').trigger('click');
  await page.get('dialog textarea').setValue('Ill');
  await page.get('dialog .button.bad').trigger('click');
  await flushPromises();
  const [, request] = vi.mocked(bookme.api).mock.calls.find(([operation]) => operation.includes('cancel'))!;
  expect(request).toMatchObject({ token: 'org.token', body: { reason: 'Ill', version: 1 } });
  expect(page.get('[role=status]').text()).toContain('Your appointment is cancelled');
  expect(page.get('.chip').text()).toBe('Cancelled');
  expect(page.find('dialog').exists()).toBe(false);
});

it('shows the newest state when somebody else was faster', async () => {
  const states = [BOOKING, { ...BOOKING, status: 'cancelled', canChange: false, canCancel: false, version: 2 }];
  const { page } = await open(
    {},
    {
      'GET /bookings/:id': () => (states.length > 1 ? states.shift() : states[0]),
      'POST /bookings/:id/cancel': refuse(409, 'booking.closed'),
    },
  );
  await page.get('.manage > .row .button.bad').trigger('click');
  await page.get('dialog .button.bad').trigger('click');
  await flushPromises();
  expect(page.text()).toContain('was changed meanwhile');
  expect(page.get('.chip').text()).toBe('Cancelled');
});

it.each([
  [404, 'booking.not_found'],
  [401, 'link.invalid'],
  [400, 'request.invalid'],
])('answers a link refused with %i by one friendly page', async (status, code) => {
  const { page } = await open({}, { 'GET /bookings/:id': refuse(status, code) });
  expect(page.get('h1').text()).toBe('This link does not open an appointment');
  expect(page.text()).toContain('Call +49 30 1234567');
});
