import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db, Sql, Statement } from '../../kernel/db/db.ts';
import { actorOf, type UserCaller } from '../../kernel/http/callers.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import { unsettled } from '../availability/availability.module.ts';
import { keyArgs } from '../bookings/bookings.module.ts';
import type { CancelSession, MoveSession, ResizeSession, Scope } from './classes.contract.ts';
import { movedAlike } from './classes.domain.ts';
import {
  capacityBelowTaken,
  inThePast,
  sameTime,
  sessionChanged,
  sessionClosed,
  sessionConflicts,
} from './classes.errors.ts';
import { actOnSessions, orEarlier, type Acted, type SessionsAnswer } from './guarded-session.ts';
import type { Judgement, TimesRequest, WantedTime } from './judge-times.ts';
import { assertOwnSession, endOf, findSession, readSessions, startOf, type SessionRow } from './session-rows.ts';

export interface ChangeSessionsDeps {
  db: Db;
  clock: Clock;
  metrics: Metrics;
  judge: (request: TimesRequest) => Promise<Judgement>;
}

/** As they are and as they were; nothing was before when this answers a repeated request. */
export interface ChangedSessions {
  readonly answer: SessionsAnswer;
  readonly before: readonly SessionRow[];
}

const SERIES: Statement = {
  name: 'sessions_of_series',
  text: `
    select id from class_sessions
    where organization_id = $1 and series_id = $2 and status = 'scheduled' and starts_at > to_timestamp($3::float8 / 1000)
    order by starts_at`,
};
const MOVE: Statement = {
  name: 'move_sessions',
  text: 'select outcome, answer from move_sessions($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
};
const CANCEL: Statement = {
  name: 'cancel_sessions',
  text: 'select outcome, answer from cancel_sessions($1, $2, $3, $4, $5, $6, $7, $8, $9)',
};
const RESIZE: Statement = {
  name: 'resize_session',
  text: 'select outcome, answer from resize_session($1, $2, $3, $4, $5, $6, $7)',
};
const MINUTE = 60_000;
const TRIES = 5;

/** Moves, cancels and resizes sessions, one or more of a series, each by one guarded call. */
export function createChangeSessions({ db, clock, metrics, judge }: ChangeSessionsDeps) {
  /** The session that is named first, then the others that are meant; only what is still to come. */
  async function meant(caller: UserCaller, named: SessionRow, scope: Scope): Promise<[SessionRow, ...SessionRow[]]> {
    if (scope === 'this' || named.series_id === null) return [named];
    const since = scope === 'following' ? startOf(named) : clock.now();
    const { organizationId } = caller;
    const others = await db.tenant(organizationId, async (sql: Sql) => {
      const ids = await sql.query<{ id: string }>(SERIES, [organizationId, named.series_id, since]);
      return readSessions(sql, organizationId, ids.map(({ id }) => id)); // prettier-ignore
    });
    for (const row of others) assertOwnSession(caller, row);
    return [named, ...others.filter(({ id }) => id !== named.id)];
  }

  async function open(caller: UserCaller, id: string, version: number | undefined): Promise<SessionRow> {
    const row = await findSession(db, caller.organizationId, id);
    assertOwnSession(caller, row);
    if (version !== undefined && version !== row.version) throw sessionChanged();
    if (row.status !== 'scheduled' || endOf(row) <= clock.now()) throw sessionClosed();
    return row;
  }

  async function judged(caller: UserCaller, id: string, { startsAt, staffId, scope, version }: MoveSession) {
    const named = await open(caller, id, version);
    const to = Date.parse(startsAt);
    const staff = staffId ?? named.staff_id;
    if (to <= clock.now()) throw inThePast();
    if (to === startOf(named) && staff === named.staff_id) throw sameTime();
    const before = await meant(caller, named, scope);
    const wanted = before.map((row) => ({
      id: row.id,
      version: row.version,
      staffId: staffId ?? row.staff_id,
      startsAt: row === named ? to : movedAlike(startOf(row), startOf(named), to, row.time_zone),
    })) as [WantedTime, ...WantedTime[]];
    for (const one of wanted) assertOwnSession(caller, { staff_id: one.staffId });
    if (wanted.some((one) => one.startsAt <= clock.now())) throw inThePast();
    const judgement = await judge({
      organizationId: caller.organizationId,
      serviceId: named.service_id,
      wanted,
      durationMinutes: Math.round((endOf(named) - startOf(named)) / MINUTE),
    });
    return { before, judgement };
  }

  /** Asks again while somebody else is quicker, unless the caller has said which version was seen. */
  async function untilSettled(
    caller: UserCaller,
    idempotency: Idempotency | null,
    attempt: () => Promise<{ acted: Acted; before: readonly SessionRow[] }>,
    isPinned: boolean,
  ): Promise<ChangedSessions> {
    let before: readonly SessionRow[] = [];
    const { answer, isNew } = await orEarlier(db, caller.organizationId, idempotency, async () => {
      for (let tries = 1; ; tries++) {
        const tried = await attempt();
        ({ before } = tried);
        if (typeof tried.acted === 'object') return tried.acted;
        if (tried.acted === 'full') throw capacityBelowTaken(before[0]!.seats_taken);
        if (tried.acted === 'changed' && (isPinned || tries === TRIES)) throw sessionChanged();
        if (tries === TRIES) throw unsettled();
      }
    });
    return { answer, before: isNew ? before : [] };
  }

  return {
    preview: judged,

    /** Those that would be cancelled. */
    previewCancel: async (caller: UserCaller, id: string, { scope, version }: CancelSession) =>
      meant(caller, await open(caller, id, version), scope),

    move: (caller: UserCaller, id: string, body: MoveSession, idempotency: Idempotency | null) =>
      untilSettled(
        caller,
        idempotency,
        async () => {
          const { before, judgement } = await judged(caller, id, body);
          const { places, conflicts, rulesVersion } = judgement;
          if (conflicts.length > 0) throw sessionConflicts(conflicts);
          const acted = await actOnSessions(db, metrics, MOVE, [
            ...[caller.organizationId, ...keyArgs(idempotency), rulesVersion],
            ...[
              before[0].location_id,
              JSON.stringify(places),
              JSON.stringify({ conflicts }),
              actorOf(caller),
              body.notify,
            ],
          ]);
          return { acted, before };
        },
        body.version !== undefined,
      ),

    cancel: (caller: UserCaller, id: string, body: CancelSession, idempotency: Idempotency | null) =>
      untilSettled(
        caller,
        idempotency,
        async () => {
          const before = await meant(caller, await open(caller, id, body.version), body.scope);
          const acted = await actOnSessions(db, metrics, CANCEL, [
            ...[caller.organizationId, ...keyArgs(idempotency)],
            ...[before.map((row) => row.id), before.map((row) => row.version)],
            ...[actorOf(caller), body.reason, body.notify],
          ]);
          return { acted, before };
        },
        body.version !== undefined,
      ),

    resize: (caller: UserCaller, id: string, body: ResizeSession, idempotency: Idempotency | null) =>
      untilSettled(
        caller,
        idempotency,
        async () => {
          const row = await open(caller, id, body.version);
          const { organizationId } = caller;
          const values = [organizationId, ...keyArgs(idempotency), id, row.version, body.capacity];
          const acted = await actOnSessions(db, metrics, RESIZE, values);
          return { acted, before: acted === 'full' ? [await findSession(db, organizationId, id)] : [row] };
        },
        body.version !== undefined,
      ),
  };
}
