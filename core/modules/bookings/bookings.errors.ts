import { userError, type UserError } from '../../kernel/errors/errors.ts';
import type { Refusal } from '../availability/availability.domain.ts';

const iso = (instants: readonly number[]): string[] => instants.map((instant) => new Date(instant).toISOString());

/** @param alternatives epoch milliseconds, nearest first */
export const slotTaken = (alternatives: readonly number[]): UserError =>
  userError('booking.slot_taken', {
    status: 409,
    message: 'This time has just been taken.',
    extra: { alternatives: iso(alternatives) },
  });

const REFUSALS: Record<Exclude<Refusal, 'busy' | 'unknown_staff'>, { code: string; message: string }> = {
  past: { code: 'booking.in_the_past', message: 'This time lies in the past.' },
  notice: { code: 'booking.too_soon', message: 'It is too late to book this time online.' },
  window: { code: 'booking.too_far_ahead', message: 'This time cannot be booked yet.' },
  // Time off looks like any closed hour to the outside: why somebody is away is theirs to tell.
  time_off: { code: 'booking.outside_hours', message: 'Nobody works at this time.' },
  outside_hours: { code: 'booking.outside_hours', message: 'Nobody works at this time.' },
  off_grid: { code: 'booking.off_grid', message: 'Bookings do not begin at this minute.' },
  service_inactive: { code: 'booking.service_inactive', message: 'This service is not offered at the moment.' },
};

/** Why the engine refused, in the words of the API. */
export function refused(reason: Refusal, alternatives: readonly number[]): UserError {
  if (reason === 'busy') return slotTaken(alternatives);
  if (reason === 'unknown_staff')
    return userError('staff.not_found', { status: 404, message: 'Nobody of that kind does this service.' });
  const { code, message } = REFUSALS[reason];
  return userError(code, {
    status: 422,
    message,
    errors: [{ path: 'startsAt', code: code.slice('booking.'.length), message }],
    extra: { alternatives: iso(alternatives) },
  });
}

export const sessionRequired = (): UserError =>
  userError('booking.session_required', {
    status: 422,
    message: 'This is a class: choose one of its sessions.',
    errors: [{ path: 'sessionId', code: 'session_required', message: 'choose one of its sessions' }],
  });

export const bookingChanged = (): UserError =>
  userError('booking.changed', { status: 409, message: 'The booking was changed meanwhile. Please look at it again.' });

export const bookingClosed = (): UserError =>
  userError('booking.closed', {
    status: 409,
    message: 'In the state that the booking is in now, this cannot be done.',
  });

export const notBegun = (): UserError =>
  userError('booking.not_begun', {
    status: 409,
    message: 'The appointment has not begun yet, so it cannot have been kept or missed. Cancel it instead.',
  });

/** @param until epoch milliseconds: the moment that has passed */
export const tooLateToChange = (until: number): UserError =>
  userError('booking.too_late_to_change', {
    status: 409,
    message: 'It is too late to change this booking online. Please call.',
    extra: { changeUntil: new Date(until).toISOString() },
  });
