import { afterAll, beforeAll, expect, it } from 'vitest';
import type { UserCaller } from '../../kernel/http/callers.ts';
import { ownerOf } from '../../testing/class-world.ts';
import { createClass } from '../../testing/create-class.ts';
import { createRaceWorld, everyDay, outcomes, type RaceWorld } from '../../testing/race-world.ts';
import { seeded } from '../../testing/seeded.ts';

// Everything that can happen to seats and sessions, at once and in a seeded order: whoever is refused is told why, and
// what is stored agrees with itself afterwards.

const STARTS = ['08', '10', '12', '14', '16', '18'].map((hour) => `2026-11-25T${hour}:00:00Z`);
const ELSEWHERE = ['2026-11-26T09:00:00Z', '2026-11-26T11:00:00Z', '2026-11-26T13:00:00Z'];

let world: RaceWorld;
let sessions: string[];

beforeAll(async () => {
  world = await createRaceWorld(
    {
      name: 'Studio',
      slug: 'studio',
      timeZone: 'Europe/Berlin',
      staff: [
        { name: 'Ann', weekly: everyDay },
        { name: 'Bob', weekly: everyDay },
      ],
      services: [{ name: 'Yoga', durationMinutes: 60 }],
    },
    undefined,
    24,
  );
  sessions = await createClass(world.db, world.business, {
    service: 'Yoga',
    seats: 12,
    sessions: STARTS.map((startsAt) => ({ startsAt })),
  });
});
afterAll(() => world.drop());

const owner = (): UserCaller => ownerOf(world.business.organizationId);

const ROUNDS = 6;
const EACH = 60;

it('360 joins, leaves, switches, moves, resizes and cancellations at once leave no contradiction behind', async () => {
  const random = seeded(20_261_123);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const link = (bookingId: string) =>
    ({ kind: 'link', organizationId: world.business.organizationId, bookingId }) as const;
  const booked: string[] = [];

  async function join(): Promise<void> {
    const { session } = await world.classes.show(pick(sessions), owner());
    const seats = 1 + Math.floor(random() * 3);
    const body = world.ask('Yoga', session.startsAt, { sessionId: session.id, seats });
    booked.push((await world.bookings.book(body, null)).booking.id);
  }
  const onBooking = async (work: (id: string) => Promise<unknown>): Promise<void> => {
    if (booked.length > 0) await work(pick(booked));
  };
  const acts: [share: number, act: () => Promise<unknown>][] = [
    [0.5, join],
    [0.62, () => onBooking((id) => world.bookings.cancel({ reason: '' }, link(id), null))],
    [0.66, () => onBooking((id) => world.bookings.desk.cancel(id, { reason: '', notify: true }, owner(), null))],
    [0.82, () => onBooking((id) => world.bookings.move({ startsAt: pick([...STARTS, ...ELSEWHERE]) }, link(id), null))],
    [0.9, () => world.classes.resize(pick(sessions), { capacity: 4 + Math.floor(random() * 12) }, owner(), null)],
    [0.995, () => world.classes.move(pick(sessions), { startsAt: pick([...STARTS, ...ELSEWHERE]), scope: 'this', notify: true }, owner(), null)], // prettier-ignore
    [1, () => world.classes.cancel(pick(sessions), { reason: '', scope: 'this', notify: true }, owner(), null)],
  ];

  const counted: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round++) {
    const attempts = Array.from({ length: EACH }, () => {
      const dice = random();
      return acts.find(([share]) => dice < share)![1]();
    });
    for (const [name, count] of Object.entries(await outcomes(attempts))) counted[name] = (counted[name] ?? 0) + count;
  }
  expect(Object.keys(counted).filter((name) => !/^(done|(session|booking)\.\w+)$/.test(name))).toEqual([]);
  expect(counted['done']).toBeGreaterThan(100);

  const [wrong] = await world.sql<Record<string, number>>(`
    select
      (select count(*)::int from class_sessions s where s.seats_taken <> (
        select coalesce(sum(b.seats), 0) from bookings b where b.session_id = s.id and b.status <> 'cancelled')) as counters,
      (select count(*)::int from bookings b join class_sessions s on s.id = b.session_id
        where b.status <> 'cancelled' and (s.status <> 'scheduled'
          or (b.starts_at, b.ends_at, b.staff_id) is distinct from (s.starts_at, s.ends_at, s.staff_id))) as astray,
      (select count(*)::int from bookings b where b.version <> (select count(*) from booking_events e where e.booking_id = b.id)
        or b.version <> (select count(*) from outbox o where o.subject_id = b.id)) as histories,
      (select count(*)::int from claims c where not exists (
        select from class_sessions s where s.id = c.booking_id and s.status = 'scheduled' and s.starts_at = c.busy_from)) as claims,
      (select count(*)::int from class_sessions s where s.status = 'scheduled'
        and not exists (select from claims c where c.booking_id = s.id)) as homeless`);
  expect(wrong).toEqual({ counters: 0, astray: 0, histories: 0, claims: 0, homeless: 0 });
  expect(await world.overlaps()).toBe(0);
  expect(await world.deadlocks()).toBe(0);
});
