import type { Sql } from '../../../kernel/db/db.ts';
import type { LifecycleFacts, MessageIdentity } from './facts.domain.ts';

/** Which booking; the tenant always travels with it. */
export interface BookingRef {
  readonly organizationId: string;
  readonly id: string;
}

/** One message of one booking. Its Message-ID is derived from this, so a repeat is the same message. */
export interface LifecycleMessage extends MessageIdentity {
  readonly organizationId: string;
  readonly bookingId: string;
}

/** What the lifecycle needs of the messages module. */
export interface LifecycleMessages {
  /** Renders and stores the message in the caller's transaction, unless it is there already. */
  queue(sql: Sql, message: LifecycleMessage): Promise<void>;
  /** Records in the caller's transaction that this message is not sent, and why; turns an undelivered row into a skipped one. */
  skip(sql: Sql, message: LifecycleMessage, reason: string): Promise<void>;
  /**
   * Tries once to hand the message over and records what came of it: `sent`, or `failed` with or without
   * `next_attempt_at`. Throws only when nothing could be recorded. Does nothing for one that is sent or skipped.
   */
  deliver(organizationId: string, messageId: string): Promise<void>;
}

/** What a turn does inside its transaction; all of it commits or nothing does. */
export interface TurnWrites {
  queue(message: MessageIdentity): Promise<void>;
  skip(message: MessageIdentity, reason: string): Promise<void>;
  /** @param wakeAt epoch ms at which somebody must look at this booking again, whatever happens; null: never */
  acknowledge(version: number, wakeAt: number | null): Promise<void>;
  /** Ids of the messages that are due for delivery, oldest first, those just queued included. */
  undelivered(now: number): Promise<string[]>;
}

export interface LifecycleStore {
  /** One transaction that holds the booking, so that its turns follow one another. Undefined: there is no such booking. */
  turn<T>(ref: BookingRef, work: (facts: LifecycleFacts, writes: TurnWrites) => Promise<T>): Promise<T | undefined>;
}

/** Marks a booking as completed, if it still stands at this version; else it changes nothing. */
export type FinishBooking = (booking: BookingRef & { readonly version: number }) => Promise<void>;
