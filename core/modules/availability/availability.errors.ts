import { OperationalError, userError, type FieldError, type UserError } from '../../kernel/errors/errors.ts';

/** Codes are stable. `path` is the field of the caller that held the value, such as `overrides.0.day`. */
const invalid = (code: string, message: string, path: string): UserError =>
  userError(code, { message, errors: [{ path, code: code.slice(code.indexOf('.') + 1), message }] });

export const invalidDate = (path: string): UserError =>
  invalid('date.invalid', 'Give a date of the calendar as YYYY-MM-DD, in the years 2000 to 2099.', path);

export const invalidWallTime = (path: string): UserError =>
  invalid('wall_time.invalid', 'Give a wall time to the minute as YYYY-MM-DDTHH:MM, in the years 2000 to 2099.', path);

export const invalidInstant = (path: string): UserError =>
  invalid('instant.invalid', 'Give an instant as a whole number of milliseconds since 1970.', path);

export const unknownTimeZone = (path: string): UserError =>
  invalid('time_zone.unknown', 'Give an IANA time zone, such as Europe/Berlin.', path);

/** @throws `booking.party_size` */
export function assertParty({ minParty, maxParty }: { minParty: number; maxParty: number }, party: number): void {
  if (party >= minParty && party <= maxParty) return;
  const message = minParty === maxParty ? `must be ${minParty}` : `must be from ${minParty} to ${maxParty}`;
  throw userError('booking.party_size', {
    status: 422,
    message: 'So many people cannot come together.',
    errors: [{ path: 'party', code: 'out_of_range', message }],
  });
}

export const rangeReversed = (): UserError =>
  invalid('range.reversed', 'The last day must not come before the first.', 'to');

export const rangeTooLong = (days: number): UserError =>
  invalid('range.too_long', `Ask for at most ${days} days at once.`, 'to');

export const invalidSchedule = (errors: readonly FieldError[]): UserError =>
  userError('schedule.invalid', { message: 'These working hours cannot be kept.', errors });

export const invalidService = (errors: readonly FieldError[]): UserError =>
  userError('service.invalid', { message: 'These rules of the service cannot be kept.', errors });

/** The rules changed at every try; another second will do. */
export const unsettled = (): OperationalError =>
  new OperationalError('availability.unsettled', {
    message: 'The rules are being changed at the moment.',
    retryAfter: 1,
  });
