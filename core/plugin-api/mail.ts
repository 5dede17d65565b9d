import { PermanentDeliveryError, type Mailbox, type OutgoingMessage } from './messages-channel.ts';

/** A message as a mail: the shape of nodemailer's message, so any mail plugin can hand it on. */
export interface Mail {
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly replyTo?: Mailbox;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** With angle brackets. */
  readonly messageId: string;
  readonly date: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly icalEvent?: { readonly method: string; readonly filename: string; readonly content: string };
  /** Boundaries of its parts derive from it, so the same message is the same mail to the byte. */
  readonly baseBoundary: string;
  /** Contents are data, never files or addresses to fetch. */
  readonly disableFileAccess: true;
  readonly disableUrlAccess: true;
}

/**
 * The one way in which a message becomes a mail: text and HTML as alternatives; the calendar object as an alternative
 * that mail programs act on, and once more as a file (`application/ics`) for those that do not; marked as written by
 * a program (RFC 3834), so that absence notices do not answer it.
 *
 * @param from address of the sender; the name shown is the message's `senderName`, or else this one's
 * @throws PermanentDeliveryError when the recipient's address is not one: it would reach somebody else, or nobody
 */
export function toMail(message: OutgoingMessage, from: Mailbox): Mail {
  const { calendar, unsubscribeUrl } = message;
  const to = oneLine(message.to);
  if (!isAddress(to.address)) throw new PermanentDeliveryError(`“${to.address}” is not an address.`);
  const replyTo = message.replyTo && oneLine(message.replyTo);
  return {
    from: oneLine({ name: message.senderName || from.name, address: from.address }),
    to,
    ...(replyTo && isAddress(replyTo.address) && { replyTo }),
    subject: flat(message.subject),
    text: message.text,
    html: message.html,
    messageId: `<${flat(message.messageId)}>`,
    date: new Date(message.createdAt),
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(unsubscribeUrl && {
        'List-Unsubscribe': `<${new URL(unsubscribeUrl).href}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    ...(calendar && { icalEvent: { method: calendar.method, filename: 'appointment.ics', content: calendar.content } }),
    baseBoundary: message.messageId.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 40),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Reads `Salon <salon@example.com>` or a bare address. */
export function parseMailbox(text: string): Mailbox {
  const named = /^\s*"?([^<>"]*?)"?\s*<([^<>]+)>\s*$/u.exec(text);
  return { name: named?.[1] ?? '', address: (named?.[2] ?? text).trim() };
}

const oneLine = ({ name, address }: Mailbox): Mailbox => ({ name: flat(name), address: flat(address) });

/** One plain address: not two, none in brackets or quotes, nothing beside it. */
const isAddress = (address: string): boolean => /^[^\s@<>()[\],;:\\"]+@[^\s@<>()[\],;:\\"]+$/u.test(address);

/** A header is one line: whatever could begin another becomes a space. */
const flat = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
