import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import type { OutgoingMessage } from '../../plugin-api/index.ts';
import type { MessageKind } from '../bookings/lifecycle/facts.domain.ts';
import type { Handover, HandOver } from './hand-over.ts';
import { nextAttemptAt } from './messages.domain.ts';

interface AttemptRow {
  booking_id: string | null;
  kind: MessageKind;
  recipient: 'customer' | 'staff';
  message_id: string;
  to_name: string;
  to_address: string;
  subject: string;
  html: string;
  body_text: string;
  calendar_method: 'REQUEST' | 'CANCEL' | null;
  calendar: string | null;
  attempts: number;
  created_at: Date;
  starts_at: Date | null;
  business: string;
  location_email: string | null;
  customer_name: string | null;
  customer_email: string | null;
}

/** Longer than a channel may take: whoever finds an attempt this old knows that its process is gone. */
const LEASE_MS = 35_000;
/** The caller's clock may be ahead of ours by so much and still find a message due. */
const CLOCKS_DIFFER_MS = 5_000;
const LONGEST_REASON = 500;

// An attempt is written down before it is made, as one that failed: if nothing is heard of it any more, it is repeated
// under the same Message-ID. SMTP allows no more than that (a mail can be taken and its receipt be lost).
const BEGIN: Statement = {
  name: 'begin_delivery',
  text: `
    with attempt as (
      update messages set status = 'failed', attempts = attempts + 1, reason = 'being sent',
        next_attempt_at = to_timestamp($4::float8 / 1000)
      where organization_id = $1 and id = $2
        and (status = 'queued' or status = 'failed' and next_attempt_at <= to_timestamp($3::float8 / 1000))
      returning *
    )
    select a.booking_id, a.kind, a.recipient, a.message_id, a.to_name, a.to_address, a.subject, a.html, a.body_text,
      a.calendar_method, a.calendar, a.attempts, a.created_at, b.starts_at, b.customer_name, b.customer_email,
      o.name as business, l.email as location_email
    from attempt a
    join organizations o on o.id = a.organization_id
    left join bookings b on b.organization_id = a.organization_id and b.id = a.booking_id
    left join locations l on l.organization_id = b.organization_id and l.id = b.location_id`,
};

// What was sent was sent, even when somebody dropped it meanwhile; a failure does not bring back what was dropped.
const RECORD: Statement = {
  name: 'record_delivery',
  text: `
    update messages set status = $3, channel = coalesce($4, channel), reason = $5,
      next_attempt_at = to_timestamp($6::float8 / 1000), sent_at = to_timestamp($7::float8 / 1000)
    where organization_id = $1 and id = $2 and (status = 'failed' or $3 = 'sent')`,
};

export interface DeliverDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly changes: Pick<Changes, 'publish'>;
  readonly handOver: HandOver;
}

/**
 * One attempt to deliver a message, with what came of it in the row: `sent`; `failed` with the time of the next attempt;
 * or `failed` for good. Does nothing for a message that is sent, skipped, not due or under way. Throws only when the
 * database fails.
 */
export const createDeliverMessage =
  ({ db, clock, changes, handOver }: DeliverDeps) =>
  async (organizationId: string, id: string): Promise<void> => {
    const began = clock.now();
    const [row] = await db.tenant(organizationId, (sql) =>
      sql.query<AttemptRow>(BEGIN, [organizationId, id, began + CLOCKS_DIFFER_MS, began + LEASE_MS]),
    );
    if (!row) return;
    const handover = await handOver(outgoing(row));
    const record = recordOf(row, handover, clock.now());
    await db.tenant(organizationId, (sql) => sql.query(RECORD, [organizationId, id, ...record]));
    changes.publish({ kind: 'message', organizationId, bookingId: row.booking_id });
  };

function outgoing(row: AttemptRow): OutgoingMessage {
  const { business, location_email: fromLocation, customer_email: fromCustomer } = row;
  const toBusiness = fromLocation ? { name: business, address: fromLocation } : null;
  const toCustomer = fromCustomer ? { name: row.customer_name ?? '', address: fromCustomer } : null;
  return {
    messageId: row.message_id,
    createdAt: row.created_at.getTime(),
    senderName: business,
    to: { name: row.to_name, address: row.to_address },
    replyTo: row.recipient === 'customer' ? toBusiness : toCustomer,
    subject: row.subject,
    text: row.body_text,
    html: row.html,
    calendar: row.calendar_method && row.calendar ? { method: row.calendar_method, content: row.calendar } : null,
  };
}

type Recorded = [status: string, channel: string | null, reason: string, nextAt: number | null, sentAt: number | null];

function recordOf(row: AttemptRow, handover: Handover, now: number): Recorded {
  if (handover.outcome === 'sent') return ['sent', handover.channel, '', null, now];
  if (handover.outcome === 'refused') return ['failed', null, storable(handover.reason), null, null];
  const message = { kind: row.kind, createdAt: row.created_at.getTime(), attempts: row.attempts };
  const next = nextAttemptAt(message, row.starts_at?.getTime() ?? Infinity, now);
  return ['failed', null, storable(next ? handover.reason : `given up: ${handover.reason}`), next, null];
}

/** PostgreSQL takes no NUL and no lone surrogates; a mail server may answer anything. */
const storable = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_REASON);
