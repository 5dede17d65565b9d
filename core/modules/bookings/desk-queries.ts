import type { Db, Statement } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { UserCaller } from '../../kernel/http/callers.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/list-cursor.ts';
import { bookingTimesOf, readBooking, SELECT_BOOKING, deskViewOf, type BookingRow } from './booking-row.ts';
import { nextSteps } from './bookings.domain.ts';
import type { DeskBookingDetail, DeskQuery, TimelineEntry } from './desk.contract.ts';

interface EventRow {
  kind: string;
  actor: string;
  actor_name: string | null;
  detail: { from?: string; reason?: string };
  at: Date;
}
interface MessageRow {
  kind: string;
  recipient: string;
  to_address: string;
  status: 'queued' | 'sent' | 'failed' | 'skipped';
  reason: string;
  attempts: number;
  next_attempt_at: Date | null;
  sent_at: Date | null;
  created_at: Date;
}

// Plain comparisons first: they are leakproof, so the index is used under row-level security. A booking lasts at most a day.
const LIST: Statement = {
  name: 'list_bookings',
  text: `${SELECT_BOOKING}
    where b.organization_id = $1
      and b.starts_at >= coalesce($2::timestamptz - interval '24 hours', '-infinity') and b.starts_at < coalesce($3::timestamptz, 'infinity')
      and ($2::timestamptz is null or b.ends_at > $2)
      and ($4::uuid is null or b.staff_id = $4)
      and ($5::text is null or b.status = $5)
      and ($6::text is null or position(lower($6) in lower(b.customer_name || ' ' || coalesce(b.customer_email, ''))) > 0)
      and (b.starts_at, b.id) > (coalesce($7::timestamptz, '-infinity'), coalesce($8::uuid, '00000000-0000-0000-0000-000000000000'))
    order by b.starts_at, b.id
    limit $9`,
};
const EVENTS: Statement = {
  name: 'booking_events',
  text: `select e.kind, e.actor, u.name as actor_name, e.detail, e.at from booking_events e
    left join users u on u.organization_id = e.organization_id and e.actor = 'user:' || u.id
    where e.organization_id = $1 and e.booking_id = $2 order by e.version`,
};
const MESSAGES: Statement = {
  name: 'booking_messages',
  text: `select kind, recipient, to_address, status, reason, attempts, next_attempt_at, sent_at, created_at
    from messages where organization_id = $1 and booking_id = $2 order by created_at, id`,
};

const cursorOf = ({ starts_at, id }: BookingRow): string => encodeCursor(starts_at.toISOString(), id);

/** A role that sees only its own calendar is held to it, whatever it asks for. */
export function staffScope(caller: UserCaller, asked: string | undefined): string | null {
  if (caller.role !== 'staff') return asked ?? null;
  if (caller.staffId === null || (asked !== undefined && asked !== caller.staffId)) throw notFound('staff');
  return caller.staffId;
}

export function assertOwnCalendar(caller: UserCaller, row: BookingRow): void {
  if (caller.role === 'staff' && row.staff_id !== caller.staffId) throw notFound('booking');
}

const MESSAGE_ENTRY = { sent: 'message-sent', failed: 'message-failed', skipped: 'message-skipped' } as const;

function messageEntry(message: MessageRow): TimelineEntry | null {
  if (message.status === 'queued') {
    const at = message.next_attempt_at ?? message.created_at;
    return {
      at: at.toISOString(),
      kind: 'message-retry',
      when: 'ahead',
      actor: 'system',
      detail: `${message.kind} · ${message.reason}`,
    };
  }
  const at = message.sent_at ?? message.created_at;
  const detail = [message.kind, message.to_address, message.reason].filter(Boolean).join(' · ');
  return { at: at.toISOString(), kind: MESSAGE_ENTRY[message.status], when: 'past', actor: 'system', detail };
}

const eventEntry = ({ kind, actor, actor_name, detail, at }: EventRow): TimelineEntry => ({
  at: at.toISOString(),
  kind,
  when: 'past',
  actor: actor_name ?? (actor.startsWith('user:') ? 'team' : actor),
  detail: detail.reason ?? detail.from ?? '',
});

/** Past from history and messages, ahead from the same rules that the lifecycle follows: all of it from PostgreSQL. */
function timelineOf(
  row: BookingRow,
  events: readonly EventRow[],
  messages: readonly MessageRow[],
  now: number,
): TimelineEntry[] {
  const times = bookingTimesOf(row);
  const ahead: TimelineEntry[] = nextSteps(times, now).flatMap(({ kind, at }) =>
    at === null ? [] : [{ at: new Date(at).toISOString(), kind, when: 'ahead', actor: 'system', detail: '' }],
  );
  if (row.status === 'confirmed')
    ahead.push({ at: row.ends_at.toISOString(), kind: 'completion', when: 'ahead', actor: 'system', detail: '' });
  const past = [...events.map(eventEntry), ...messages.flatMap((message) => messageEntry(message) ?? [])];
  return [...past, ...ahead].sort((a, b) =>
    a.when === b.when ? a.at.localeCompare(b.at) : a.when === 'past' ? -1 : 1,
  );
}

export const createDeskQueries = ({ db, now }: { db: Db; now: () => number }) => ({
  async list(query: DeskQuery, caller: UserCaller) {
    const { organizationId } = caller;
    const [afterTime, afterId] = decodeCursor(query.cursor);
    const values = [
      organizationId,
      query.from ?? null,
      query.to ?? null,
      staffScope(caller, query.staffId),
      query.status ?? null,
      query.q || null,
      afterTime,
      afterId,
      query.limit + 1,
    ];
    const rows = await db.tenant(organizationId, (sql) => sql.query<BookingRow>(LIST, values));
    const page = rows.slice(0, query.limit);
    return {
      data: page.map((row) => deskViewOf(row, now())),
      nextCursor: rows.length > query.limit ? cursorOf(page.at(-1)!) : null,
    };
  },

  show: (bookingId: string, caller: UserCaller): Promise<DeskBookingDetail> =>
    db.tenant(caller.organizationId, async (sql) => {
      const row = await readBooking(sql, caller.organizationId, bookingId);
      assertOwnCalendar(caller, row);
      const events = await sql.query<EventRow>(EVENTS, [caller.organizationId, bookingId]);
      const messages = await sql.query<MessageRow>(MESSAGES, [caller.organizationId, bookingId]);
      return { booking: deskViewOf(row, now()), timeline: timelineOf(row, events, messages, now()) };
    }),
});
