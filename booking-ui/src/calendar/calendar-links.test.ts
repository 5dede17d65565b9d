import { expect, it } from 'vitest';
import { calendarFile, googleLink, outlookLink } from './calendar-links.ts';

const event = {
  title: 'Cut & finish – Salon Demo',
  startsAt: '2026-11-26T09:30:00.000Z',
  endsAt: '2026-11-26T10:15:00.000Z',
  place: 'Lindenstraße 12, Berlin',
};

it('gives calendars instants, so that they show them in their owner’s zone', () => {
  const google = new URL(googleLink(event));
  expect(google.searchParams.get('dates')).toBe('20261126T093000Z/20261126T101500Z');
  expect(google.searchParams.get('text')).toBe(event.title);
  const outlook = new URL(outlookLink(event));
  expect(outlook.searchParams.get('startdt')).toBe(event.startsAt);
  expect(outlook.searchParams.get('enddt')).toBe(event.endsAt);
});

it('asks for the calendar file of this booking with its token', () => {
  expect(calendarFile('b/1', 'org.a+b')).toBe('/api/v1/bookings/b%2F1/calendar.ics?token=org.a%2Bb');
});
