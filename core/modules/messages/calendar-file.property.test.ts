import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { sampleFacts, toCustomer } from '../../testing/sample-facts.ts';
import { calendarFeed, calendarFile, type CalendarEvent } from './calendar-file.ts';

// What is written is read again by ical.js, from the bytes that go out, and must be what was meant.

const ORIGIN = { domain: 'book.example.com', sender: 'no-reply@book.example.com' };
const ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
const at = (iso: string): number => Date.parse(iso);

const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('👩‍👩‍👧‍👦', '🇩🇪', 'Zoë, Ünal; und\\oder', ',', ';', '\\', '\\n', '\\,', ':', '"', '\t', ' '),
      fc.constantFrom('\r\n', '\n', '\r', '\r\n ', '\n\t', '\u0085', '\u2028', '\u2029', '\0', '\u001b[31m', '\ud800'),
      fc.constantFrom('BEGIN:VALARM', 'END:VALARM', 'END:VEVENT', '\r\nEND:VEVENT\r\n', '\r\nBEGIN:VALARM\r\n'),
      fc.tuple(fc.constantFrom('x', 'ü', '漢', '😀', 'END:VEVENT'), fc.nat(120)).map(([one, n]) => one.repeat(n)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const times = fc
  .tuple(
    fc.integer({ min: at('2026-01-01T00:00Z') / 60_000, max: at('2031-01-01T00:00Z') / 60_000 }),
    fc.integer({ min: 1, max: 24 * 60 }),
  )
  .map(([start, length]) => ({ startsAt: start * 60_000, endsAt: (start + length) * 60_000 }));

const events: fc.Arbitrary<CalendarEvent> = fc
  .record({
    id: fc.uuid(),
    times,
    sequence: fc.integer({ min: 1, max: 100_000 }),
    status: fc.constantFrom('pending', 'confirmed', 'completed', 'no_show', 'cancelled'),
    timeZone: fc.constantFrom(...ZONES),
    summary: texts,
    description: texts,
    place: texts,
    business: texts,
    isQuiet: fc.boolean(),
  })
  .map(({ id, times: { startsAt, endsAt }, sequence, status, timeZone, place, business, ...rest }) => ({
    ...rest,
    facts: sampleFacts({
      ...{ bookingId: id, startsAt, endsAt, sequence, status, business },
      location: { ...sampleFacts().location, timeZone, name: place, address: place },
    }),
  }));

/** What of a text may stand in a calendar: RFC 5545 allows no control characters but line breaks and tabs. */
const allowed = (text: string): string =>
  text
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .toWellFormed();
const inOneLine = (text: string): string => allowed(text).replaceAll(/\s*\n\s*/g, ', ');

interface Read {
  uid: string;
  startsAt: number;
  endsAt: number;
  sequence: number;
  status: unknown;
  summary: string;
  description: string;
  location: string;
  alarms: { trigger: string; text: unknown }[];
}

const meant = ({ facts, summary, description, isQuiet }: CalendarEvent): Read => {
  const { bookingId, startsAt, endsAt, sequence, status, location } = facts;
  const isOff = status === 'cancelled';
  return {
    uid: `${bookingId}@book.example.com`,
    ...{ startsAt, endsAt, sequence },
    status: isOff ? 'CANCELLED' : status === 'pending' ? 'TENTATIVE' : 'CONFIRMED',
    summary: allowed(summary),
    description: allowed(description),
    location: inOneLine([location.name, location.address].filter(Boolean).join('\n')),
    alarms: isOff || isQuiet ? [] : [{ trigger: '-PT1H', text: allowed(summary) }],
  };
};

function read(text: string): Read[] {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const zones = new Map(
    calendar.getAllSubcomponents('vtimezone').map((zone) => {
      const known = new ICAL.Timezone(zone);
      return [known.tzid, known];
    }),
  );
  const epoch = (component: ICAL.Component, name: string): number => {
    const property = component.getFirstProperty(name)!;
    const time = property.getFirstValue() as ICAL.Time;
    const tzid = property.getFirstParameter('tzid');
    const zone = tzid ? zones.get(tzid) : undefined;
    if (tzid && !zone) throw new Error(`${tzid} is not explained.`);
    const { year, month, day, hour, minute, second } = time;
    const meantIn = zone ? new ICAL.Time({ year, month, day, hour, minute, second, isDate: false }, zone) : time;
    return meantIn.toUnixTime() * 1000;
  };
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      startsAt: epoch(component, 'dtstart'),
      endsAt: epoch(component, 'dtend'),
      sequence: event.sequence,
      status: component.getFirstPropertyValue('status'),
      summary: event.summary ?? '',
      description: event.description ?? '',
      location: event.location ?? '',
      alarms: component.getAllSubcomponents('valarm').map((alarm) => ({
        trigger: String(alarm.getFirstPropertyValue('trigger')),
        text: alarm.getFirstPropertyValue('description') ?? '',
      })),
    };
  });
}

