import { notFound } from '../../kernel/errors/errors.ts';
import type { Db, Sql, Statement } from '../../kernel/db/db.ts';
import type { UserCaller } from '../../kernel/http/callers.ts';
import type { SessionView } from './classes.contract.ts';

/** A session as `session_rows` tells it. */
export interface SessionRow {
  readonly id: string;
  readonly service_id: string;
  readonly service_name: string;
  readonly staff_id: string;
  readonly staff_name: string;
  readonly location_id: string;
  /** The location's. */
  readonly time_zone: string;
  /** ISO with an offset. */
  readonly starts_at: string;
  readonly ends_at: string;
  readonly capacity: number;
  readonly seats_taken: number;
  readonly status: 'scheduled' | 'cancelled';
  readonly version: number;
  readonly series_id: string | null;
  readonly cancel_reason: string;
  /** Of the service. */
  readonly several_joins: boolean;
}

const READ: Statement = { name: 'read_sessions', text: `select session_rows($1, $2) as rows` };

export async function readSessions(sql: Sql, organizationId: string, ids: readonly string[]): Promise<SessionRow[]> {
  const [answer] = await sql.query<{ rows: string }>(READ, [organizationId, ids]);
  return JSON.parse(answer!.rows) as SessionRow[];
}

/** @throws `session.not_found`, the same for one that is not there and one of another tenant */
export async function findSession(db: Db, organizationId: string, id: string): Promise<SessionRow> {
  const [row] = await db.tenant(organizationId, (sql) => readSessions(sql, organizationId, [id]));
  if (!row) throw notFound('session');
  return row;
}

/** A role that sees only its own calendar changes and sees no session of another's. */
export function assertOwnSession(caller: UserCaller, row: { staff_id: string }): void {
  if (caller.role === 'staff' && row.staff_id !== caller.staffId) throw notFound('session');
}

export const startOf = (row: SessionRow): number => Date.parse(row.starts_at);
export const endOf = (row: SessionRow): number => Date.parse(row.ends_at);
export const iso = (at: number | string): string => new Date(at).toISOString();

export const sessionViewOf = (row: SessionRow): SessionView => ({
  id: row.id,
  service: { id: row.service_id, name: row.service_name },
  staff: { id: row.staff_id, name: row.staff_name },
  startsAt: iso(row.starts_at),
  endsAt: iso(row.ends_at),
  timeZone: row.time_zone,
  capacity: row.capacity,
  seatsTaken: row.seats_taken,
  seatsLeft: row.capacity - row.seats_taken,
  status: row.status,
  version: row.version,
  seriesId: row.series_id,
  cancelReason: row.cancel_reason,
});
