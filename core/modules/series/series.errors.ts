import { userError, type UserError } from '../../kernel/errors/errors.ts';
import type { PlannedTime } from './series.contract.ts';

/** @param times all that were asked for, those that can be included */
export const seriesConflicts = (times: readonly PlannedTime[]): UserError =>
  userError('series.conflicts', {
    status: 409,
    message: 'Not every time of the series can be. Leave those out or choose other times for them.',
    extra: { conflicts: times.filter(({ free }) => !free) },
  });

export const tooManyOccurrences = (most: number): UserError =>
  userError('recurrence.invalid', {
    message: 'The series is too long.',
    errors: [{ path: 'rrule', code: 'too_many', message: `A series has at most ${most} bookings.` }],
  });

/**
 * What customers may book by themselves. @param most dates; 0: none
 * @throws `series.not_offered`, `series.too_many`
 */
export function assertOffered(most: number, dates: number): void {
  if (most === 0)
    throw userError('series.not_offered', {
      status: 422,
      message: 'This service is not booked as a series online. Please call.',
      errors: [{ path: 'serviceId', code: 'not_offered', message: 'takes no series of customers on these days' }],
    });
  if (dates > most)
    throw userError('series.too_many', {
      status: 422,
      message: 'So many dates cannot be booked online at once.',
      errors: [{ path: 'rrule', code: 'too_many', message: `must have at most ${most} dates` }],
      extra: { most },
    });
}

export const unknownOccurrence = (path: string): UserError =>
  userError('series.unknown_occurrence', {
    status: 422,
    message: 'The series has no booking of that number that could still be changed.',
    errors: [{ path, code: 'unknown_occurrence', message: 'has no open booking ahead' }],
  });

export const nothingLeft = (): UserError =>
  userError('series.nothing_left', { status: 409, message: 'No booking of this series is still ahead.' });

export const sameTime = (): UserError =>
  userError('booking.same_time', { status: 422, message: 'The bookings are at these times already.' });
