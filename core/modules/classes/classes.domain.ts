import { tooManyGuests } from './classes.errors.ts';

export const MOST_SESSIONS = 104;

const wallTime = (at: number, timeZone: string): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDateTime();

/**
 * Where a session of a series goes when another one goes from `from` to `to`: by as many days and minutes on the wall
 * clock, so that a series stays at its hour when the clocks change. An hour that is skipped becomes the one after it.
 * All in epoch milliseconds.
 */
export function movedAlike(startsAt: number, from: number, to: number, timeZone: string): number {
  const by = wallTime(from, timeZone).until(wallTime(to, timeZone), { largestUnit: 'day' });
  return wallTime(startsAt, timeZone).add(by).toZonedDateTime(timeZone).epochMilliseconds;
}

/** YYYY-MM-DD at an instant (epoch milliseconds). */
export const dayAt = (at: number, timeZone: string): string => wallTime(at, timeZone).toPlainDate().toString();

/** YYYY-MM-DDTHH:MM at an instant (epoch milliseconds). */
export const minuteAt = (at: number, timeZone: string): string =>
  wallTime(at, timeZone).toString({ smallestUnit: 'minute' });

/** The one who books takes a seat too. @throws `booking.too_many_guests` */
export function assertParty(seats: number, guests: readonly unknown[]): void {
  if (guests.length > seats - 1) throw tooManyGuests();
}
