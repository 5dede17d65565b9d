import type { Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db, Sql, Statement } from '../../kernel/db/db.ts';
import { notFound, userError } from '../../kernel/errors/errors.ts';
import type { UserCaller } from '../../kernel/http/callers.ts';
import type { MessageDetail, MessageView } from './messages.contract.ts';
import { notFailed } from './messages.errors.ts';

interface MessageRow {
  id: string;
  booking_id: string | null;
  kind: string;
  recipient: 'customer' | 'staff';
  to_address: string;
  subject: string;
  status: MessageView['status'];
  channel: string | null;
  attempts: number;
  reason: string;
  next_attempt_at: Date | null;
  created_at: Date;
  sent_at: Date | null;
  template_version: number | null;
  template_problem: string;
}
interface DetailRow extends MessageRow {
  message_id: string;
  html: string;
  body_text: string;
  calendar: string | null;
}

const PAGE = 50;
const VIEW = `m.id, m.booking_id, m.kind, m.recipient, m.to_address, m.subject, m.status, m.channel, m.attempts, m.reason,
  m.next_attempt_at, m.created_at, m.sent_at, m.template_version, m.template_problem`;
/** A role that sees only its own calendar sees the messages of its own bookings. */
const IN_SCOPE = (parameter: string): string => `(${parameter}::uuid is null or exists (
  select from bookings b where b.organization_id = m.organization_id and b.id = m.booking_id and b.staff_id = ${parameter}))`;

const LIST: Statement = {
  name: 'list_messages',
  text: `select ${VIEW} from messages m
    where m.organization_id = $1
      and ($2::uuid is null or m.booking_id = $2)
      and ($3::text is null or m.status = $3)
      and ${IN_SCOPE('$4')}
      and ($5::uuid is null or (m.created_at, m.id) < (select c.created_at, c.id from messages c where c.organization_id = $1 and c.id = $5))
    order by m.created_at desc, m.id desc
    limit ${PAGE + 1}`,
};
const SHOW: Statement = {
  name: 'show_message',
  text: `select ${VIEW}, m.message_id, m.html, m.body_text, m.calendar from messages m
    where m.organization_id = $1 and m.id = $2 and ${IN_SCOPE('$3')}`,
};
const RETRY: Statement = {
  name: 'retry_message',
  text: `
    with queued as (
      update messages m set status = 'queued', next_attempt_at = null
      where m.organization_id = $1 and m.id = $2 and m.status = 'failed' and ${IN_SCOPE('$3')}
      returning m.organization_id, m.booking_id
    )
    insert into outbox (organization_id, topic, subject_id, version)
    select b.organization_id, 'booking', b.id, b.version from queued q
    join bookings b on b.organization_id = q.organization_id and b.id = q.booking_id`,
};

/** Runs something in one transaction of the caller's tenant. */
export type InTenant = <T extends object>(work: (sql: Sql) => Promise<T>) => Promise<T>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const invalidCursor = () => userError('request.invalid_cursor', { message: 'This cursor was not made by this list.' });

/** Whose messages somebody sees: all of the tenant (null), or those of one calendar. */
function scopeOf({ role, staffId }: UserCaller): string | null {
  if (role !== 'staff') return null;
  if (staffId === null) throw notFound('message');
  return staffId;
}

const viewOf = (row: MessageRow): MessageView => ({
  id: row.id,
  bookingId: row.booking_id,
  kind: row.kind,
  recipient: row.recipient,
  to: row.to_address,
  subject: row.subject,
  status: row.status,
  channel: row.channel,
  attempts: row.attempts,
  reason: row.reason,
  nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
  sentAt: row.sent_at?.toISOString() ?? null,
  template: row.template_version === null ? null : { version: row.template_version, problem: row.template_problem },
});

export interface MessageListQuery {
  readonly bookingId?: string | undefined;
  readonly status?: MessageView['status'] | undefined;
  readonly cursor?: string | undefined;
}

/** What the team sees of messages, and the one thing it can do about them. */
export const createMessageQueries = ({ db, secrets }: { db: Db; secrets: Secrets }) => ({
  /** Newest first, 50 a page. A cursor is the id of the last message seen. */
  async list({ bookingId, status, cursor }: MessageListQuery, caller: UserCaller) {
    if (cursor !== undefined && !UUID.test(cursor)) throw invalidCursor();
    const values = [caller.organizationId, bookingId ?? null, status ?? null, scopeOf(caller), cursor ?? null];
    const rows = await db.tenant(caller.organizationId, (sql) => sql.query<MessageRow>(LIST, values));
    const page = rows.slice(0, PAGE);
    return { data: page.map(viewOf), nextCursor: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null };
  },

  /** @throws `message.not_found` */
  async show(id: string, caller: UserCaller): Promise<MessageDetail> {
    const row = await db.tenant(caller.organizationId, (sql) => find(sql, id, caller));
    const sealed = sealFor(secrets, caller.organizationId, row.booking_id);
    return {
      ...viewOf(row),
      html: sealed(row.html),
      text: sealed(row.body_text),
      messageId: row.message_id,
      hasCalendar: row.calendar !== null,
    };
  },

  /**
   * Makes a failed message due again and wakes the lifecycle that delivers it. Asked twice, it is done once.
   * @param within the transaction of a request that may come again with its key
   * @throws `message.not_found`, `message.not_failed` for one that was sent or skipped
   */
  retry(
    id: string,
    caller: UserCaller,
    within: InTenant = (work) => db.tenant(caller.organizationId, work),
  ): Promise<MessageView> {
    return within(async (sql) => {
      await sql.query(RETRY, [caller.organizationId, id, scopeOf(caller)]);
      const row = await find(sql, id, caller);
      if (row.status === 'skipped' || row.status === 'sent') throw notFailed(row.status);
      return viewOf(row);
    });
  },
});

/** The customer's link opens the booking as the customer: the team reads the message without it. */
const sealFor =
  (secrets: Secrets, organizationId: string, bookingId: string | null) =>
  (text: string): string => {
    if (bookingId === null) return text;
    const token = secrets.bookingToken(organizationId, bookingId);
    return text.replaceAll(secrets.mailed(token), '…').replaceAll(token, '…');
  };

async function find(sql: Sql, id: string, caller: UserCaller): Promise<DetailRow> {
  const [row] = await sql.query<DetailRow>(SHOW, [caller.organizationId, id, scopeOf(caller)]);
  if (!row) throw notFound('message');
  return row;
}
