import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db, Sql, Statement } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { UserCaller } from '../../kernel/http/callers.ts';
import { decodeCursor, encodeCursor } from '../../kernel/http/list-cursor.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import { MINUTE } from '../availability/time/plain-time.domain.ts';
import { parseDayRange } from '../availability/time/range.domain.ts';
import type { RulesStore } from '../availability/rules/rules-store.ts';
import type { Desk } from '../availability/availability.service.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import type { BookingRow } from '../bookings/booking-row.ts';
import { deskViewOf, SELECT_BOOKING, staffScope } from '../bookings/bookings.module.ts';
import type { PublicSessions, PublicSessionsQuery, Roster, SessionsQuery } from './classes.contract.ts';
import { dayAt } from './classes.domain.ts';
import type { SessionAlternative } from './classes.errors.ts';
import type { Joinable } from './joinable.ts';
import { assertOwnSession, iso, readSessions, sessionViewOf, startOf, type SessionRow } from './session-rows.ts';

export interface ClassQueriesDeps {
  db: Db;
  directory: Directory;
  rules: RulesStore;
  zones: ZoneTables;
  clock: Clock;
  joinable: Joinable;
}

// Plain comparisons: they are leakproof, so the index is used under row-level security.
const OF_SERVICE: Statement = {
  name: 'open_sessions_of_service',
  text: `
    select id from class_sessions
    where organization_id = $1 and service_id = $2 and status = 'scheduled'
      and starts_at >= to_timestamp($3::float8 / 1000) and starts_at < to_timestamp($4::float8 / 1000)
    order by starts_at, id limit 2000`,
};
const WITH_SEATS: Statement = {
  name: 'sessions_with_seats',
  text: `
    (select id from class_sessions where organization_id = $1 and service_id = $2 and status = 'scheduled' and id <> $3
      and starts_at >= $4 and starts_at > to_timestamp($5::float8 / 1000) and seats_taken + $6 <= capacity order by starts_at limit 12)
    union all
    (select id from class_sessions where organization_id = $1 and service_id = $2 and status = 'scheduled' and id <> $3
      and starts_at < $4 and starts_at > to_timestamp($5::float8 / 1000) and seats_taken + $6 <= capacity order by starts_at desc limit 12)`,
};
const AHEAD: Statement = {
  name: 'sessions_ahead',
  text: `
    select id from class_sessions
    where organization_id = $1 and service_id = $2 and status = 'scheduled'
      and starts_at > to_timestamp($3::float8 / 1000) and seats_taken < capacity
    order by starts_at limit 200`,
};
// Of several at that time: that of the person who is asked for, one with enough seats, the emptiest.
const AT: Statement = {
  name: 'session_at',
  text: `
    select id from class_sessions
    where organization_id = $1 and service_id = $2 and starts_at = to_timestamp($3::float8 / 1000) and status = 'scheduled'
      and ($4::uuid is null or staff_id = $4) and id <> $5
    order by seats_taken + $6 > capacity, capacity - seats_taken desc, id limit 1`,
};
const LIST: Statement = {
  name: 'list_sessions',
  text: `
    select id from class_sessions
    where organization_id = $1
      and starts_at >= coalesce($2::timestamptz, '-infinity') and starts_at < coalesce($3::timestamptz, 'infinity')
      and ($4::uuid is null or service_id = $4) and ($5::uuid is null or staff_id = $5) and ($6::text is null or status = $6)
      and (starts_at, id) > (coalesce($7::timestamptz, '-infinity'), coalesce($8::uuid, '00000000-0000-0000-0000-000000000000'))
    order by starts_at, id limit $9`,
};
const ROSTER: Statement = {
  name: 'session_roster',
  text: `${SELECT_BOOKING} where b.organization_id = $1 and b.session_id = $2 order by b.created_at, b.id`,
};
const NEAREST = 3;

async function select(db: Db, organizationId: string, statement: Statement, values: readonly unknown[]) {
  return db.tenant(organizationId, async (sql: Sql) => {
    const found = await sql.query<{ id: string }>(statement, [organizationId, ...values]);
    return readSessions(sql, organizationId, found.map(({ id }) => id)); // prettier-ignore
  });
}

const cursorOf = ({ starts_at, id }: SessionRow): string => encodeCursor(iso(starts_at), id);

