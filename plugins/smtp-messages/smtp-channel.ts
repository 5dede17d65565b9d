import { PermanentDeliveryError, toMail, type Mailbox, type MessageChannel } from '@bookme/core/plugin-api';
import { createTransport, type NodemailerError, type SMTPPoolOptions } from 'nodemailer';

export interface SmtpSettings {
  /** smtp: (STARTTLS where offered) or smtps:, with user and password. Its query may set nodemailer's options. */
  readonly url: string;
  readonly from: Mailbox;
  /** Milliseconds for a whole delivery. Below the host's limit, so that a delivery ends before it is given up. */
  readonly limitMs?: number;
}

interface Closable {
  readonly close: () => void;
}

const CONNECTIONS = 4;
const MESSAGES_PER_CONNECTION = 100;
const IDLE_MS = 10_000;
const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
const DELIVERY_MS = 28_000;

/** Hands mails to a mail server over a few kept connections. */
export function createSmtpChannel({ url, from, limitMs = DELIVERY_MS }: SmtpSettings): MessageChannel & Closable {
  const options: SMTPPoolOptions & { pool: true } = {
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: MESSAGES_PER_CONNECTION,
    idleTimeout: IDLE_MS,
    dnsTimeout: CONNECT_MS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const transport = createTransport(options);
  return {
    async send(message) {
      const signal = AbortSignal.timeout(limitMs);
      try {
        const { response } = await transport.sendMail({ ...toMail(message, from), signal });
        return { note: response ?? '' };
      } catch (error) {
        throw isPermanent(error as NodemailerError) ? new PermanentDeliveryError((error as Error).message) : error;
      }
    },
    close: () => transport.close(),
  };
}

// "Authenticate first", "wrong password" and their like (RFC 4954): the operator mends that, and the mail then leaves.
const OUR_LOGIN = new Set([530, 534, 535, 538]);

/**
 * 5yz to sender, recipient or content is final for this message (RFC 5321 section 4.2.1), and so is what is no address
 * at all. A refusal of the connection or of the login says nothing about the message.
 */
function isPermanent({ code, responseCode, permanent = true }: NodemailerError): boolean {
  const aboutMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
  return aboutMessage && permanent && !OUR_LOGIN.has(responseCode ?? 0);
}
