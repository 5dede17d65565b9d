import { ApiProblem, type Booked } from '@bookme/core/client';
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { contextOf, mountIn, type Answers } from '../../test/context.ts';
import { BOOKING, SERVICE } from '../../test/fixtures.ts';
import { serviceRef, type Place } from '../state/place.ts';
import DetailsPage from './DetailsPage.vue';

const SLOT = '2026-11-24T10:00:00.000Z';
const ADDRESS = `/b/demo/${serviceRef(SERVICE)}/details?slot=${SLOT}`;
const booked: Booked = { booking: BOOKING, token: 'org.token', manageUrl: '', calendarUrl: '' };
const refuse =
  (status: number, code: string, more = {}) =>
  () =>
    Promise.reject(new ApiProblem({ status, code, title: code, ...more }));

afterEach(() => document.body.replaceChildren());

const open = (answers: Answers, session = new Map<string, string>()) => {
  const bookme = contextOf({ address: ADDRESS, answers, session });
  const place = bookme.route.place.value as Extract<Place, { name: 'details' }>;
  const page = mountIn(bookme, DetailsPage, { place, service: SERVICE });
  const fill = async (name: string, email: string): Promise<void> => {
    await page.get('[name=name]').setValue(name);
    await page.get('[name=email]').setValue(email);
  };
  const send = async (): Promise<void> => {
    await page.get('form').trigger('submit');
    await flushPromises();
  };
  const sent = () => vi.mocked(bookme.api).mock.calls.filter(([operation]) => operation === 'POST /bookings');
  return { bookme, page, fill, send, sent };
};

it('books, remembers the appointment on this device and goes on to the receipt', async () => {
  const { bookme, fill, send, sent } = open({ 'POST /bookings': () => booked });
  await fill('Lena', 'lena@example.com');
  await send();
  expect(sent()[0]![1]).toMatchObject({
    body: { startsAt: SLOT, staffId: null, timeZone: 'Europe/Berlin', locale: 'en-GB', note: '' },
  });
  expect(bookme.remembered.find(BOOKING.id)?.token).toBe('org.token');
  expect(window.location.pathname + window.location.search).toBe(
    `/b/demo/${serviceRef(SERVICE)}/done?booking=${BOOKING.id}`,
  );
});

it('names what is missing beside the field, moves there, and sends nothing', async () => {
  const { page, send, sent } = open({});
  await send();
  expect(sent()).toHaveLength(0);
  expect(page.get('[name=name]').attributes('aria-invalid')).toBe('true');
  expect(page.findAll('.field-error').map((error) => error.text())).toEqual([
    'Please enter your name.',
    'Please enter your e-mail address.',
  ]);
  expect(document.activeElement).toBe(page.get('[name=name]').element);
});

it('shows what the server finds wrong beside the field, in words of the visitor’s language', async () => {
  const errors = [{ path: 'customer.email', code: 'invalid_format', message: 'Invalid email address' }];
  const { page, fill, send } = open({ 'POST /bookings': refuse(422, 'request.invalid', { errors }) });
  await fill('Lena', 'lena@example.com');
  await send();
  expect(page.get('.field-error').text()).toContain('This does not look like an e-mail address');
  expect(document.activeElement).toBe(page.get('[name=email]').element);
  await page.get('[name=email]').setValue('lena@example.org');
  expect(page.find('.field-error').exists()).toBe(false);
});

it('offers the nearest times after a lost race, keeps the form, and sends the new time under a new key', async () => {
  const alternatives = ['2026-11-24T09:30:00.000Z', '2026-11-25T10:00:00.000Z'];
  const answers = [refuse(409, 'booking.slot_taken', { alternatives }), () => booked];
  const { bookme, page, fill, send, sent } = open({ 'POST /bookings': () => answers.shift()!() });
  await fill('Lena', 'lena@example.com');
  await send();
  const note = page.get('[role=alert]');
  expect(note.text()).toContain('That time has just been taken');
  expect(note.findAll('button').map((button) => button.text())).toEqual([
    '10:30',
    'Wed 25 Nov, 11:00',
    'Choose another time',
  ]);
  await note.get('button').trigger('click');
  expect(page.find('[role=alert]').exists()).toBe(false);
  expect((page.get('[name=name]').element as HTMLInputElement).value).toBe('Lena');
  await page.setProps({ place: bookme.route.place.value });
  await send();
  const [lost, won] = sent().map(([, request]) => request as { body: { startsAt: string }; idempotencyKey: string });
  expect([lost!.body.startsAt, won!.body.startsAt]).toEqual([SLOT, alternatives[0]]);
  expect(won!.idempotencyKey).not.toBe(lost!.idempotencyKey);
});

it('repeats the same request under the same key after an answer was lost, even over a reload', async () => {
  const session = new Map<string, string>();
  const first = open({ 'POST /bookings': refuse(0, 'client.offline') }, session);
  await first.fill('Lena', 'lena@example.com');
  await first.send();
  expect(first.page.text()).toContain('trying again will never book twice');
  first.page.unmount();

  const second = open({ 'POST /bookings': () => booked }, session);
  expect((second.page.get('[name=email]').element as HTMLInputElement).value).toBe('lena@example.com');
  await second.send();
  const keys = [...first.sent(), ...second.sent()].map(([, request]) => request.idempotencyKey);
  expect(keys).toHaveLength(2);
  expect(new Set(keys)).toHaveLength(1);
});

it('says at once when somebody else takes the time while the form is open', async () => {
  const day = { date: '2026-11-24', free: 2, morning: ['2026-11-24T09:30:00.000Z', SLOT], afternoon: [], evening: [] };
  const { bookme, page } = open({ 'GET /availability': () => ({ days: [day] }) });
  await flushPromises();
  expect(page.find('[role=alert]').exists()).toBe(false);
  day.morning = ['2026-11-24T09:30:00.000Z'];
  await bookme.availability.refresh(null);
  await flushPromises();
  expect(page.get('[role=alert]').text()).toContain('10:30');
});