export function createClassQueries({ db, directory, rules: store, zones, clock, joinable }: ClassQueriesDeps) {
  return {
    /** Sessions that a customer could join now, full ones among them. @throws `service.not_found` */
    async open({ serviceId, from, to, timeZone, link }: PublicSessionsQuery): Promise<PublicSessions> {
      const { instants } = parseDayRange({ from, to, timeZone }, zones);
      const { organizationId } = await directory.service(serviceId);
      const service = (await store.get(organizationId, await store.version(organizationId))).services.get(serviceId);
      if (!service?.rules.active) throw notFound('service');
      if (service.linkToken !== null && service.linkToken !== link) throw notFound('service');
      const within = [(instants[0] ?? 0) * MINUTE, (instants.at(-1) ?? 0) * MINUTE];
      const isClass = service.kind === 'class';
      const rows = isClass ? await select(db, organizationId, OF_SERVICE, [serviceId, ...within]) : [];
      const now = clock.now();
      return {
        serviceId,
        timeZone,
        sessions: rows
          .filter((row) => joinable.whyNot(service, startOf(row), now) === null)
          .map((row) => ({
            id: row.id,
            date: dayAt(startOf(row), timeZone),
            startsAt: iso(row.starts_at),
            endsAt: iso(row.ends_at),
            staff: { id: row.staff_id, name: row.staff_name },
            seatsLeft: row.capacity - row.seats_taken,
          })),
      };
    },

    /** The three sessions of the same class nearest to this one that have so many seats and can be joined. */
    async alternatives(
      organizationId: string,
      session: SessionRow,
      seats: number,
      from: Desk,
    ): Promise<SessionAlternative[]> {
      const now = clock.now();
      const rows = await select(db, organizationId, WITH_SEATS, [
        session.service_id,
        session.id,
        session.starts_at,
        now,
        seats,
      ]);
      const service = (await store.get(organizationId)).services.get(session.service_id);
      const distance = (row: SessionRow): number => Math.abs(startOf(row) - startOf(session));
      return rows
        .filter((row) => from === 'desk' || (service && joinable.whyNot(service, startOf(row), now) === null))
        .sort((a, b) => distance(a) - distance(b) || startOf(a) - startOf(b))
        .slice(0, NEAREST)
        .map((row) => ({
          id: row.id,
          startsAt: iso(row.starts_at),
          endsAt: iso(row.ends_at),
          seatsLeft: row.capacity - row.seats_taken,
        }));
    },

    /** The first session of each class among these services that can be joined; other services are left out. */
    async nextFree(organizationId: string, serviceIds: readonly string[]): Promise<Map<string, number | null>> {
      const rules = await store.get(organizationId, await store.version(organizationId));
      const now = clock.now();
      const next = new Map<string, number | null>();
      for (const id of serviceIds) {
        const service = rules.services.get(id);
        if (service?.kind !== 'class') continue;
        const rows = await select(db, organizationId, AHEAD, [id, now]);
        const first = rows.find((row) => joinable.whyNot(service, startOf(row), now) === null);
        next.set(id, first ? startOf(first) : null);
      }
      return next;
    },

    /** The session of a booking's class that begins then (epoch milliseconds), other than its own. */
    async at(
      organizationId: string,
      wanted: { service_id: string; session_id?: string | null; startsAt: number; staffId?: string | undefined },
      seats: number,
    ): Promise<SessionRow | undefined> {
      const { service_id, session_id, startsAt, staffId } = wanted;
      const [row] = await select(db, organizationId, AT, [service_id, startsAt, staffId ?? null, session_id, seats]);
      return row;
    },

    async list(query: SessionsQuery, caller: UserCaller) {
      const { from, to, serviceId, staffId, status, cursor, limit } = query;
      const scope = staffScope(caller, staffId);
      const filter = [from ?? null, to ?? null, serviceId ?? null, scope, status ?? null];
      const values = [...filter, ...decodeCursor(cursor), limit + 1];
      const rows = await select(db, caller.organizationId, LIST, values);
      const page = rows.slice(0, limit);
      return { data: page.map(sessionViewOf), nextCursor: rows.length > limit ? cursorOf(page.at(-1)!) : null };
    },

    show: (id: string, caller: UserCaller): Promise<Roster> =>
      db.tenant(caller.organizationId, async (sql) => {
        const [session] = await readSessions(sql, caller.organizationId, [id]);
        if (!session) throw notFound('session');
        assertOwnSession(caller, session);
        const rows = await sql.query<BookingRow>(ROSTER, [caller.organizationId, id]);
        return { session: sessionViewOf(session), bookings: rows.map((row) => deskViewOf(row, clock.now())) };
      }),
  };
}

export type ClassQueries = ReturnType<typeof createClassQueries>;
