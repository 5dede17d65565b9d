import { expect, it } from 'vitest';
import { staleAfter } from './useLive.ts';

it('asks again for what a booking made elsewhere changes', () => {
  const bookings = [{ bookingId: 'b1', version: 2 }];
  expect(staleAfter({ type: 'booking.changed', id: '7', bookings, days: ['2026-11-23'] })).toEqual([
    ['bookings'],
    ['availability'],
    ['customers'],
  ]);
  expect(staleAfter({ type: 'message.changed', id: '8', bookingId: 'b1' })).toContainEqual(['bookings', 'one', 'b1']);
  expect(staleAfter({ type: 'rules.changed', id: '9' })).toContainEqual(['hours']);
});

it('asks for everything after a break in which events were missed, and for nothing when none were', () => {
  expect(staleAfter({ type: 'hello', id: '1', resumed: false })).toEqual([[]]);
  expect(staleAfter({ type: 'hello', id: '1', resumed: true })).toEqual([]);
});

it('is not troubled by events of a newer server', () => {
  expect(staleAfter({ type: 'payment.changed', id: '1' } as never)).toEqual([]);
});
