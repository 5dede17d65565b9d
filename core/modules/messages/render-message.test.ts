import { Window } from 'happy-dom';
import { describe, expect, it } from 'vitest';
import type { MessageKind } from '../bookings/lifecycle/facts.domain.ts';
import type { Addressee, BookingFacts } from './messages.domain.ts';
import { appointmentFile, renderMessage } from './render-message.ts';
import { sampleFacts, toCustomer, toStaff } from '../../testing/sample-facts.ts';

const origin = { domain: 'book.example.com', sender: 'no-reply@book.example.com' };
const render = (kind: MessageKind, to: Addressee, facts = sampleFacts()) => renderMessage(facts, kind, to, origin);

const cancelled = sampleFacts({
  status: 'cancelled',
  sequence: 1,
  cancellation: { by: 'business', reason: 'Anna is ill.', wasConfirmed: true },
});
const FACTS: Readonly<Record<MessageKind, BookingFacts>> = {
  'booking-requested': sampleFacts({ status: 'pending' }),
  'booking-confirmed': sampleFacts(),
  'booking-moved': sampleFacts({ sequence: 1, movedFrom: Date.parse('2026-11-23T13:00Z') }),
  'booking-cancelled': cancelled,
  'booking-declined': cancelled,
  'reminder-24h': sampleFacts(),
  'reminder-1h': sampleFacts({ changeUntil: null }),
};
const KINDS = Object.keys(FACTS) as MessageKind[];
const READERS: readonly [string, Addressee][] = [
  ['a customer in London', toCustomer()],
  ['a customer in New York', toCustomer({ locale: 'en', timeZone: 'America/New_York' })],
  ['a customer in Berlin', toCustomer({ locale: 'de', timeZone: 'Europe/Berlin' })],
  ['staff', toStaff({ locale: 'en-GB' })],
  ['German staff', toStaff()],
];

describe.each(KINDS)('%s', (kind) => {
  it.each(READERS)('to %s', (_who, to) => {
    const { subject, text, calendar } = render(kind, to, FACTS[kind]);
    expect(`Subject: ${subject}\nCalendar: ${calendar?.method ?? 'none'}\n\n${text}`).toMatchSnapshot();
  });
});

it('says in which zone every time is meant, in subject, text and HTML, to everyone', () => {
  for (const kind of KINDS) {
    for (const [, to] of READERS) {
      const { subject, text, html } = render(kind, to, FACTS[kind]);
      expect(subject).toMatch(/(GMT|EST|CET|MEZ|GMT[+-]\d+)$/);
      expect(text).toMatch(/\((GMT[+-]\d+)\)/);
      expect(html).toMatch(/\((GMT[+-]\d+)\)/);
    }
  }
});

it('shows the time at the location only where the reader’s clock shows another', () => {
  const vienna = render('booking-confirmed', toCustomer({ timeZone: 'Europe/Vienna' })).text;
  expect(vienna).not.toContain('it is then');
  const tokyo = render('booking-confirmed', toCustomer({ timeZone: 'Asia/Tokyo' })).text;
  expect(tokyo.replaceAll('\u00a0', ' ')).toContain(
    'At Salon Demo Mitte it is then 10:30 – 11:15, Central European Standard Time (GMT+1).',
  );
});

it('names the day at the location when that is another', () => {
  const { text } = render(
    'booking-confirmed',
    toCustomer({ timeZone: 'Pacific/Kiritimati' }),
    sampleFacts({
      startsAt: Date.parse('2026-11-24T15:30Z'),
      endsAt: Date.parse('2026-11-24T16:15Z'),
    }),
  );
  expect(text).toContain('Wednesday, 25 November 2026');
  expect(text).toContain('it is then Tuesday, 24 November 2026, 16:30');
});

it('gives the link that opens the booking to its customer alone', () => {
  for (const kind of KINDS) {
    const { text, html, calendar } = render(kind, toStaff(), FACTS[kind]);
    expect(`${text}${html}${calendar?.content}`).not.toContain('a-token');
  }
  const { html, calendar } = render('booking-confirmed', toCustomer());
  expect(html).toContain(sampleFacts().links.manage);
  expect(calendar?.content.replaceAll('\r\n ', '')).toContain(`URL;VALUE=URI:${sampleFacts().links.manage}`);
});

it('proves by the link in the mail alone that the mail was read, not by its calendar file', () => {
  const { links } = sampleFacts();
  const facts = sampleFacts({ links: { ...links, mailed: `${links.manage}~proof` } });
  const { html, text, calendar } = render('booking-confirmed', toCustomer(), facts);
  for (const part of [html, text]) expect(part).toContain('#a-token~proof');
  expect(calendar?.content.replaceAll('\r\n ', '')).not.toContain('proof');
});

