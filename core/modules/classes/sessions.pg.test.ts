import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UserCaller } from '../../kernel/http/callers.ts';
import { ownerOf } from '../../testing/class-world.ts';
import { createClass } from '../../testing/create-class.ts';
import { createRaceWorld, everyDay, outcomes, type RaceWorld } from '../../testing/race-world.ts';
import type { CreateSessions, MoveSession } from './classes.contract.ts';

let world: RaceWorld;

beforeAll(async () => {
  world = await createRaceWorld({
    name: 'Studio',
    slug: 'studio',
    timeZone: 'Europe/Berlin',
    staff: [
      { name: 'Ann', weekly: everyDay, timeOff: [{ from: '2026-12-16T00:00', to: '2026-12-17T00:00' }] },
      { name: 'Bob', weekly: everyDay },
    ],
    rooms: [{ name: 'Hall' }],
    services: [
      { name: 'Yoga', durationMinutes: 60, rooms: ['Hall'] },
      { name: 'Cut', durationMinutes: 30, staff: ['Ann'] },
    ],
  });
  await createClass(world.db, world.business, { service: 'Yoga', seats: 10 });
});
afterAll(() => world.drop());
beforeEach(() => world.sql('truncate outbox, claims, class_sessions, bookings, idempotency_keys, customers cascade'));

const owner = (more: Partial<UserCaller> = {}): UserCaller => ownerOf(world.business.organizationId, more);
const asked = (startsAt: string, more: Partial<CreateSessions> = {}): CreateSessions => ({
  serviceId: world.business.services['Yoga']!,
  staffId: world.business.staff['Ann']!,
  startsAt,
  skipConflicts: false,
  ...more,
});
const open = (startsAt: string, more: Partial<CreateSessions> = {}) =>
  world.classes.create(asked(startsAt, more), owner(), null);
const move = (id: string, startsAt: string, more: Partial<MoveSession> = {}) =>
  world.classes.move(id, { startsAt, scope: 'this', notify: true, ...more }, owner(), null);
const starts = (sessions: readonly { startsAt: string }[]): string[] => sessions.map(({ startsAt }) => startsAt);
const stored = async () => (await world.classes.list({ limit: 200 }, owner())).data;
const join = (sessionId: string, startsAt: string, seats = 1) =>
  world.bookings.book(world.ask('Yoga', startsAt, { sessionId, seats }), null);
const claims = () =>
  world.sql<{ at: string; n: number }>(
    `select to_char(busy_from at time zone 'UTC', 'MM-DD HH24:MI') as at, count(*)::int as n from claims group by 1 order by 1`,
  );

