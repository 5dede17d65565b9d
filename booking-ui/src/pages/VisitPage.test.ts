import { ApiProblem, type PageView } from '@bookme/core/client';
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it, vi } from 'vitest';
import { contextOf, mountIn, type Answers } from '../../test/context.ts';
import { BOOKING, PAGE, SERVICE } from '../../test/fixtures.ts';
import type { Place } from '../state/place.ts';
import VisitPage from './VisitPage.vue';

const COLOUR: PageView['services'][number] = { ...SERVICE, id: '0193f2c4-0000-7000-8000-000000000202', name: 'Colour' };
const page: PageView = { ...PAGE, services: [SERVICE, COLOUR, { ...SERVICE, id: '0193f2c4-0000-7000-8000-000000000203', kind: 'class' }] }; // prettier-ignore
const SLOT = '2026-11-24T10:00:00.000Z';
const LATER = '2026-11-24T12:00:00.000Z';
const BOTH = 'parts=000202.000102,000201';
const week = (first: string, starts: string[]) => ({
  timeZone: 'Europe/Berlin',
  days: Array.from({ length: 7 }, (_, n) => ({
    date: new Date(Date.parse(first) + n * 86_400_000).toISOString().slice(0, 10),
    starts: n === 1 ? starts : [],
  })),
});
const plan = {
  ...{ dryRun: true, startsAt: SLOT, endsAt: LATER, gapMinutes: 0 },
  parts: [COLOUR, SERVICE].map(({ id, name, price }, part) => {
    return { part, service: { id, name }, staff: PAGE.staff[1]!, startsAt: SLOT, endsAt: LATER, price };
  }),
};
const made = [BOOKING, { ...BOOKING, id: '0193f2c4-0000-7000-8000-000000000302', service: { ...BOOKING.service, name: 'Colour' } }]; // prettier-ignore
const booked = {
  ...{ visitId: BOOKING.id, startsAt: SLOT, endsAt: LATER },
  bookings: made.map((booking) => ({ booking, token: `token of ${booking.id}`, manageUrl: '', calendarUrl: '' })),
};

afterEach(() => document.body.replaceChildren());

/** The parts of the page that come later are there, and what they asked is answered. */
async function settled(): Promise<void> {
  await vi.dynamicImportSettled();
  await flushPromises();
}

function open(query: string, answers: Answers) {
  const bookme = contextOf({ address: `/b/demo/visit${query && `?${query}`}`, answers, page });
  const shown = mountIn(bookme, VisitPage, { place: bookme.route.place.value });
  const follow = async (): Promise<void> => {
    await shown.setProps({ place: bookme.route.place.value as Extract<Place, { name: 'visit' }> });
    await settled();
  };
  const sent = (operation: string) => vi.mocked(bookme.api).mock.calls.filter(([called]) => called === operation).map(([, request]) => request as { body: Record<string, unknown>; query?: object; idempotencyKey?: string }); // prettier-ignore
  return { bookme, shown, follow, sent };
}

it('asks for times once two services are chosen, in their order, and goes on to the first week that has any', async () => {
  let asked = 0;
  const { shown, follow, sent } = open('', {
    'POST /availability/visits': (request) =>
      week((request['body'] as { from: string }).from, asked++ === 0 ? [] : [SLOT]),
  });
  expect(shown.findAll('[type=checkbox]')).toHaveLength(2); // a class has dates of its own
  await shown.findAll('[type=checkbox]')[1]!.setValue(true);
  await follow();
  expect(sent('POST /availability/visits')).toEqual([]);
  await shown.findAll('[type=checkbox]')[0]!.setValue(true);
  await follow();
  expect(sent('POST /availability/visits').map(({ body }) => [body['from'], body['parts']])).toEqual(
    ['2026-11-23', '2026-11-30'].map((from) => [
      from,
      [COLOUR, SERVICE].map(({ id }) => ({ serviceId: id, staffId: null })),
    ]),
  );
  expect(shown.findAll('.visit-starts button').map((button) => button.text())).toEqual(['11:00']);
});

it('says who does what before it is booked, books all in one go and remembers every part', async () => {
  const { bookme, shown, follow, sent } = open(`${BOTH}&slot=${SLOT}`, {
    'POST /visits': (request) => (request['query'] ? plan : booked),
  });
  await settled();
  expect(shown.text()).toContain('With Jonas Krüger');
  expect(shown.text()).toContain('Together: €96');
  await shown.get('form').trigger('submit');
  expect(document.activeElement).toBe(shown.get('[name=name]').element);
  await shown.get('[name=name]').setValue('Lena');
  await shown.get('[name=email]').setValue('lena@example.com');
  await shown.get('form').trigger('submit');
  await flushPromises();
  const [tried, booking] = sent('POST /visits');
  expect(tried!.query).toEqual({ dryRun: 'true' });
  expect(booking!.body).toMatchObject({
    startsAt: SLOT,
    customer: { name: 'Lena', email: 'lena@example.com', phone: null },
    parts: [
      { serviceId: COLOUR.id, staffId: PAGE.staff[1]!.id },
      { serviceId: SERVICE.id, staffId: null },
    ],
  });
  expect(booking!.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
  await follow();
  expect(made.map(({ id }) => bookme.remembered.find(id)?.token)).toEqual(made.map(({ id }) => `token of ${id}`));
  expect(shown.findAll('a[href*="/manage/"]')).toHaveLength(2);
});

it('offers the nearest starts when the visit is no longer possible, and keeps what was typed', async () => {
  const refusal = { status: 409, code: 'visit.not_possible', title: 'gone', alternatives: [LATER] };
  const { shown, follow, bookme } = open(`${BOTH}&slot=${SLOT}`, {
    'POST /visits': (request) => (request['query'] ? plan : Promise.reject(new ApiProblem(refusal))),
  });
  await settled();
  await shown.get('[name=name]').setValue('Lena');
  await shown.get('[name=email]').setValue('lena@example.com');
  await shown.get('form').trigger('submit');
  await flushPromises();
  await shown.get('[role=alert] .button').trigger('click');
  await follow();
  expect(bookme.route.place.value).toMatchObject({ name: 'visit', query: expect.stringContaining('12%3A00') });
  expect((shown.get('[name=name]').element as HTMLInputElement).value).toBe('Lena');
});
