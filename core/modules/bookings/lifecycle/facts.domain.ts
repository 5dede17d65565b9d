import type { ReminderKind, Status } from '../bookings.domain.ts';

export type AnnouncementKind =
  'booking-requested' | 'booking-confirmed' | 'booking-moved' | 'booking-cancelled' | 'booking-declined';
export type MessageKind = AnnouncementKind | ReminderKind;
export type Recipient = 'customer' | 'staff';

/** With the booking's id this is the identity of a message, however often an activity runs. */
export interface MessageIdentity {
  readonly kind: MessageKind;
  /** Of the booking; of a reminder: the version that set the time. */
  readonly version: number;
  readonly recipient: Recipient;
  /** Of a message to staff: to whom, when it is not whoever has the booking now. */
  readonly staffId?: string;
}

export interface KnownMessage extends MessageIdentity {
  readonly status: 'queued' | 'sent' | 'failed' | 'skipped';
  /** Of a failed one: when it is tried again; null: never. */
  readonly nextAttemptAt: number | null;
}

export interface KnownEvent {
  readonly version: number;
  readonly kind: string;
  /** false: changed on purpose without telling anybody. */
  readonly notify: boolean;
  readonly at: number;
  /** Of a move: who had the booking before. */
  readonly fromStaff: string | null;
}

/** What PostgreSQL knows of a booking at one moment. Times are epoch milliseconds. */
export interface LifecycleFacts {
  readonly status: Status;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly version: number;
  readonly ackedVersion: number;
  /** The version that set the present time, and when it did. */
  readonly timeVersion: number;
  readonly timeSetAt: number;
  readonly staffId: string;
  /** Has an address. A walk-in may have none, and so may staff. */
  readonly customerReachable: boolean;
  readonly staffReachable: boolean;
  /** Oldest first. */
  readonly events: readonly KnownEvent[];
  readonly messages: readonly KnownMessage[];
}

export const isReminder = (kind: MessageKind): kind is ReminderKind => kind.startsWith('reminder-');

/** Still to be handed over, now or at its next attempt. */
export const isUndelivered = ({ status, nextAttemptAt }: KnownMessage): boolean =>
  status === 'queued' || (status === 'failed' && nextAttemptAt !== null);

export const isSameMessage = (a: MessageIdentity, b: MessageIdentity): boolean =>
  a.kind === b.kind && a.version === b.version && a.recipient === b.recipient;
