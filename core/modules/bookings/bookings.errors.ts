import { notFound, userError, UserError } from '../../kernel/errors/errors.ts';
import type { Refusal } from '../availability/engine/availability.domain.ts';
import { assertParty } from '../availability/availability.module.ts';

const iso = (instants: readonly number[]): string[] => instants.map((instant) => new Date(instant).toISOString());

/** Where something stands in the way, for whoever asked. @param index of the one of several that it is about */
const wayOut = (alternatives: readonly number[], index?: number) => ({
  alternatives: iso(alternatives),
  ...(index === undefined ? {} : { index }),
});

/** @param alternatives epoch milliseconds, nearest first */
export const slotTaken = (alternatives: readonly number[], index?: number): UserError =>
  userError('booking.slot_taken', {
    status: 409,
    message: 'This time has just been taken.',
    extra: wayOut(alternatives, index),
  });

const REFUSALS: Record<Exclude<Refusal, 'busy' | 'no_room' | 'unknown_staff'>, { code: string; message: string }> = {
  past: { code: 'booking.in_the_past', message: 'This time lies in the past.' },
  notice: { code: 'booking.too_soon', message: 'It is too late to book this time online.' },
  window: { code: 'booking.too_far_ahead', message: 'This time cannot be booked yet.' },
  // Time off looks like any closed hour to the outside: why somebody is away is theirs to tell.
  time_off: { code: 'booking.outside_hours', message: 'Nobody works at this time.' },
  outside_hours: { code: 'booking.outside_hours', message: 'Nobody works at this time.' },
  not_offered_then: { code: 'booking.not_offered_then', message: 'This service is not offered on that day.' },
  cap: { code: 'booking.limit_reached', message: 'As many bookings as there may be are taken for that day or week.' },
  repeat: { code: 'booking.too_soon_again', message: 'That is too soon after, or before, another visit.' },
  // To the outside both are times that are simply not offered.
  gap: { code: 'booking.not_offered', message: 'This time is not offered.' },
  hidden: { code: 'booking.not_offered', message: 'This time is not offered.' },
  off_grid: { code: 'booking.off_grid', message: 'Bookings do not begin at this minute.' },
  service_inactive: { code: 'booking.service_inactive', message: 'This service is not offered at the moment.' },
};

/** Why the engine refused, in the words of the API. */
export function refused(reason: Refusal, alternatives: readonly number[], index?: number): UserError {
  if (reason === 'busy' || reason === 'no_room') return slotTaken(alternatives, index);
  if (reason === 'unknown_staff')
    return userError('staff.not_found', { status: 404, message: 'Nobody of that kind does this service.' });
  const { code, message } = REFUSALS[reason];
  return userError(code, {
    status: 422,
    message,
    errors: [{ path: 'startsAt', code: code.slice('booking.'.length), message }],
    extra: wayOut(alternatives, index),
  });
}

/** @param alternatives epoch milliseconds, nearest first */
export const limitReached = (alternatives: readonly number[], index?: number): UserError =>
  refused('cap', alternatives, index);

export const onlyInClasses = (field: 'seats' | 'guests'): UserError =>
  userError('request.invalid', {
    message: 'Some fields are missing or wrong.',
    errors: [{ path: field, code: 'only_in_classes', message: 'goes with a session of a class' }],
  });

export const sessionRequired = (): UserError =>
  userError('booking.session_required', {
    status: 422,
    message: 'This is a class: choose one of its sessions.',
    errors: [{ path: 'sessionId', code: 'session_required', message: 'choose one of its sessions' }],
  });

export const bookingChanged = (): UserError =>
  userError('booking.changed', { status: 409, message: 'The booking was changed meanwhile. Please look at it again.' });

export const holdUsed = (): UserError =>
  userError('hold.used', { status: 409, message: 'What was held is a booking already.' });

/** Somebody was quicker: whoever did not say what they had seen may look again. */
export const isChanged = (error: unknown): boolean => error instanceof UserError && error.code === 'booking.changed';

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

interface Bookable {
  readonly kind: 'appointment' | 'class';
  readonly linkToken: string | null;
  readonly minParty: number;
  readonly maxParty: number;
}

/**
 * What no time can change about a request: that the service is one to book times of, that whoever asks knows its link,
 * and that not too few or many come.
 * @throws `booking.session_required`, `service.not_found`, `booking.party_size`
 */
export function assertBookable(
  service: Bookable,
  { from, link, party = 1 }: { from: 'online' | 'desk'; link?: string | undefined; party?: number | undefined },
): void {
  if (service.kind === 'class') throw sessionRequired();
  if (from === 'online' && service.linkToken !== null && service.linkToken !== link) throw notFound('service');
  assertParty(service, party);
}
