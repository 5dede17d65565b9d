import type { Db, Sql, Statement } from '../../../kernel/db/db.ts';
import type { Status } from '../bookings.domain.ts';
import type { KnownEvent, KnownMessage, LifecycleFacts } from './facts.domain.ts';
import type { BookingRef, LifecycleMessages, LifecycleStore } from './lifecycle.ports.ts';

interface BookingRow {
  status: Status;
  starts_at: Date;
  ends_at: Date;
  version: number;
  acked_version: number;
  time_version: number;
  time_set_at: Date;
  staff_id: string;
  customer_email: string | null;
  staff_email: string | null;
}

// Held until the commit: two turns of one booking, should a worker be given up too early, follow one another.
// Whoever leads a class looks at its roster: a mail for every seat would be a flood.
const HOLD: Statement = {
  name: 'lifecycle_hold',
  text: `
    select b.status, b.starts_at, b.ends_at, b.version, b.acked_version, b.time_version, b.time_set_at, b.staff_id,
      b.customer_email, case when b.session_id is null then r.email end as staff_email
    from bookings b left join resources r on r.organization_id = b.organization_id and r.id = b.staff_id
    where b.organization_id = $1 and b.id = $2
    for no key update of b`,
};

// A statement of its own, after the lock is held: so it sees all that belongs to the version that was locked.
const HISTORY: Statement = {
  name: 'lifecycle_history',
  text: `
    select
      (select coalesce(json_agg(json_build_object('version', e.version, 'kind', e.kind, 'notify', e.notify,
          'at', floor(extract(epoch from e.at) * 1000), 'fromStaff', e.detail ->> 'fromStaff') order by e.version), '[]')
        from booking_events e where e.organization_id = $1 and e.booking_id = $2) as events,
      (select coalesce(json_agg(json_build_object('version', m.version, 'kind', m.kind, 'recipient', m.recipient, 'status', m.status,
          'nextAttemptAt', floor(extract(epoch from m.next_attempt_at) * 1000)) order by m.version, m.created_at), '[]')
        from messages m where m.organization_id = $1 and m.booking_id = $2) as messages`,
};

const ACKNOWLEDGE: Statement = {
  name: 'lifecycle_acknowledge',
  text: `
    update bookings set acked_version = $3, wake_at = to_timestamp($4::float8 / 1000)
    where organization_id = $1 and id = $2
      and (acked_version, wake_at) is distinct from ($3, to_timestamp($4::float8 / 1000))`,
};

// What has been acknowledged needs no signal any more: spares the run that would only find that nothing is left to do.
const ANSWER_OUTBOX: Statement = {
  name: 'lifecycle_answer_outbox',
  text: `
    update outbox set dispatched_at = clock_timestamp()
    where subject_id = $1 and topic = 'booking' and version <= $2 and dispatched_at is null`,
};

const UNDELIVERED: Statement = {
  name: 'lifecycle_undelivered',
  text: `
    select id from messages
    where organization_id = $1 and booking_id = $2
      and (status = 'queued' or status = 'failed' and next_attempt_at <= to_timestamp($3::float8 / 1000))
    order by created_at, recipient, id`,
};

async function readFacts(sql: Sql, { organizationId, id }: BookingRef): Promise<LifecycleFacts | undefined> {
  const [row] = await sql.query<BookingRow>(HOLD, [organizationId, id]);
  if (!row) return undefined;
  const [history] = await sql.query<{ events: KnownEvent[]; messages: KnownMessage[] }>(HISTORY, [organizationId, id]);
  return {
    status: row.status,
    startsAt: row.starts_at.getTime(),
    endsAt: row.ends_at.getTime(),
    version: row.version,
    ackedVersion: row.acked_version,
    timeVersion: row.time_version,
    timeSetAt: row.time_set_at.getTime(),
    staffId: row.staff_id,
    customerReachable: row.customer_email !== null,
    staffReachable: row.staff_email !== null,
    events: history?.events ?? [],
    messages: history?.messages ?? [],
  };
}

export const createLifecycleStore = (db: Db, messages: LifecycleMessages): LifecycleStore => ({
  turn: (ref, work) =>
    db.tenant(ref.organizationId, async (sql) => {
      const facts = await readFacts(sql, ref);
      if (!facts) return undefined;
      const { organizationId, id } = ref;
      return work(facts, {
        queue: (message) => messages.queue(sql, { ...message, organizationId, bookingId: id }),
        skip: (message, reason) => messages.skip(sql, { ...message, organizationId, bookingId: id }, reason),
        async acknowledge(version, wakeAt) {
          await sql.query(ACKNOWLEDGE, [organizationId, id, version, wakeAt]);
          await sql.query(ANSWER_OUTBOX, [id, version]);
        },
        async undelivered(now) {
          const rows = await sql.query<{ id: string }>(UNDELIVERED, [organizationId, id, now]);
          return rows.map((row) => row.id);
        },
      });
    }),
});