describe('a session', () => {
  it('keeps its teacher and its room from everything else, and everything else keeps it from them', async () => {
    const { sessions } = await open('2026-11-25T09:00:00Z');
    expect(sessions).toMatchObject([{ capacity: 10, seatsLeft: 10, seriesId: null, timeZone: 'Europe/Berlin' }]);
    expect(await claims()).toEqual([{ at: '11-25 09:00', n: 2 }]);
    await expect(world.bookings.book(world.ask('Cut', '2026-11-25T09:30:00Z'), null)).rejects.toMatchObject({
      code: 'booking.slot_taken',
    });
    await world.bookings.book(world.ask('Cut', '2026-11-25T10:00:00Z'), null);
    await expect(open('2026-11-25T10:00:00Z')).rejects.toMatchObject({
      code: 'session.conflicts',
      status: 409,
      extra: { conflicts: [{ reason: 'busy', inTheWay: [{ kind: 'booking', resource: { name: 'Ann' } }] }] },
    });
    await expect(open('2026-11-25T09:30:00Z', { staffId: world.business.staff['Bob']! })).rejects.toMatchObject({
      extra: { conflicts: [{ inTheWay: [{ kind: 'session', id: sessions[0]!.id, resource: { name: 'Hall' } }] }] },
    });
  });

  it('is opened once when ten ask for its teacher at overlapping times at once', async () => {
    const attempts = Array.from({ length: 10 }, (_, index) => open(`2026-11-26T09:${10 + index * 5}:00Z`));
    expect(await outcomes(attempts)).toEqual({ done: 1, 'session.conflicts': 9 });
    expect(await world.overlaps()).toBe(0);
  });

  it('is made once by the same request sent ten times at once', async () => {
    const idempotency = { scope: 'POST /desk/class-sessions x', key: 'same', requestHash: Buffer.from('a') };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.classes.create(asked('2026-11-27T09:00:00Z'), owner(), idempotency)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await stored()).toHaveLength(1);
  });

  it('is refused in the past, outside working hours, and of what is no class', async () => {
    await expect(open('2026-11-23T07:00:00Z')).rejects.toMatchObject({ code: 'session.in_the_past', status: 422 });
    await expect(open('2026-12-16T09:00:00Z')).rejects.toMatchObject({
      extra: { conflicts: [{ reason: 'time_off', inTheWay: [] }] },
    });
    await expect(open('2026-11-25T09:00:00Z', { serviceId: world.business.services['Cut']! })).rejects.toMatchObject({
      code: 'session.not_a_class',
    });
    await expect(
      open('2026-11-25T09:00:00Z', { staffId: '01900000-0000-7000-8000-000000000000' }),
    ).rejects.toMatchObject({ code: 'staff.not_found' });
  });

  it('of a colleague is not there for staff who see only their own', async () => {
    const { sessions } = await open('2026-11-25T09:00:00Z');
    const bob = owner({ role: 'staff', staffId: world.business.staff['Bob']! });
    const none = { code: 'session.not_found', status: 404 };
    await expect(world.classes.show(sessions[0]!.id, bob)).rejects.toMatchObject(none);
    await expect(world.classes.resize(sessions[0]!.id, { capacity: 1 }, bob, null)).rejects.toMatchObject(none);
    await expect(world.classes.create(asked('2026-11-26T09:00:00Z'), bob, null)).rejects.toMatchObject(none);
    expect((await world.classes.list({ limit: 10 }, bob)).data).toEqual([]);
  });
});

