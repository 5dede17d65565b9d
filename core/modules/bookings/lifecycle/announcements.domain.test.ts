import { expect, it } from 'vitest';
import { announcements, outdatedAnnouncements } from './announcements.domain.ts';
import type { KnownEvent, KnownMessage, LifecycleFacts } from './facts.domain.ts';

const at = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;
const NOW = at('2026-03-02T08:00Z');

const event = (version: number, kind: string, rest: Partial<KnownEvent> = {}): KnownEvent => ({
  version,
  kind,
  notify: true,
  at: NOW,
  fromStaff: null,
  ...rest,
});
const told = (kind: KnownMessage['kind'], version: number, rest: Partial<KnownMessage> = {}): KnownMessage => ({
  kind,
  version,
  recipient: 'customer',
  status: 'sent',
  nextAttemptAt: null,
  ...rest,
});
const toStaff = (kind: KnownMessage['kind'], version: number, rest: Partial<KnownMessage> = {}): KnownMessage =>
  told(kind, version, { recipient: 'staff', ...rest });
const waiting = { status: 'failed', nextAttemptAt: NOW + 60_000 } as const;

const facts = (changes: Partial<LifecycleFacts> = {}): LifecycleFacts => ({
  status: 'confirmed',
  startsAt: at('2026-03-10T10:00Z'),
  endsAt: at('2026-03-10T11:00Z'),
  version: changes.events?.length ?? 1,
  ackedVersion: 0,
  timeVersion: 1,
  timeSetAt: NOW,
  staffId: 'anna',
  customerReachable: true,
  staffReachable: false,
  events: [event(1, 'booked')],
  messages: [],
  ...changes,
});
const said = (changes: Partial<LifecycleFacts>): string[] =>
  announcements(facts(changes), NOW).map(
    ({ kind, version, recipient, staffId }) => `${recipient}${staffId ? ` ${staffId}` : ''}: ${kind} ${version}`,
  );

it('confirms a booking to the customer and to staff', () => {
  expect(said({ staffReachable: true })).toEqual(['customer: booking-confirmed 1', 'staff: booking-confirmed 1']);
});

it('says that a request was received while it is pending', () => {
  expect(said({ status: 'pending' })).toEqual(['customer: booking-requested 1']);
});

it('confirms a request when it is approved', () => {
  expect(
    said({
      ackedVersion: 1,
      events: [event(1, 'booked'), event(2, 'confirmed')],
      messages: [told('booking-requested', 1)],
    }),
  ).toEqual(['customer: booking-confirmed 2']);
});

it('tells of a move, a cancellation and a declined request', () => {
  const known = { ackedVersion: 1, messages: [told('booking-confirmed', 1)] };
  expect(said({ ...known, events: [event(1, 'booked'), event(2, 'moved')] })).toEqual(['customer: booking-moved 2']);
  expect(said({ ...known, status: 'cancelled', events: [event(1, 'booked'), event(2, 'cancelled')] })).toEqual([
    'customer: booking-cancelled 2',
  ]);
  expect(said({ ...known, status: 'cancelled', events: [event(1, 'booked'), event(2, 'declined')] })).toEqual([
    'customer: booking-declined 2',
  ]);
});

it('says nothing twice: not for a version that is acknowledged, nor for one whose acknowledgement was lost', () => {
  const messages = [told('booking-confirmed', 1)];
  expect(said({ ackedVersion: 1, messages })).toEqual([]);
  expect(said({ ackedVersion: 0, messages })).toEqual([]);
  const moved = { events: [event(1, 'booked'), event(2, 'moved')], messages: [...messages, told('booking-moved', 2)] };
  expect(said({ ...moved, ackedVersion: 0 })).toEqual([]);
});

it('tells the latest state once when several changes were not told yet', () => {
  const events = [event(1, 'booked'), event(2, 'moved'), event(3, 'moved')];
  expect(said({ events })).toEqual(['customer: booking-confirmed 3']);
  expect(said({ events, ackedVersion: 1, messages: [told('booking-confirmed', 1)] })).toEqual([
    'customer: booking-moved 3',
  ]);
});

it('sends only the cancellation when a booking was cancelled before anything was told', () => {
  expect(said({ status: 'cancelled', events: [event(1, 'booked'), event(2, 'cancelled')] })).toEqual([
    'customer: booking-cancelled 2',
  ]);
});

