import type { Clock } from '../../kernel/clock/clock.ts';
import type { Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import type { UserCaller } from '../../kernel/http/callers.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import type { AvailabilityService } from '../availability/availability.service.ts';
import type { RulesStore } from '../availability/rules/rules-store.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import { createChangeSessions, type ChangedSessions } from './change-sessions.ts';
import { createClassQueries } from './class-queries.ts';
import type {
  CancelSession,
  CreateSessions,
  MoveSession,
  ResizeSession,
  SessionsChanged,
  SessionsPreview,
  SessionView,
} from './classes.contract.ts';
import { dayAt } from './classes.domain.ts';
import type { SessionsAnswer } from './guarded-session.ts';
import { createCustomerLimits } from './customer-limits.ts';
import { createJoinable } from './joinable.ts';
import { createJudgeTimes, type Judgement } from './judge-times.ts';
import { createOpenSessions } from './open-sessions.ts';
import { createJoinSession } from './seats.ts';
import { assertOwnSession, endOf, iso, sessionViewOf, startOf, type SessionRow } from './session-rows.ts';
import { createSwitchSession } from './switch-session.ts';

export interface ClassesDeps {
  db: Db;
  directory: Directory;
  availability: AvailabilityService;
  rules: RulesStore;
  zones: ZoneTables;
  secrets: Secrets;
  clock: Clock;
  changes: Pick<Changes, 'publish'>;
  metrics: Metrics;
}

const BOOKINGS_IN: Statement = {
  name: 'bookings_in_sessions',
  text: 'select id, session_id, version from bookings where organization_id = $1 and session_id = any($2)',
};

const TOUCHED: Statement = {
  name: 'touched_by_sessions',
  text: `
    select count(*)::int as bookings, coalesce(sum(seats), 0)::int as seats,
      (count(*) filter (where customer_email <> ''))::int as reachable
    from bookings where organization_id = $1 and session_id = any($2) and status in ('pending', 'confirmed')`,
};
const NOBODY: SessionsPreview['touched'] = { bookings: 0, seats: 0, reachable: 0 };

const previewOf = ({ places, conflicts }: Judgement): Pick<SessionsPreview, 'times' | 'conflicts'> => ({
  times: places.map(({ starts_at, ends_at }) => ({ startsAt: starts_at, endsAt: ends_at })),
  conflicts,
});
const changedOf = ({ sessions, more }: SessionsAnswer): SessionsChanged => ({
  sessions: sessions.map(sessionViewOf),
  conflicts: more?.conflicts ?? [],
});
const daysOf = (row: SessionRow): string[] => [startOf(row), endOf(row) - 1].map((at) => dayAt(at, row.time_zone));

export function createClassesService(deps: ClassesDeps) {
  const { db, changes } = deps;
  const judge = createJudgeTimes(deps);
  const joinable = createJoinable(deps.zones);
  const limits = createCustomerLimits(deps);
  const queries = createClassQueries({ ...deps, joinable });
  const opening = createOpenSessions({ ...deps, judge });
  const changing = createChangeSessions({ ...deps, judge });

  /** Tells open pages of sessions that changed, and of every booking in them. */
  async function announce(organizationId: string, after: readonly SessionRow[], before: readonly SessionRow[]) {
    const ids = after.map(({ id }) => id);
    const bookings = await db.tenant(organizationId, (sql) =>
      sql.query<{ id: string; session_id: string; version: number }>(BOOKINGS_IN, [organizationId, ids]),
    );
    for (const row of after) {
      const rows = [row, ...before.filter(({ id }) => id === row.id)];
      const staffIds = [...new Set(rows.map(({ staff_id }) => staff_id))];
      const days = [...new Set(rows.flatMap(daysOf))];
      for (const { id, version } of [row, ...bookings.filter(({ session_id }) => session_id === row.id)])
        changes.publish({ kind: 'booking', organizationId, bookingId: id, version, staffIds, days });
    }
  }

  const touchedBy = (caller: UserCaller, rows: readonly SessionRow[]): Promise<SessionsPreview['touched']> =>
    db.tenant(caller.organizationId, async (sql) => {
      const values = [caller.organizationId, rows.map(({ id }) => id)];
      return (await sql.query<SessionsPreview['touched']>(TOUCHED, values))[0] ?? NOBODY;
    });

  async function told(caller: UserCaller, { answer, before }: ChangedSessions): Promise<SessionsAnswer> {
    if (before.length > 0) await announce(caller.organizationId, answer.sessions, before);
    return answer;
  }

  return {
    open: queries.open,
    nextFree: queries.nextFree,
    list: queries.list,
    show: queries.show,

    async previewCreate(body: CreateSessions, caller: UserCaller): Promise<SessionsPreview> {
      assertOwnSession(caller, { staff_id: body.staffId });
      return { ...previewOf(await opening.preview(caller.organizationId, body)), touched: NOBODY };
    },
    /** @throws `session.conflicts`, `session.not_a_class`, `session.in_the_past`, `recurrence.invalid` */
    async create(body: CreateSessions, caller: UserCaller, idempotency: Idempotency | null): Promise<SessionsChanged> {
      assertOwnSession(caller, { staff_id: body.staffId });
      const { answer, isNew } = await opening.open(caller.organizationId, body, idempotency);
      if (isNew) await announce(caller.organizationId, answer.sessions, []);
      return changedOf(answer);
    },

    async previewMove(id: string, body: MoveSession, caller: UserCaller): Promise<SessionsPreview> {
      const { before, judgement } = await changing.preview(caller, id, body);
      return { ...previewOf(judgement), touched: await touchedBy(caller, before) };
    },
    /** @throws `session.conflicts`, `session.closed`, `session.changed`, `session.same_time` */
    move: async (id: string, body: MoveSession, caller: UserCaller, idempotency: Idempotency | null) =>
      changedOf(await told(caller, await changing.move(caller, id, body, idempotency))),

    async previewCancel(id: string, body: CancelSession, caller: UserCaller): Promise<SessionsPreview> {
      const rows = await changing.previewCancel(caller, id, body);
      const times = rows.map(({ starts_at, ends_at }) => ({ startsAt: iso(starts_at), endsAt: iso(ends_at) }));
      return { times, conflicts: [], touched: await touchedBy(caller, rows) };
    },
    /** @throws `session.closed`, `session.changed` */
    cancel: async (id: string, body: CancelSession, caller: UserCaller, idempotency: Idempotency | null) =>
      changedOf(await told(caller, await changing.cancel(caller, id, body, idempotency))),

    /** @throws `session.capacity_below_taken`, `session.closed`, `session.changed` */
    async resize(
      id: string,
      body: ResizeSession,
      caller: UserCaller,
      idempotency: Idempotency | null,
    ): Promise<SessionView> {
      const { sessions } = await told(caller, await changing.resize(caller, id, body, idempotency));
      return sessionViewOf(sessions[0]!);
    },

    /** What bookings need of classes. */
    seats: {
      ...createJoinSession({ ...deps, joinable, limits, queries }),
      switchSession: createSwitchSession({ ...deps, joinable, limits, queries }),
    },
  };
}

export type ClassesService = ReturnType<typeof createClassesService>;
