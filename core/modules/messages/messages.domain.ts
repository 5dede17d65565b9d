import type { Status } from '../bookings/bookings.domain.ts';
import { isReminder, type MessageKind, type Recipient } from '../bookings/lifecycle/facts.domain.ts';

/** Everything that a message about a booking can say. Times are epoch milliseconds, money is in minor units. */
export interface BookingFacts {
  readonly bookingId: string;
  readonly status: Status;
  /** RFC 5545 SEQUENCE: the version of the booking. */
  readonly sequence: number;
  readonly startsAt: number;
  readonly endsAt: number;
  /** When the present version came about. */
  readonly changedAt: number;
  /** Where the booking was when the recipient last heard of it; null: nowhere else. */
  readonly movedFrom: number | null;
  readonly service: string;
  readonly price: { readonly amount: number; readonly currency: string } | null;
  /** What the customer wrote when booking; may have several lines. */
  readonly note: string;
  readonly business: string;
  /** Colour of the brand, `#rrggbb`. */
  readonly accent: string | null;
  readonly location: {
    readonly name: string;
    readonly address: string;
    readonly phone: string | null;
    readonly email: string | null;
    readonly timeZone: string;
  };
  /** Who has the booking now. */
  readonly staffName: string;
  readonly customer: { readonly name: string; readonly email: string | null; readonly phone: string | null };
  /** Reminders still ahead, soonest first. */
  readonly reminders: readonly number[];
  /** Until when the customer may move or cancel; null: not any more. */
  readonly changeUntil: number | null;
  /** Of a cancelled or declined booking. */
  readonly cancellation: {
    readonly by: 'customer' | 'business';
    readonly reason: string;
    /** false: it was only ever a request, so it is in nobody's calendar. */
    readonly wasConfirmed: boolean;
  } | null;
  readonly links: {
    /** Opens the booking for whoever has it. */
    readonly manage: string;
    /** The same, with the proof that it came by mail: only ever in a mail to the customer, not in its calendar file. */
    readonly mailed: string;
    readonly calendar: string;
    readonly book: string;
    readonly admin: string;
  };
}

/** Who gets a message, and how that person reads times and texts. */
export interface Addressee {
  readonly role: Recipient;
  readonly name: string;
  readonly address: string;
  /** BCP 47 */
  readonly locale: string;
  /** IANA */
  readonly timeZone: string;
  /** Had the booking until it was given to a colleague. */
  readonly isFormerStaff: boolean;
}

/** Identity of a message, however often it is made or sent: R8's one Message-ID. Without angle brackets. */
export const messageIdOf = (
  bookingId: string,
  { kind, version, recipient }: { kind: MessageKind; version: number; recipient: Recipient },
  domain: string,
): string => `${bookingId}.${kind}.${version}.${recipient}@${domain}`;

/** Right side of Message-IDs and UIDs: the host of the base URL, or for a numeric one a name that mail accepts. */
export function mailDomainOf(baseUrl: string): string {
  const { hostname } = new URL(baseUrl);
  return /^[\d.]+$|^\[/.test(hostname) ? 'bookme.invalid' : hostname;
}

/** What calendars are told along with a message; null: nothing. A request is not in any calendar yet. */
export function calendarMethodOf(
  kind: MessageKind,
  { cancellation }: BookingFacts,
  { isFormerStaff }: Addressee,
): 'REQUEST' | 'CANCEL' | null {
  if (kind === 'booking-confirmed' || kind === 'booking-moved') return 'REQUEST';
  if (kind !== 'booking-cancelled') return null;
  return isFormerStaff || cancellation?.wasConfirmed ? 'CANCEL' : null;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const FIRST_PAUSE = 10 * SECOND;
const LONGEST_PAUSE = 15 * MINUTE;
const PATIENCE = 24 * 60 * MINUTE;

/**
 * When a delivery that failed for now is tried again: after 10 s, then ever longer up to 15 min. Null: it would come
 * too late to be of use, for a reminder at the start of the appointment, for anything else a day after it was written.
 *
 * @param attempts made so far, this one included
 */
export function nextAttemptAt(
  message: { readonly kind: MessageKind; readonly createdAt: number; readonly attempts: number },
  startsAt: number,
  now: number,
): number | null {
  const next = now + Math.min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE);
  const useless = isReminder(message.kind) ? startsAt : message.createdAt + PATIENCE;
  return next < useless ? next : null;
}
