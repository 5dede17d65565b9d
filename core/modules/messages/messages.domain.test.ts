import { expect, it } from 'vitest';
import { calendarMethodOf, mailDomainOf, messageIdOf, nextAttemptAt } from './messages.domain.ts';
import { sampleFacts, toCustomer, toStaff } from '../../testing/sample-facts.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

it('derives one Message-ID from booking, kind, version and recipient', () => {
  const message = { kind: 'booking-confirmed', version: 3, recipient: 'customer' } as const;
  expect(messageIdOf('0197', message, 'book.example.com')).toBe('0197.booking-confirmed.3.customer@book.example.com');
});

it.each([
  ['https://book.example.com', 'book.example.com'],
  ['http://localhost:3000', 'localhost'],
  ['http://192.168.1.5:3000', 'bookme.invalid'],
  ['http://[::1]:3000', 'bookme.invalid'],
])('takes the mail domain of %s from it: %s', (baseUrl, domain) => {
  expect(mailDomainOf(baseUrl)).toBe(domain);
});

const attempt = (attempts: number) => ({ kind: 'booking-confirmed', createdAt: 0, attempts }) as const;

it('tries again after 10 seconds, then ever longer, at most every 15 minutes', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempts) => nextAttemptAt(attempt(attempts), 48 * HOUR, 0));
  expect(pauses.map((at) => (at ?? 0) / SECOND)).toEqual([10, 20, 40, 80, 160, 320, 640, 900, 900]);
});

it('gives up a day after the message was written', () => {
  expect(nextAttemptAt(attempt(99), 48 * HOUR, 24 * HOUR - 15 * MINUTE - 1)).toBe(24 * HOUR - 1);
  expect(nextAttemptAt(attempt(99), 48 * HOUR, 24 * HOUR - 15 * MINUTE)).toBeNull();
});

it('gives up a reminder at the start of the appointment', () => {
  const reminder = { kind: 'reminder-1h', createdAt: 0, attempts: 1 } as const;
  expect(nextAttemptAt(reminder, HOUR, HOUR - 11 * SECOND)).toBe(HOUR - SECOND);
  expect(nextAttemptAt(reminder, HOUR, HOUR - 10 * SECOND)).toBeNull();
});

it.each([
  ['booking-confirmed', 'REQUEST'],
  ['booking-moved', 'REQUEST'],
  ['booking-requested', null],
  ['booking-declined', null],
  ['reminder-24h', null],
] as const)('tells calendars of %s: %s', (kind, method) => {
  expect(calendarMethodOf(kind, sampleFacts(), toCustomer())).toBe(method);
});

it('takes from calendars what was in them: a confirmed booking, and one that went to a colleague', () => {
  const cancelled = (wasConfirmed: boolean) =>
    sampleFacts({ status: 'cancelled', cancellation: { by: 'customer', reason: '', wasConfirmed } });
  expect(calendarMethodOf('booking-cancelled', cancelled(true), toCustomer())).toBe('CANCEL');
  expect(calendarMethodOf('booking-cancelled', cancelled(false), toCustomer())).toBeNull();
  expect(calendarMethodOf('booking-cancelled', sampleFacts(), toStaff({ isFormerStaff: true }))).toBe('CANCEL');
});