/** Lines longer than 75 octets, not ended by CRLF, or cut inside a character: each must be UTF-8 by itself. */
function wrongLines(bytes: Buffer): string[] {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const isUtf8 = (line: Buffer): boolean => {
    try {
      decoder.decode(line);
      return true;
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  };
  const lines = bytes
    .toString('latin1')
    .split('\r\n')
    .map((line) => Buffer.from(line, 'latin1'));
  return lines
    .filter((line) => line.length > 75 || line.includes('\n') || line.includes('\r') || !isUtf8(line))
    .map(String);
}

const sent = (text: string): Buffer => Buffer.from(text, 'utf8');

describe('an invitation', () => {
  it.each(['REQUEST', 'CANCEL'] as const)('by %s reads back as it was meant', (method) => {
    fc.assert(
      fc.property(events, texts, (event, name) => {
        const bytes = sent(calendarFile({ ...event, ...ORIGIN, method, to: toCustomer({ name }) }));
        const expected = meant(event);
        if (method === 'CANCEL') Object.assign(expected, { status: 'CANCELLED', alarms: [] });
        expect(wrongLines(bytes)).toEqual([]);
        expect(read(bytes.toString())).toEqual([expected]);
      }),
      { numRuns: 1_500 },
    );
  });
});

describe('a feed', () => {
  it('reads back as all of its appointments, each with its own zone and its own alarm', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 6 }), texts, (all, name) => {
        const bytes = sent(calendarFeed({ ...ORIGIN, name, events: all, refreshAfter: 900 }));
        expect(wrongLines(bytes)).toEqual([]);
        expect(read(bytes.toString())).toEqual(all.map(meant));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the reading would notice', () => {
  const event: CalendarEvent = {
    facts: sampleFacts({ startsAt: at('2026-10-25T08:00Z'), endsAt: at('2026-10-25T09:00Z'), sequence: 3 }),
    summary: `${'ü'.repeat(60)} 😀`,
    description: 'Bring, please; a towel\nand time',
  };
  const text = calendarFile({ ...event, ...ORIGIN, method: 'REQUEST', to: toCustomer() });

  it('nothing in what is written', () => {
    expect(wrongLines(sent(text))).toEqual([]);
    expect(read(text)).toEqual([meant(event)]);
  });

  it('a line cut inside a character', () => {
    const flat = sent(text.replaceAll('\r\n ', '')).toString('latin1');
    const cut = Buffer.from(flat.replaceAll(/.{73}(?=.)/g, '$&\r\n '), 'latin1');
    expect(wrongLines(cut)).not.toEqual([]);
  });

  it.each<[string, (text: string) => string]>([
    ['a line that is too long', (of) => of.replaceAll('\r\n ', '')],
    ['a bare line feed', (of) => of.replace('\r\nDESCRIPTION', '\nDESCRIPTION')],
  ])('%s', (_what, spoil) => {
    expect(wrongLines(sent(spoil(text)))).not.toEqual([]);
  });

  it.each<[string, RegExp, string]>([
    ['a comma that is not escaped', /Bring\\,/, 'Bring\\\\,'],
    ['another sequence', /SEQUENCE:3/, 'SEQUENCE:2'],
    ['a zone with another offset', /TZOFFSETTO:\+0100/, 'TZOFFSETTO:+0200'],
    ['another alarm', /TRIGGER:-PT1H/, 'TRIGGER:-PT2H'],
    ['a missing alarm', /BEGIN:VALARM[^]*END:VALARM\r\n/, ''],
  ])('%s', (_what, right, wrong) => {
    expect(text).toMatch(right);
    expect(read(text.replace(right, wrong))).not.toEqual([meant(event)]);
  });
});
