import { flushPromises } from '@vue/test-utils';
import { computed, type Component } from 'vue';
import { afterEach, expect, it, vi } from 'vitest';
import App from '../src/App.vue';
import CancelDialog from '../src/components/booking/CancelDialog.vue';
import MoveDialog from '../src/components/booking/MoveDialog.vue';
import TakenNote from '../src/components/booking/TakenNote.vue';
import type { Format } from '../src/i18n/format.ts';
import DetailsPage from '../src/pages/DetailsPage.vue';
import DonePage from '../src/pages/DonePage.vue';
import InvalidLinkPage from '../src/pages/InvalidLinkPage.vue';
import ManagePage from '../src/pages/ManagePage.vue';
import MovePage from '../src/pages/MovePage.vue';
import NowherePage from '../src/pages/NowherePage.vue';
import { createAttempt } from '../src/state/attempt.ts';
import { serviceRef } from '../src/state/place.ts';
import { contextOf, mountIn } from './context.ts';
import { BOOKING, PAGE, SERVICE } from './fixtures.ts';
import VisitPage from '../src/pages/VisitPage.vue';
import { MESSAGES } from './messages.ts';
import { pseudoMessages, pseudoText } from './pseudo-locale.ts';

// Every text comes out in brackets, be it a message, a format or data. A letter outside of brackets was written into a
// component, and no translator would ever see it.
const BRANDS = /Google|Outlook/g;
const bracketed = <T>(value: T): T =>
  typeof value === 'string' && /\p{L}/u.test(value) && !/^[\d:./T-]+Z?$|^[0-9a-f-]{36}$|^[A-Z]{3}$|\//.test(value)
    ? (`[${value}]` as T)
    : Array.isArray(value)
      ? (value.map(bracketed) as T)
      : value && typeof value === 'object'
        ? (Object.fromEntries(
            Object.entries(value).map(([key, each]) => [
              key,
              ['kind', 'status', 'slug', 'locale'].includes(key) ? each : bracketed(each),
            ]),
          ) as T)
        : value;

const page = bracketed(PAGE);
const booking = bracketed(BOOKING);
const service = page.services[0]!;
const SLOT = '2026-11-24T10:00:00.000Z';
const days = [{ date: '2026-11-23', free: 3, morning: [SLOT], afternoon: [SLOT], evening: [SLOT] }];

function pseudoContext(address: string) {
  const bookme = contextOf({
    address,
    page,
    messages: pseudoMessages(MESSAGES.en),
    answers: {
      'GET /bookings/:id': () => booking,
      'POST /availability/visits': () => ({ timeZone: '[zone]', days: [{ date: '2026-11-24', starts: [SLOT] }] }),
      'POST /visits': () => ({
        ...{ dryRun: true, startsAt: SLOT, endsAt: SLOT, gapMinutes: 0 },
        parts: [{ part: 0, service, staff: page.staff[0], startsAt: SLOT, endsAt: SLOT, price: service.price }],
      }),
      'GET /availability': () => ({ days }),
      'GET /availability/days': () => ({
        days: Array.from({ length: 5 }, (_, n) => ({ date: `2026-11-2${n + 3}`, free: n })),
      }),
    },
  });
  const format = bookme.i18n.format.value;
  const wrapped = Object.fromEntries(
    Object.entries(format).map(([name, write]) => [
      name,
      (...args: never[]) => {
        const written = (write as (...args: never[]) => unknown)(...args);
        return typeof written === 'string' && name !== 'number' ? `[${written}]` : written;
      },
    ]),
  ) as unknown as Format;
  return { ...bookme, i18n: { ...bookme.i18n, format: computed(() => wrapped) } };
}

/** What a person reads or hears, without all that is in brackets. */
function hardCoded(root: Element): string[] {
  const texts: string[] = [];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node instanceof Element)
      texts.push(...['aria-label', 'title', 'placeholder', 'alt', 'abbr'].map((name) => node.getAttribute(name) ?? ''));
    else if (!node.parentElement?.closest('option, [aria-hidden="true"]')) texts.push(node.textContent ?? '');
  }
  const outside = (text: string): string => {
    const inner = text.replaceAll(/\[[^[\]]*\]/g, '');
    return inner === text ? inner : outside(inner);
  };
  return texts.map((text) => outside(text).replaceAll(BRANDS, '').trim()).filter((text) => /\p{L}/u.test(text));
}

afterEach(() => document.body.replaceChildren());

const ref = serviceRef(SERVICE);
const own = { slug: 'demo', booking: booking.id, token: 'org.token' };
const acting = createAttempt();
/** Twice the one that there is. */
const VISIT = [SERVICE.id.slice(-6), SERVICE.id.slice(-6)].join();
const SCREENS: [string, string, Component, Record<string, unknown>][] = [
  ['services', '/b/demo', App, {}],
  ['when', `/b/demo/${ref}`, App, {}],
  [
    'details',
    `/b/demo/${ref}/details?slot=${SLOT}`,
    DetailsPage,
    {
      place: { name: 'details', slug: 'demo', service: ref, slot: SLOT },
      service: { ...service, requiresApproval: true },
    },
  ],
  [
    'done',
    `/b/demo/${ref}/done?booking=${booking.id}`,
    DonePage,
    { place: { name: 'done', slug: 'demo', service: ref, booking: booking.id } },
  ],
  ['manage', `/b/demo/manage/${booking.id}#org.token`, ManagePage, { place: { name: 'manage', ...own } }],
  ['move', `/b/demo/manage/${booking.id}/move#org.token`, MovePage, { place: { name: 'move', ...own } }],
  ['cancel dialog', '/b/demo', CancelDialog, { booking, acting }],
  ['move dialog', '/b/demo', MoveDialog, { booking, slotAt: SLOT, acting }],
  ['lost race', '/b/demo', TakenNote, { slotAt: SLOT, alternatives: [SLOT] }],
  ['visit', '/b/demo/visit', VisitPage, { place: { name: 'visit', slug: 'demo', query: `parts=${VISIT}` } }],
  [
    'visit details',
    '/b/demo/visit',
    VisitPage,
    { place: { name: 'visit', slug: 'demo', query: `parts=${VISIT}&slot=${SLOT}` } },
  ],
  ['visit done', '/b/demo/visit', VisitPage, { place: { name: 'visit', slug: 'demo', query: `booked=${booking.id}` } }],
  ['wrong link', '/b/demo', InvalidLinkPage, { slug: 'demo' }],
  ['no page', '/b/demo', NowherePage, { failed: false }],
];

it.each(SCREENS)('shows nothing on the screen "%s" that cannot be translated', async (_, address, component, props) => {
  const bookme = pseudoContext(address);
  bookme.remembered.add(booking, 'org.token', '[text]');
  const screen = mountIn(bookme, component, props);
  await vi.dynamicImportSettled();
  await flushPromises();
  const root = screen.element.parentElement!;
  expect(root.textContent).toMatch(/\[/);
  expect(hardCoded(root)).toEqual([]);
});

it('would find a text that was written into a component', () => {
  const root = document.createElement('div');
  root.innerHTML = '<p>[Ôk ~] <b aria-label="Close">[x [y] z]</b> Book now</p>';
  expect(hardCoded(root)).toEqual(['Book now', 'Close'].toReversed());
});

it('lengthens a text by 40 % and leaves its values alone', () => {
  expect(pseudoText('Call {phone}')).toBe('[Çàll {phone} ~~~~~]'.replace('Ç', 'C'));
});
