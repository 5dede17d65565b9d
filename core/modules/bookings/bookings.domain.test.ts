import { describe, expect, it } from 'vitest';
import {
  assertBegun,
  assertCancellable,
  assertMovable,
  nextSteps,
  remindersOf,
  type BookingTimes,
} from './bookings.domain.ts';

const at = (text: string): number => Date.parse(text);
const booking: BookingTimes = {
  status: 'confirmed',
  startsAt: at('2026-05-04T10:00Z'),
  endsAt: at('2026-05-04T11:00Z'),
  timeSetAt: at('2026-05-01T09:00Z'),
  changeNoticeMinutes: 24 * 60,
  cancelNoticeMinutes: 2 * 60,
};
const code = (value: string) => expect.objectContaining({ code: value });

describe('a change by the customer', () => {
  it('is allowed up to the notice, and at that very moment', () => {
    expect(() => assertMovable(booking, at('2026-05-03T10:00Z'))).not.toThrow();
  });

  it('has a notice of its own for cancelling', () => {
    expect(() => assertCancellable(booking, at('2026-05-04T08:00Z'))).not.toThrow();
    expect(() => assertCancellable(booking, at('2026-05-04T08:01Z'))).toThrow(code('booking.too_late_to_change'));
  });

  it('is refused inside the notice, after the start, and once it is cancelled', () => {
    expect(() => assertMovable(booking, at('2026-05-03T10:01Z'))).toThrow(code('booking.too_late_to_change'));
    expect(() => assertMovable(booking, at('2026-05-04T10:00Z'))).toThrow(code('booking.closed'));
    const cancelled = { ...booking, status: 'cancelled' as const };
    expect(() => assertMovable(cancelled, at('2026-05-01T10:00Z'))).toThrow(code('booking.closed'));
  });
});

it('an appointment that has not begun was neither kept nor missed', () => {
  expect(() => assertBegun(booking, at('2026-05-04T09:59Z'))).toThrow(code('booking.not_begun'));
  expect(() => assertBegun(booking, at('2026-05-04T10:00Z'))).not.toThrow();
});

describe('reminders', () => {
  it('fall due a day and an hour before', () => {
    expect(remindersOf(booking)).toEqual([
      { kind: 'reminder-24h', at: at('2026-05-03T10:00Z') },
      { kind: 'reminder-1h', at: at('2026-05-04T09:00Z') },
    ]);
  });

  it('that a late booking had already missed are not owed', () => {
    const late = { ...booking, timeSetAt: at('2026-05-04T08:00Z') };
    expect(remindersOf(late).map(({ kind }) => kind)).toEqual(['reminder-1h']);
  });
});

it('what comes next is the truth of each state', () => {
  const kinds = (change: Partial<BookingTimes>, now: string) =>
    nextSteps({ ...booking, ...change }, at(now)).map(({ kind }) => kind);
  expect(kinds({}, '2026-05-02T00:00Z')).toEqual(['reminder-24h', 'reminder-1h', 'start']);
  expect(kinds({}, '2026-05-04T09:30Z')).toEqual(['start']);
  expect(kinds({ status: 'pending' }, '2026-05-02T00:00Z')).toEqual(['approval', 'start']);
  expect(kinds({ status: 'cancelled' }, '2026-05-02T00:00Z')).toEqual([]);
});