it('offers to move or cancel only as long as that is allowed', () => {
  const late = render('reminder-1h', toCustomer(), sampleFacts({ changeUntil: null })).text;
  expect(late).toContain('View the appointment:');
  expect(late).not.toContain('move or cancel');
});

it('acknowledges one’s own cancellation and tells of somebody else’s', () => {
  const own = sampleFacts({ status: 'cancelled', cancellation: { by: 'customer', reason: '', wasConfirmed: true } });
  expect(render('booking-cancelled', toCustomer(), own).text).toContain(
    'You have cancelled your appointment at Salon Demo.',
  );
  expect(render('booking-cancelled', toStaff({ locale: 'en' }), own).text).toContain(
    'Zoë O’Brien has cancelled this appointment.',
  );
  expect(render('booking-cancelled', toCustomer(), cancelled).text).toContain('will not take place');
});

it('tells former staff who has the appointment now', () => {
  const { subject, text, calendar } = render(
    'booking-cancelled',
    toStaff({ isFormerStaff: true }),
    sampleFacts({ staffName: 'Ben' }),
  );
  expect(subject).toMatch(/^Übergeben: Zoë O’Brien/);
  expect(text).toContain('Ben übernimmt den Termin mit Zoë O’Brien von Ihnen.');
  expect(calendar?.method).toBe('CANCEL');
});

it('names to former staff the time that was theirs, not the one their colleague got', () => {
  const movedFrom = Date.parse('2026-12-22T08:00:00Z');
  const startsAt = Date.parse('2026-12-23T17:15:00Z');
  const facts = sampleFacts({ staffName: 'Ben', movedFrom, startsAt, endsAt: startsAt + 45 * 60_000 });
  const { subject, text, calendar } = render('booking-cancelled', toStaff({ isFormerStaff: true }), facts);
  expect(subject).toContain('22.');
  expect(`${subject} ${text}`).not.toContain('23.');
  expect(calendar?.content).toContain('T090000');
});

it('is the same to the byte whenever it is rendered', () => {
  expect(render('booking-confirmed', toCustomer())).toEqual(render('booking-confirmed', toCustomer()));
});

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style><svg onload=alert(1)>',
  '<!--[if mso]>--><b>x</b>',
  'javascript:alert(1)',
  '&lt;script&gt;',
  'Zoë\r\nBcc: thief@example.com\r\n\r\nbody',
  '{name} ${name} $& {{constructor.constructor("alert(1)")()}}',
  '\u202Etxt.exe',
];

/** The elements and attribute names of a document, without its texts. */
function skeleton(html: string): string[] {
  const { document } = new Window({ settings: { disableJavaScriptEvaluation: true } } as never);
  document.write(html);
  return [...document.querySelectorAll('*')].map(
    (element) => `${element.tagName} ${[...element.attributes].map(({ name }) => name).join(' ')}`,
  );
}

it('keeps what people type a text: no tag, no attribute, no header comes of it', () => {
  const { location } = sampleFacts();
  const facts = (value: string): BookingFacts =>
    sampleFacts({
      ...{ status: 'cancelled', service: value, business: value, staffName: value, note: value, accent: value },
      location: { ...location, name: value, address: value, phone: value },
      customer: { name: value, email: value, phone: value },
      cancellation: { by: 'business', reason: value, wasConfirmed: true },
    });
  const hostile = HOSTILE.join(' ');
  const harmless = 'x\ny\n\nz'; // as many lines: line breaks become <br>
  for (const kind of ['booking-confirmed', 'booking-cancelled'] as const) {
    for (const to of [toCustomer(), toStaff()]) {
      const { subject, html } = render(kind, { ...to, name: hostile }, facts(hostile));
      expect(skeleton(html)).toEqual(skeleton(render(kind, { ...to, name: harmless }, facts(harmless)).html));
      expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }
  }
});

it('would notice a tag or an attribute that came of a text', () => {
  const { html } = render('booking-confirmed', toCustomer());
  expect(skeleton(html.replace('Anna', '<img src=x>'))).not.toEqual(skeleton(html));
  expect(skeleton(html.replace('href="', 'onclick="x" href="'))).not.toEqual(skeleton(html));
});

it('describes the appointment in the calendar file in the reader’s language', () => {
  const file = (to: Addressee) => appointmentFile(sampleFacts(), 'PUBLISH', to, origin).replaceAll('\r\n ', '');
  expect(file(toCustomer({ locale: 'de' }))).toContain('SUMMARY:Cut & colour · Salon Demo');
  expect(file(toCustomer({ locale: 'de' }))).toContain(
    'DESCRIPTION:Bei: Anna\\nPreis: 48\\,50\u00a0€\\nVerlegen oder absagen: https://',
  );
  expect(file(toStaff())).toContain('SUMMARY:Cut & colour · Zoë O’Brien');
});