describe('a series', () => {
  it('stays at its hour when the clocks change', async () => {
    const { sessions } = await open('2027-03-15T17:00:00Z', { repeat: 'FREQ=WEEKLY;COUNT=4' });
    expect(starts(sessions)).toEqual([
      '2027-03-15T17:00:00.000Z',
      '2027-03-22T17:00:00.000Z',
      '2027-03-29T16:00:00.000Z',
      '2027-04-05T16:00:00.000Z',
    ]);
    expect(new Set(sessions.map(({ seriesId }) => seriesId)).size).toBe(1);
    const all = await move(sessions[1]!.id, '2027-03-22T18:30:00Z', { scope: 'following' });
    expect(starts(all.sessions)).toEqual([
      '2027-03-22T18:30:00.000Z',
      '2027-03-29T17:30:00.000Z',
      '2027-04-05T17:30:00.000Z',
    ]);
    expect(starts(await stored())[0]).toBe('2027-03-15T17:00:00.000Z');
  });

  it('says what stands in the way before anything is written, then does all, none, or what can be', async () => {
    await open('2026-12-09T09:30:00Z');
    const body = asked('2026-12-02T09:00:00Z', { repeat: 'FREQ=WEEKLY;COUNT=4' });
    const preview = await world.classes.previewCreate(body, owner());
    expect(starts(preview.times)).toEqual(['2026-12-02T09:00:00.000Z', '2026-12-23T09:00:00.000Z']);
    expect(preview.conflicts).toMatchObject([
      { startsAt: '2026-12-09T09:00:00.000Z', reason: 'busy' },
      { startsAt: '2026-12-16T09:00:00.000Z', reason: 'time_off' },
    ]);
    expect(await stored()).toHaveLength(1);

    await expect(world.classes.create(body, owner(), null)).rejects.toMatchObject({ code: 'session.conflicts' });
    expect(await stored()).toHaveLength(1);

    const idempotency = { scope: 'POST /desk/class-sessions x', key: 'series', requestHash: Buffer.from('a') };
    const made = await world.classes.create({ ...body, skipConflicts: true }, owner(), idempotency);
    expect(starts(made.sessions)).toEqual(['2026-12-02T09:00:00.000Z', '2026-12-23T09:00:00.000Z']);
    expect(made.conflicts).toEqual(preview.conflicts);
    expect(await world.classes.create({ ...body, skipConflicts: true }, owner(), idempotency)).toEqual(made);
    expect(await stored()).toHaveLength(3);
  });

  it('that runs daily can be moved by a day, for its sessions make room for one another', async () => {
    const { sessions } = await open('2026-11-25T09:00:00Z', { repeat: 'FREQ=DAILY;COUNT=5' });
    await join(sessions[2]!.id, sessions[2]!.startsAt, 2);
    const body: MoveSession = { startsAt: '2026-11-26T09:00:00Z', scope: 'all', notify: true };
    const preview = await world.classes.previewMove(sessions[0]!.id, body, owner());
    expect([preview.times.length, preview.conflicts]).toEqual([5, []]);
    const moved = await move(sessions[0]!.id, '2026-11-26T09:00:00Z', { scope: 'all' });
    expect(starts(moved.sessions)).toEqual(['26', '27', '28', '29', '30'].map((day) => `2026-11-${day}T09:00:00.000Z`));
    expect(await claims()).toEqual(['26', '27', '28', '29', '30'].map((day) => ({ at: `11-${day} 09:00`, n: 2 })));
    expect(await world.overlaps()).toBe(0);
  });

  it('moves nothing when one of its sessions cannot go', async () => {
    const { sessions } = await open('2026-12-01T09:00:00Z', { repeat: 'FREQ=WEEKLY;COUNT=3' });
    const moving = move(sessions[0]!.id, '2026-12-02T09:00:00Z', { scope: 'all' });
    await expect(moving).rejects.toMatchObject({
      code: 'session.conflicts',
      extra: { conflicts: [{ startsAt: '2026-12-16T09:00:00.000Z', reason: 'time_off' }] },
    });
    expect(starts(await stored())).toEqual(starts(sessions));
  });

  it.each([
    ['without an end', 'FREQ=WEEKLY', 'recurrence.invalid'],
    ['every second', 'FREQ=SECONDLY;COUNT=3', 'recurrence.invalid'],
    ['a thousand million times', 'FREQ=DAILY;COUNT=1000000000', 'recurrence.invalid'],
    ['that is no rule', "'; drop table class_sessions; --", 'recurrence.invalid'],
    ['of more sessions than we keep', 'FREQ=DAILY;COUNT=105', 'session.series_too_long'],
    ['over more than two years', 'FREQ=MONTHLY;COUNT=30', 'session.series_too_long'],
  ])('%s is refused', async (_what, repeat, code) => {
    await expect(open('2026-11-25T09:00:00Z', { repeat })).rejects.toMatchObject({ code });
    expect(await stored()).toEqual([]);
  });
});

