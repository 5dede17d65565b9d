import { bookingClosed, notBegun, tooLateToChange } from './bookings.errors.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export type Status = 'pending' | 'confirmed' | 'completed' | 'no_show' | 'cancelled';

/** Times are epoch milliseconds. */
export interface BookingTimes {
  readonly status: Status;
  readonly startsAt: number;
  readonly endsAt: number;
  /** When the present time was set. */
  readonly timeSetAt: number;
  /** Of moving. */
  readonly changeNoticeMinutes: number;
  readonly cancelNoticeMinutes: number;
}

export const REMINDERS = [
  { kind: 'reminder-24h', before: 24 * HOUR },
  { kind: 'reminder-1h', before: HOUR },
] as const;
export type ReminderKind = (typeof REMINDERS)[number]['kind'];

/** When each reminder falls due, soonest first; a booking made late skips those it had already missed then. */
export const remindersOf = ({
  startsAt,
  timeSetAt,
}: Pick<BookingTimes, 'startsAt' | 'timeSetAt'>): { kind: ReminderKind; at: number }[] =>
  REMINDERS.map(({ kind, before }) => ({ kind, at: startsAt - before })).filter(({ at }) => at > timeSetAt);

export const isOpen = (status: Status): boolean => status === 'pending' || status === 'confirmed';

/** The last moment at which the customer may move it. */
export const changeUntil = ({
  startsAt,
  changeNoticeMinutes,
}: Pick<BookingTimes, 'startsAt' | 'changeNoticeMinutes'>): number => startsAt - changeNoticeMinutes * MINUTE;

/** The last moment at which the customer may cancel it. */
export const cancelUntil = ({
  startsAt,
  cancelNoticeMinutes,
}: Pick<BookingTimes, 'startsAt' | 'cancelNoticeMinutes'>): number => startsAt - cancelNoticeMinutes * MINUTE;

function assertBefore(until: number, { status, startsAt }: BookingTimes, now: number): void {
  if (!isOpen(status) || startsAt <= now) throw bookingClosed();
  if (now > until) throw tooLateToChange(until);
}

/** @throws `booking.closed`, `booking.too_late_to_change` */
export const assertMovable = (booking: BookingTimes, now: number): void =>
  assertBefore(changeUntil(booking), booking, now);

/** @throws `booking.closed`, `booking.too_late_to_change` */
export const assertCancellable = (booking: BookingTimes, now: number): void =>
  assertBefore(cancelUntil(booking), booking, now);

/** Kept or missed can only be what has begun: there is no way back from either. @throws `booking.not_begun` */
export function assertBegun({ startsAt }: Pick<BookingTimes, 'startsAt'>, now: number): void {
  if (startsAt > now) throw notBegun();
}

export interface NextStep {
  readonly kind: 'approval' | ReminderKind | 'start';
  /** Epoch milliseconds; null: when the team decides. */
  readonly at: number | null;
}

/** What will happen to this booking, soonest first. */
export function nextSteps(booking: BookingTimes, now: number): NextStep[] {
  if (!isOpen(booking.status) || booking.startsAt <= now) return [];
  const start: NextStep = { kind: 'start', at: booking.startsAt };
  if (booking.status === 'pending') return [{ kind: 'approval', at: null }, start];
  return [...remindersOf(booking).filter(({ at }) => at > now), start];
}
