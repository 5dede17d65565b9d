import assert from 'node:assert/strict';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, it } from 'vitest';
import { calendarFile, type Invitation } from './calendar-file.ts';
import { sampleFacts, toCustomer } from '../../testing/sample-facts.ts';

const file = (over: Partial<Invitation> = {}): string =>
  calendarFile({
    method: 'REQUEST',
    facts: sampleFacts(),
    to: toCustomer(),
    summary: 'Cut & colour · Salon Demo',
    description: 'With Anna',
    url: sampleFacts().links.manage,
    domain: 'book.example.com',
    sender: 'no-reply@book.example.com',
    ...over,
  });

function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const component = calendar.getFirstSubcomponent('vevent');
  if (!component) throw new Error('no event');
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const event = new ICAL.Event(component);
  return { calendar, component, event };
}
const valueOf = (component: ICAL.Component, name: string): unknown => component.getFirstPropertyValue(name);
const linesOf = (text: string): string[] => text.replaceAll('\r\n ', '').split('\r\n');

it('invites with everything that calendar programs ask for', () => {
  expect(file()).toMatchSnapshot();
});

it('reads back as the appointment', () => {
  const { calendar, component, event } = read(file());
  expect(valueOf(calendar, 'method')).toBe('REQUEST');
  expect(event.uid).toBe('0197a2b4-7c1e-7d5a-9b3f-2c4d5e6f7a8b@book.example.com');
  expect(event.startDate.toJSDate().toISOString()).toBe('2026-11-24T09:30:00.000Z');
  expect(event.endDate.toJSDate().toISOString()).toBe('2026-11-24T10:15:00.000Z');
  expect(event.startDate.zone?.tzid).toBe('Europe/Berlin');
  expect(String(valueOf(component, 'dtstamp'))).toBe('2026-11-20T16:04:05Z');
  expect(event.location).toBe('Salon Demo Mitte, Torstraße 1, 10119 Berlin');
  expect(valueOf(component, 'status')).toBe('CONFIRMED');
  expect(component.getFirstSubcomponent('valarm')).not.toBeNull();
});

it('is the same to the byte whenever it is written', () => {
  expect(file()).toBe(file());
});

it('keeps the UID and raises SEQUENCE when the booking moves', () => {
  const moved = read(
    file({
      facts: sampleFacts({
        sequence: 1,
        startsAt: Date.parse('2026-11-25T09:30Z'),
        endsAt: Date.parse('2026-11-25T10:15Z'),
      }),
    }),
  );
  expect(moved.event.uid).toBe(read(file()).event.uid);
  expect(moved.event.sequence).toBe(1);
});

it('takes the event back with METHOD:CANCEL, without an alarm', () => {
  const { calendar, component, event } = read(
    file({ method: 'CANCEL', facts: sampleFacts({ status: 'cancelled', sequence: 2 }) }),
  );
  expect([valueOf(calendar, 'method'), valueOf(component, 'status'), event.sequence]).toEqual([
    'CANCEL',
    'CANCELLED',
    2,
  ]);
  expect(component.getFirstSubcomponent('valarm')).toBeNull();
});

it.each([
  ['pending', 'TENTATIVE'],
  ['completed', 'CONFIRMED'],
  ['cancelled', 'CANCELLED'],
] as const)('publishes a %s booking as %s', (status, expected) => {
  const { calendar, component } = read(file({ method: 'PUBLISH', facts: sampleFacts({ status }) }));
  expect([valueOf(calendar, 'method'), valueOf(component, 'status')]).toEqual(['PUBLISH', expected]);
});

it('publishes to whoever reads it, and invites nobody', () => {
  const text = file({ method: 'PUBLISH' });
  expect(text).not.toContain('ATTENDEE');
  expect(text).toContain('ORGANIZER');
});

it('names the sender as organizer where the location has no address', () => {
  const { location } = sampleFacts();
  const text = file({ facts: sampleFacts({ location: { ...location, email: null } }) });
  expect(linesOf(text)).toContain('ORGANIZER;CN="Salon Demo":mailto:no-reply@book.example.com');
});

it('writes the second of two equal hours in UTC, since a wall time would mean the first', () => {
  const night = { startsAt: Date.parse('2026-10-25T01:30Z'), endsAt: Date.parse('2026-10-25T02:30Z') };
  const { event } = read(file({ facts: sampleFacts(night) }));
  expect(event.startDate.toJSDate().toISOString()).toBe('2026-10-25T01:30:00.000Z');
  expect(event.endDate.toJSDate().toISOString()).toBe('2026-10-25T02:30:00.000Z');
});

const hostile = fc.string({ unit: 'binary', maxLength: 120 });
const planted = fc
  .tuple(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('\r\n', '\n', '\r', '\u0085', '\u2028', '\u2029', '\0\n'),
    hostile,
  )
  .map(
    ([before, newline, after]) =>
      `${before}${newline}ATTENDEE:MAILTO:thief@example.com${newline}END:VEVENT${newline}${after}`,
  );
const anyText = fc.oneof(hostile, planted, fc.string({ unit: 'grapheme', maxLength: 300 }));

/** What of a text may stand in a calendar: RFC 5545 allows no control characters but line breaks and tabs. */
const allowed = (text: string): string =>
  text.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '');

it('lets no value break out of its line, folds every line and gives each value back', () => {
  const location = { ...sampleFacts().location, timeZone: 'UTC' };
  fc.assert(
    fc.property(anyText, anyText, anyText, (summary, description, name) => {
      const facts = sampleFacts({ business: name, location: { ...location, name, address: description } });
      const text = file({ summary, description, facts, to: toCustomer({ name }) });
      const { event } = read(text);
      const found = {
        broken: text.split('\r\n').filter((line) => Buffer.byteLength(line) > 75 || /[\n\r\0]/.test(line)),
        people: linesOf(text).filter((line) => /^(ATTENDEE|ORGANIZER|END:VEVENT)/.test(line)).length,
        attendees: event.attendees.length,
        summary: event.summary ?? '',
        description: event.description ?? '',
      };
      const expected = { summary: allowed(summary), description: allowed(description) };
      assert.deepEqual(found, { broken: [], people: 3, attendees: 1, ...expected }); // ten thousand times: expect is slow
    }),
    { numRuns: 10_000 },
  );
}, 60_000);

it('invites nobody where there is no address, such as for a walk-in', () => {
  expect(file({ to: toCustomer({ address: '' }) })).not.toContain('ATTENDEE');
});
