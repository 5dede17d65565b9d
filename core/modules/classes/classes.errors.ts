import { userError, type UserError } from '../../kernel/errors/errors.ts';
import type { Conflict } from './classes.contract.ts';

const invalid = (code: string, path: string, message: string): UserError =>
  userError(code, { status: 422, message, errors: [{ path, code: code.slice(code.indexOf('.') + 1), message }] });

export interface SessionAlternative {
  readonly id: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly seatsLeft: number;
}

/** @param alternatives the nearest sessions with enough seats */
export const sessionFull = (seatsLeft: number, alternatives: readonly SessionAlternative[]): UserError =>
  userError('session.full', {
    status: 409,
    message: 'This session has not so many seats left.',
    extra: { seatsLeft, alternatives },
  });

export const sessionChanged = (): UserError =>
  userError('session.changed', { status: 409, message: 'The session was changed meanwhile. Please look at it again.' });

export const sessionClosed = (): UserError =>
  userError('session.closed', { status: 409, message: 'The session is cancelled or over.' });

export const alreadyJoined = (): UserError =>
  userError('session.already_joined', {
    status: 409,
    message: 'There is a booking of this session with this e-mail address already.',
  });

export const capacityBelowTaken = (seatsTaken: number): UserError =>
  userError('session.capacity_below_taken', {
    status: 409,
    message: 'More seats are taken than the session would have. Cancel or move some first.',
    extra: { seatsTaken },
  });

export const sessionConflicts = (conflicts: readonly Conflict[]): UserError =>
  userError('session.conflicts', {
    status: 409,
    message: 'Some of these times cannot be. Nothing was changed.',
    extra: { conflicts },
  });

export const sameTime = (): UserError =>
  invalid('session.same_time', 'startsAt', 'The session is at this time already.');

export const notAClass = (): UserError =>
  invalid('session.not_a_class', 'serviceId', 'Only a class has sessions; this service is booked by appointment.');

export const inThePast = (): UserError =>
  invalid('session.in_the_past', 'startsAt', 'A session cannot begin in the past.');

export const tooManySessions = (most: number): UserError =>
  invalid('session.series_too_long', 'repeat', `A series has at most ${most} sessions within two years.`);

export const tooManyGuests = (): UserError =>
  invalid('booking.too_many_guests', 'guests', 'There are more guests than seats besides the one who books.');

export const seatsTooDear = (): UserError =>
  invalid('booking.too_many_seats', 'seats', 'So many seats cannot be booked at once.');