it('keeps quiet about changes made without notice', () => {
  const silent = { notify: false };
  const messages = [told('booking-confirmed', 1)];
  expect(said({ events: [event(1, 'booked', silent)] })).toEqual([]);
  expect(said({ ackedVersion: 1, messages, events: [event(1, 'booked'), event(2, 'moved', silent)] })).toEqual([]);
  expect(
    said({
      ackedVersion: 1,
      messages,
      status: 'cancelled',
      events: [event(1, 'booked'), event(2, 'cancelled', silent)],
    }),
  ).toEqual([]);
});

it('still confirms a booking that was moved silently before its confirmation went out, at its new time', () => {
  expect(said({ events: [event(1, 'booked'), event(2, 'moved', { notify: false })] })).toEqual([
    'customer: booking-confirmed 2',
  ]);
});

it('keeps a silent cancellation silent, even when the confirmation had not gone out yet', () => {
  const events = [event(1, 'booked'), event(2, 'cancelled', { notify: false })];
  expect(said({ status: 'cancelled', events })).toEqual([]);
});

it('confirms at a later change what was booked without notice', () => {
  expect(said({ ackedVersion: 1, events: [event(1, 'booked', { notify: false }), event(2, 'moved')] })).toEqual([
    'customer: booking-confirmed 2',
  ]);
});

it('counts a confirmation that never arrived as not told: the old one is dropped, a new one tells the present state', () => {
  const moved = facts({
    ackedVersion: 1,
    events: [event(1, 'booked'), event(2, 'moved', { notify: false })],
    messages: [told('booking-confirmed', 1, waiting)],
  });
  expect(announcements(moved, NOW)).toEqual([{ kind: 'booking-confirmed', version: 2, recipient: 'customer' }]);
  expect(outdatedAnnouncements(moved, NOW)).toMatchObject([
    { message: { version: 1 }, reason: 'overtaken: the booking has changed since' },
  ]);
});

it('keeps trying to deliver a farewell', () => {
  const cancelled = facts({ status: 'cancelled', version: 2, messages: [told('booking-cancelled', 2, waiting)] });
  expect(outdatedAnnouncements(cancelled, NOW)).toEqual([]);
});

it('announces nothing once the appointment is over, and drops what is still waiting', () => {
  const over = at('2026-03-10T11:00Z');
  expect(announcements(facts(), over)).toEqual([]);
  expect(outdatedAnnouncements(facts({ messages: [told('booking-confirmed', 1, waiting)] }), over)).toMatchObject([
    { reason: 'missed: the appointment is over' },
  ]);
});

it('says nothing about completion and no-show', () => {
  for (const status of ['completed', 'no_show'] as const) {
    const messages = [told('booking-confirmed', 1)];
    expect(said({ status, ackedVersion: 1, messages, events: [event(1, 'booked'), event(2, status)] })).toEqual([]);
  }
});

it('tells nobody who has no address', () => {
  expect(said({ customerReachable: false })).toEqual([]);
});

it('takes the booking from one colleague and gives it to the other', () => {
  expect(
    said({
      ackedVersion: 1,
      staffId: 'ben',
      staffReachable: true,
      events: [event(1, 'booked'), event(2, 'moved', { fromStaff: 'anna' })],
      messages: [told('booking-confirmed', 1), toStaff('booking-confirmed', 1)],
    }),
  ).toEqual(['customer: booking-moved 2', 'staff anna: booking-cancelled 2', 'staff: booking-confirmed 2']);
});

it('troubles no colleague who never heard of the booking', () => {
  expect(
    said({
      staffId: 'ben',
      staffReachable: true,
      events: [event(1, 'booked'), event(2, 'moved', { fromStaff: 'anna' })],
    }),
  ).toEqual(['customer: booking-confirmed 2', 'staff: booking-confirmed 2']);
});

it('tells the same colleague of a move as a move', () => {
  expect(
    said({
      ackedVersion: 1,
      staffReachable: true,
      events: [event(1, 'booked'), event(2, 'moved', { fromStaff: 'anna' })],
      messages: [told('booking-confirmed', 1), toStaff('booking-confirmed', 1)],
    }),
  ).toEqual(['customer: booking-moved 2', 'staff: booking-moved 2']);
});

it('says goodbye to the one who knew of it when a booking is handed over and cancelled in one go', () => {
  expect(
    said({
      ackedVersion: 1,
      status: 'cancelled',
      staffId: 'ben',
      staffReachable: true,
      events: [event(1, 'booked'), event(2, 'moved', { fromStaff: 'anna' }), event(3, 'cancelled')],
      messages: [told('booking-confirmed', 1), toStaff('booking-confirmed', 1)],
    }),
  ).toEqual(['customer: booking-cancelled 3', 'staff anna: booking-cancelled 3']);
});
