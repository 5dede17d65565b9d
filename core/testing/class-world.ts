import type { LinkCaller, UserCaller } from '../kernel/http/callers.ts';
import { createClass, type ClassPlan } from './create-class.ts';
import { createRaceWorld, everyDay, type RaceWorld } from './race-world.ts';

/** When the three sessions of these worlds begin; the last is led by somebody else. */
export const STARTS = ['2026-11-25T09:00:00Z', '2026-11-25T10:00:00Z', '2026-11-25T11:00:00Z'];

export const ownerOf = (organizationId: string, more: Partial<UserCaller> = {}): UserCaller => ({
  kind: 'user',
  organizationId,
  userId: '01900000-0000-7000-8000-000000000001',
  name: 'Owner',
  role: 'owner',
  permissions: new Set(),
  staffId: null,
  csrfToken: '',
  sessionToken: '',
  expiresAt: 0,
  ...more,
});

/** What the counter of a session says, and what its bookings say. */
export interface SeatsTaken {
  readonly counter: number;
  readonly sold: number;
  readonly capacity: number;
}

/** A studio with one class of three sessions. @param sabotage SQL that breaks a guard on purpose */
export async function createClassWorld(plan: Partial<ClassPlan> = {}, sabotage?: string) {
  const world: RaceWorld = await createRaceWorld(
    {
      name: 'Studio',
      slug: 'studio',
      timeZone: 'Europe/Berlin',
      staff: [
        { name: 'Ann', weekly: everyDay },
        { name: 'Bob', weekly: everyDay },
      ],
      services: [{ name: 'Yoga', durationMinutes: 60, changeNoticeMinutes: 60 }],
    },
    sabotage,
    24,
  );
  const { organizationId } = world.business;
  const sessions = await createClass(world.db, world.business, {
    service: 'Yoga',
    seats: 20,
    sessions: STARTS.map((startsAt, index) => ({ startsAt, ...(index === 2 ? { staff: 'Bob' } : {}) })),
    ...plan,
  });
  return {
    ...world,
    sessions,
    owner: ownerOf(organizationId),
    link: (bookingId: string): LinkCaller => ({ kind: 'link', organizationId, bookingId }),
    /** Takes seats in the session at that place, for a customer of their own. */
    join: (seats = 1, place = 0, more: object = {}) =>
      world.bookings.book(world.ask('Yoga', STARTS[place]!, { sessionId: sessions[place]!, seats, ...more }), null),
    async taken(place = 0): Promise<SeatsTaken> {
      const [row] = await world.sql<SeatsTaken>(`
        select s.seats_taken as counter, s.capacity,
          (select coalesce(sum(b.seats), 0)::int from bookings b where b.session_id = s.id and b.status <> 'cancelled') as sold
        from class_sessions s where s.id = '${sessions[place]}'`);
      return row!;
    },
  };
}

export type ClassWorld = Awaited<ReturnType<typeof createClassWorld>>;
