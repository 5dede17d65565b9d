import type { Db, Statement } from '../db/db.ts';

/** One thing that somebody has to be told. Ids only: what has changed is read again by whoever is told. */
export interface OutboxRow {
  readonly id: string;
  readonly organizationId: string;
  readonly topic: string;
  readonly subjectId: string;
  readonly version: number;
}

// By status, never by "id greater than the last one seen": numbers commit out of order. The lease lets go of the row
// before the call is made; a relay that is killed meanwhile gives it back by doing nothing.
const TAKE: Statement = {
  name: 'outbox_take',
  text: `
    with due as materialized (
      select id from outbox where dispatched_at is null and next_attempt_at <= now()
      order by next_attempt_at, id limit $1 for update skip locked)
    update outbox o set next_attempt_at = now() + make_interval(secs => $2), attempts = attempts + 1
    from due where o.id = due.id
    returning o.id, o.organization_id as "organizationId", o.topic, o.subject_id as "subjectId", o.version`,
};

const MARK: Statement = {
  name: 'outbox_mark',
  text: `update outbox set dispatched_at = now(), last_error = null where id = any($1::bigint[]) and dispatched_at is null`,
};

// Twice as long each time, up to the given seconds, and not all of them at the same moment.
const POSTPONE: Statement = {
  name: 'outbox_postpone',
  text: `
    update outbox
    set next_attempt_at = now() + make_interval(secs => least($2, 0.5 * 2 ^ least(attempts, 12)) * (0.75 + random() / 4)), last_error = $3
    where id = any($1::bigint[])`,
};

export const createOutboxRows = (db: Db) => ({
  /** @param leaseSeconds after which the rows return when nobody marks them */
  take: (limit: number, leaseSeconds: number): Promise<OutboxRow[]> => db.query<OutboxRow>(TAKE, [limit, leaseSeconds]),
  async mark(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await db.query(MARK, [ids]);
  },
  /** @param atMost seconds until the next attempt */
  async postpone(ids: readonly string[], atMost: number, reason: string): Promise<void> {
    if (ids.length > 0) await db.query(POSTPONE, [ids, atMost, reason.slice(0, 500)]);
  },
});
