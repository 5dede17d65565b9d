import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Cursor, Id, Instant, listOf, PlainDay, Prose, TimeZone } from '../../kernel/http/fields.ts';
import { DeskBooking } from '../bookings/desk.contract.ts';

const Capacity = z.int().min(1).max(1000);
const version = z.int().min(1).optional();
/** Of a series: this session, this and those after it, or all that are still to come. */
const Scope = z.enum(['this', 'following', 'all']).default('this');
export type Scope = z.infer<typeof Scope>;

export const SessionView = z.object({
  id: Id,
  service: z.object({ id: Id, name: z.string() }),
  staff: z.object({ id: Id, name: z.string() }),
  startsAt: Instant,
  endsAt: Instant,
  /** The location's. */
  timeZone: z.string(),
  capacity: z.int(),
  seatsTaken: z.int(),
  seatsLeft: z.int(),
  status: z.enum(['scheduled', 'cancelled']),
  /** Raised by every change of the session itself, not by joining and leaving. */
  version: z.int(),
  seriesId: Id.nullable(),
  cancelReason: z.string(),
});
export type SessionView = z.infer<typeof SessionView>;

export const Conflict = z.object({
  startsAt: Instant,
  endsAt: Instant,
  /** Why the engine refuses it, such as `busy`, `outside_hours`, `time_off`. */
  reason: z.string(),
  /** What is there already, when it is `busy`. */
  inTheWay: z.array(
    z.object({
      kind: z.enum(['booking', 'session', 'hold']),
      id: Id,
      resource: z.object({ id: Id, name: z.string() }),
      from: Instant,
      to: Instant,
    }),
  ),
});
export type Conflict = z.infer<typeof Conflict>;

/** What would happen, and what stands in the way. */
export const SessionsPreview = z.object({
  times: z.array(z.object({ startsAt: Instant, endsAt: Instant })),
  conflicts: z.array(Conflict),
  /** Open bookings in these sessions, their seats, and how many of them have an e-mail address. */
  touched: z.object({ bookings: z.int(), seats: z.int(), reachable: z.int() }),
});
export type SessionsPreview = z.infer<typeof SessionsPreview>;

/** What has happened, and which times of a series were left out. */
export const SessionsChanged = z.object({ sessions: z.array(SessionView), conflicts: z.array(Conflict) });
export type SessionsChanged = z.infer<typeof SessionsChanged>;

export const CreateSessions = z.strictObject({
  serviceId: Id,
  staffId: Id,
  startsAt: Instant,
  /** Left out: as the service says. */
  capacity: Capacity.optional(),
  /** RFC 5545, such as `FREQ=WEEKLY;COUNT=10`; must end, with at most 104 sessions within two years. Wall time of the location. */
  repeat: z.string().max(300).optional(),
  /** Leave out the times that cannot be; otherwise one of them refuses all. */
  skipConflicts: z.boolean().default(false),
});
export type CreateSessions = z.infer<typeof CreateSessions>;

const DryRun = z.strictObject({
  /** `true`: says what would happen and writes nothing. */
  dryRun: z.enum(['true', 'false']).optional(),
});

export const SessionsQuery = z.strictObject({
  /** Sessions that begin in [from, to). */
  from: Instant.optional(),
  to: Instant.optional(),
  serviceId: Id.optional(),
  staffId: Id.optional(),
  status: z.enum(['scheduled', 'cancelled']).optional(),
  cursor: Cursor,
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export type SessionsQuery = z.infer<typeof SessionsQuery>;

export const Roster = z.object({ session: SessionView, bookings: z.array(DeskBooking) });
export type Roster = z.infer<typeof Roster>;

export const MoveSession = z.strictObject({
  /** Others of the series move by as much on the wall clock. */
  startsAt: Instant,
  staffId: Id.optional(),
  scope: Scope,
  version,
  notify: z.boolean().default(true),
});
export type MoveSession = z.infer<typeof MoveSession>;

export const CancelSession = z.strictObject({
  reason: Prose(500).default(''),
  scope: Scope,
  version,
  notify: z.boolean().default(true),
});
export type CancelSession = z.infer<typeof CancelSession>;

export const ResizeSession = z.strictObject({ capacity: Capacity, version });
export type ResizeSession = z.infer<typeof ResizeSession>;

export const PublicSessionsQuery = z.strictObject({
  serviceId: Id,
  /** First and last day, both included, in `timeZone`; at most 62 days. */
  from: PlainDay,
  to: PlainDay,
  timeZone: TimeZone,
  /** Of a class that is booked by its link only. */
  link: z.string().max(100).optional(),
});
export type PublicSessionsQuery = z.infer<typeof PublicSessionsQuery>;

/** Who joins is nobody's business but theirs and the team's: only how many seats are left is told. */
export const PublicSessions = z.object({
  serviceId: Id,
  timeZone: z.string(),
  sessions: z.array(
    z.object({
      id: Id,
      /** In the zone asked for. */
      date: PlainDay,
      startsAt: Instant,
      endsAt: Instant,
      staff: z.object({ id: Id, name: z.string() }),
      seatsLeft: z.int(),
    }),
  ),
});
export type PublicSessions = z.infer<typeof PublicSessions>;

export const classesApi = defineApi({
  listOpenSessions: {
    method: 'GET',
    path: '/class-sessions',
    access: 'public',
    limit: 'read',
    summary: 'Sessions of a class that can be joined, and how many seats are left; full ones have none',
    query: PublicSessionsQuery,
    response: PublicSessions,
  },
  listSessions: {
    method: 'GET',
    path: '/desk/class-sessions',
    access: 'can:bookings.read',
    summary: 'Sessions by time, class or staff',
    query: SessionsQuery,
    response: listOf(SessionView),
  },
  openSessions: {
    method: 'POST',
    path: '/desk/class-sessions',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Open a session, or a series of them',
    query: DryRun,
    body: CreateSessions,
    response: SessionsChanged,
    preview: SessionsPreview,
    status: 201,
  },
  showSession: {
    method: 'GET',
    path: '/desk/class-sessions/:id',
    access: 'can:bookings.read',
    summary: 'A session with its roster',
    params: ById,
    response: Roster,
  },
  moveSessions: {
    method: 'POST',
    path: '/desk/class-sessions/:id/move',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Move a session, or more of its series, with everybody in it',
    params: ById,
    query: DryRun,
    body: MoveSession,
    response: SessionsChanged,
    preview: SessionsPreview,
  },
  resizeSession: {
    method: 'POST',
    path: '/desk/class-sessions/:id/capacity',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Change how many seats a session has; never below those that are taken',
    params: ById,
    body: ResizeSession,
    response: SessionView,
  },
  cancelSessions: {
    method: 'POST',
    path: '/desk/class-sessions/:id/cancel',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Cancel a session, or more of its series, and every booking in it',
    params: ById,
    query: DryRun,
    body: CancelSession,
    response: SessionsChanged,
    preview: SessionsPreview,
  },
});