describe('when a session moves or is cancelled', () => {
  const history = () =>
    world.sql<{ told: string }>(
      `select string_agg(e.kind || coalesce(' ' || (e.detail ->> 'was'), ''), ', ' order by e.version) as told from booking_events e
       join bookings b on b.id = e.booking_id and b.organization_id = e.organization_id
       where (select count(*) from outbox o where o.subject_id = b.id) = b.version and b.sequence = b.version - 1
       group by b.id order by b.id`,
    );

  it('everybody in it moves along, one version further, with one event and one outbox row', async () => {
    const { sessions } = await open('2026-11-25T09:00:00Z');
    const { id, startsAt } = sessions[0]!;
    const one = await join(id, startsAt, 2);
    const gone = await join(id, startsAt);
    const link = (bookingId: string) =>
      ({ kind: 'link', organizationId: world.business.organizationId, bookingId }) as const;
    await world.bookings.cancel({ reason: '' }, link(gone.booking.id), null);
    const moved = await move(id, '2026-11-26T15:00:00Z', { staffId: world.business.staff['Bob']! });
    expect(moved.sessions).toMatchObject([{ staff: { name: 'Bob' }, version: 2, seatsTaken: 2 }]);
    expect(await claims()).toEqual([{ at: '11-26 15:00', n: 2 }]);
    expect(await world.bookings.show(link(one.booking.id))).toMatchObject({
      startsAt: '2026-11-26T15:00:00.000Z',
      endsAt: '2026-11-26T16:00:00.000Z',
      staff: { name: 'Bob' },
      version: 2,
    });
    expect(await history()).toEqual([{ told: 'booked, moved' }, { told: 'booked, cancelled confirmed' }]);
  });

  it('says beforehand how many people it touches, and how many can be told, without changing anything', async () => {
    const { sessions } = await open('2026-11-26T09:00:00Z', { repeat: 'FREQ=WEEKLY;COUNT=3' });
    await join(sessions[1]!.id, sessions[1]!.startsAt, 2);
    await join(sessions[2]!.id, sessions[2]!.startsAt);
    await world.sql(`update bookings set customer_email = '' where session_id = '${sessions[2]!.id}'`);
    const body = { reason: '', scope: 'following', notify: true } as const;
    const preview = await world.classes.previewCancel(sessions[1]!.id, body, owner());
    expect(starts(preview.times)).toEqual(starts(sessions.slice(1)));
    expect(preview.touched).toEqual({ bookings: 2, seats: 3, reachable: 1 });
    const there = { startsAt: '2026-12-03T15:00:00Z', scope: 'this', notify: true } as const;
    const moved = await world.classes.previewMove(sessions[1]!.id, there, owner());
    expect(moved.touched).toEqual({ bookings: 1, seats: 2, reachable: 1 });
    expect(starts(await stored())).toEqual(starts(sessions));
    await world.classes.cancel(sessions[1]!.id, body, owner(), null);
    const rest = await world.classes.previewCancel(sessions[0]!.id, { ...body, scope: 'all' }, owner());
    expect([rest.times.length, rest.touched]).toEqual([1, { bookings: 0, seats: 0, reachable: 0 }]);
  });

  it('a series can be cancelled from one session on, and gives its times back', async () => {
    const { sessions } = await open('2026-11-25T09:00:00Z', { repeat: 'FREQ=WEEKLY;COUNT=3' });
    await join(sessions[0]!.id, sessions[0]!.startsAt);
    await join(sessions[2]!.id, sessions[2]!.startsAt);
    const body = { reason: 'ill', scope: 'following', notify: true } as const;
    const { sessions: gone } = await world.classes.cancel(sessions[1]!.id, body, owner(), null);
    expect(gone).toMatchObject([
      { status: 'cancelled', cancelReason: 'ill', seatsTaken: 0 },
      { status: 'cancelled', cancelReason: 'ill', seatsTaken: 0 },
    ]);
    expect(await claims()).toEqual([{ at: '11-25 09:00', n: 2 }]);
    expect(await history()).toEqual([{ told: 'booked' }, { told: 'booked, cancelled confirmed' }]);
    await expect(world.classes.cancel(sessions[1]!.id, body, owner(), null)).rejects.toMatchObject({
      code: 'session.closed',
    });
  });

  it('the second of two who move it is told that it changed', async () => {
    const { sessions } = await open('2026-11-25T09:00:00Z');
    const counted = await outcomes([
      move(sessions[0]!.id, '2026-11-25T11:00:00Z', { version: 1 }),
      move(sessions[0]!.id, '2026-11-25T13:00:00Z', { version: 1 }),
    ]);
    expect(counted).toEqual({ done: 1, 'session.changed': 1 });
    expect(await world.overlaps()).toBe(0);
  });
});
