import { DeclaredError } from './declared-error.ts';

/** Display name (may be empty) and address, without line breaks. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** A calendar object that the message is about: iTIP by mail (RFC 6047). */
export interface CalendarPart {
  readonly method: 'REQUEST' | 'CANCEL' | 'PUBLISH';
  /** A whole iCalendar stream (RFC 5545), lines ended by CRLF. */
  readonly content: string;
}

/** One message to one person, rendered in that person's language and zone. */
export interface OutgoingMessage {
  /** Without angle brackets. The same message tried again has the same one: use it to recognise repeats. */
  readonly messageId: string;
  /** Epoch milliseconds. The Date of a mail, however late it leaves. */
  readonly createdAt: number;
  /** The business, shown as the sender's name; the sender's address is the channel's own. */
  readonly senderName: string;
  readonly to: Mailbox;
  /** Where an answer goes; null: to the sender's address. */
  readonly replyTo: Mailbox | null;
  readonly subject: string;
  readonly text: string;
  /** A whole document. */
  readonly html: string;
  readonly calendar: CalendarPart | null;
  /** https address for one-click unsubscription (RFC 8058); absent for messages about one's own booking. */
  readonly unsubscribeUrl?: string;
}

export interface Delivery {
  /** What the other side said, such as the answer of the mail server; for the log. At most 300 characters are kept. */
  readonly note: string;
}

/**
 * Extension point `messages.channel`: hands messages over for delivery, such as to a mail server. It does not retry
 * and keeps no books; BookMe does both. 30 s a message.
 */
export interface MessageChannel {
  /**
   * Resolves when the other side has taken responsibility for the message. May be called again with the same message
   * after a crash or a time-out; then the receiver must see the same Message-ID.
   *
   * @throws PermanentDeliveryError when trying again is useless; anything else thrown means "try again later"
   */
  send(message: OutgoingMessage): Promise<Delivery>;
}

/** Refused for good: no such recipient, message rejected. Say why in one sentence; the team reads it. */
export class PermanentDeliveryError extends DeclaredError {
  override readonly name = 'PermanentDeliveryError';
}

/** Also true for an error of another copy of this package. */
export const isPermanentDeliveryError = (error: unknown): error is PermanentDeliveryError =>
  error instanceof Error && error.name === 'PermanentDeliveryError';
