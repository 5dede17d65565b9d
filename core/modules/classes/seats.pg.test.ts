import { afterEach, describe, expect, it } from 'vitest';
import type { ClassPlan } from '../../testing/create-class.ts';
import { createClassWorld, STARTS, type ClassWorld } from '../../testing/class-world.ts';
import { outcomes } from '../../testing/race-world.ts';

const [NINE, TEN, ELEVEN] = STARTS as [string, string, string];

let world: ClassWorld;
afterEach(() => world.drop());

const open = async (plan: Partial<ClassPlan> = {}, sabotage?: string): Promise<void> =>
  void (world = await createClassWorld(plan, sabotage));

describe('twenty seats', () => {
  it('are sold exactly once to five hundred who ask at once for one, two or three', async () => {
    await open();
    const counted = await outcomes(Array.from({ length: 500 }, (_, index) => world.join((index % 3) + 1)));
    expect(Object.keys(counted).toSorted()).toEqual(['done', 'session.full']);
    expect(await world.taken()).toEqual({ counter: 20, sold: 20, capacity: 20 });
    expect(await world.deadlocks()).toBe(0);
    const [events] = await world.sql<{ n: number }>(
      `select count(*)::int as n from bookings b where (select count(*) from booking_events e where e.booking_id = b.id) = 1
         and (select count(*) from outbox o where o.subject_id = b.id) = 1`,
    );
    expect(events!.n).toBe(counted['done']);
  });

  it('leave nothing of those who came too late, and name the nearest sessions with enough seats', async () => {
    await open({ seats: 2 });
    await world.join(2);
    await expect(world.join(1)).rejects.toMatchObject({
      code: 'session.full',
      status: 409,
      extra: {
        seatsLeft: 0,
        alternatives: [
          { id: world.sessions[1], startsAt: '2026-11-25T10:00:00.000Z', seatsLeft: 2 },
          { id: world.sessions[2], startsAt: '2026-11-25T11:00:00.000Z', seatsLeft: 2 },
        ],
      },
    });
    const [rows] = await world.sql<{ customers: number; bookings: number }>(
      'select (select count(*)::int from customers) as customers, (select count(*)::int from bookings) as bookings',
    );
    expect(rows).toEqual({ customers: 1, bookings: 1 });
  });

  it('asked for by one key twenty times at once make one booking and one answer', async () => {
    await open({ seats: 3 });
    const body = world.ask('Yoga', NINE, { sessionId: world.sessions[0]!, seats: 3 });
    const idempotency = { scope: 'POST /bookings anyone', key: 'same', requestHash: Buffer.from('a') };
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.bookings.book(body, idempotency)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await world.taken()).toEqual({ counter: 3, sold: 3, capacity: 3 });
  });

  it('are given once to a customer who asks ten times at once, and again where the class allows it', async () => {
    await open();
    const again = () => world.join(1, 0, { customer: { name: 'Ada', email: 'ada@example.com' } });
    expect(await outcomes(Array.from({ length: 10 }, again))).toEqual({ done: 1, 'session.already_joined': 9 });
    await world.sql('update services set several_joins = true');
    expect(await outcomes([again(), again()])).toEqual({ done: 2 });
    expect(await world.taken()).toMatchObject({ counter: 3, sold: 3 });
  });
});

describe('joins against changes of the session', () => {
  it('a capacity that shrinks meanwhile is never exceeded', async () => {
    await open();
    const smaller = [15, 10, 5].map((capacity) =>
      world.classes.resize(world.sessions[0]!, { capacity }, world.owner, null),
    );
    const joins = Array.from({ length: 60 }, () => world.join(1));
    const counted = await outcomes([...joins, ...smaller]);
    expect(Object.keys(counted).filter((name) => !/^(done|session\.)/.test(name))).toEqual([]);
    const { counter, sold, capacity } = await world.taken();
    expect(sold).toBe(counter);
    expect(counter).toBeLessThanOrEqual(capacity);
    expect(counter).toBeGreaterThan(0);
  });

  it('refuses fewer seats than are taken and says how many are', async () => {
    await open();
    await world.join(3);
    await expect(world.classes.resize(world.sessions[0]!, { capacity: 2 }, world.owner, null)).rejects.toMatchObject({
      code: 'session.capacity_below_taken',
      status: 409,
      extra: { seatsTaken: 3 },
    });
  });

  it('nobody is left in a session that is cancelled meanwhile, and everyone who was in it is told once', async () => {
    await open();
    await Promise.all(Array.from({ length: 5 }, () => world.join(1)));
    const joins = Array.from({ length: 40 }, () => world.join(1));
    const cancel = world.classes.cancel(
      world.sessions[0]!,
      { reason: 'ill', scope: 'this', notify: true },
      world.owner,
      null,
    );
    const counted = await outcomes([...joins, cancel]);
    expect(Object.keys(counted).filter((name) => !/^(done|session\.(full|closed))$/.test(name))).toEqual([]);
    expect(await world.taken()).toMatchObject({ counter: 0, sold: 0 });
    const told = await world.sql<{ versions: string }>(
      `select string_agg(e.version || ' ' || e.kind, ', ' order by e.version) as versions from booking_events e group by e.booking_id`,
    );
    expect(new Set(told.map(({ versions }) => versions))).toEqual(new Set(['1 booked, 2 cancelled']));
  });

  it('everyone is where the session is, when it moves while they join and leave', async () => {
    await open();
    const first = await Promise.all(Array.from({ length: 6 }, () => world.join(1)));
    const counted = await outcomes([
      ...Array.from({ length: 30 }, () => world.join(1)),
      ...first.slice(0, 3).map(({ booking }) => world.bookings.cancel({ reason: '' }, world.link(booking.id), null)),
      world.classes.move(
        world.sessions[0]!,
        { startsAt: '2026-11-25T14:00:00Z', scope: 'this', notify: true },
        world.owner,
        null,
      ),
    ]);
    expect(Object.keys(counted).filter((name) => !/^(done|session\.(full|changed))$/.test(name))).toEqual([]);
    const { counter, sold } = await world.taken();
    expect(counter).toBe(sold);
    const [astray] = await world.sql<{ n: number }>(
      `select count(*)::int as n from bookings b join class_sessions s on s.id = b.session_id
       where b.status <> 'cancelled' and (b.starts_at, b.ends_at, b.staff_id) is distinct from (s.starts_at, s.ends_at, s.staff_id)`,
    );
    expect(astray!.n).toBe(0);
    expect(await world.overlaps()).toBe(0);
  });

  it('switches in opposite directions meet without a deadlock, and no seat is lost or doubled', async () => {
    await open({ seats: 12 });
    const here = await Promise.all(Array.from({ length: 8 }, () => world.join(1, 0)));
    const there = await Promise.all(Array.from({ length: 8 }, () => world.join(1, 1)));
    const counted = await outcomes([
      ...here.map(({ booking }) => world.bookings.move({ startsAt: TEN }, world.link(booking.id), null)),
      ...there.map(({ booking }) => world.bookings.move({ startsAt: NINE }, world.link(booking.id), null)),
      ...here.slice(0, 2).map(({ booking }) => world.bookings.cancel({ reason: '' }, world.link(booking.id), null)),
    ]);
    expect(Object.keys(counted).filter((name) => !/^(done|session\.full|booking\.(changed|closed))$/.test(name))).toEqual([]); // prettier-ignore
    const [one, two] = [await world.taken(0), await world.taken(1)];
    expect([one.counter, two.counter]).toEqual([one.sold, two.sold]);
    expect(one.sold + two.sold).toBe(14);
    expect(await world.deadlocks()).toBe(0);
  });
});

describe('a seat', () => {
  it('is given back when its booking is cancelled, by customer or team, and can be taken again', async () => {
    await open({ seats: 3 });
    const { booking } = await world.join(3);
    await world.bookings.cancel({ reason: '' }, world.link(booking.id), null);
    expect(await world.taken()).toMatchObject({ counter: 0, sold: 0 });
    const again = await world.join(2);
    await world.bookings.desk.cancel(again.booking.id, { reason: '', notify: true }, world.owner, null);
    expect(await world.taken()).toMatchObject({ counter: 0, sold: 0 });
  });

  it('can be changed for one in another session of the class, which frees the first', async () => {
    await open({ seats: 3 });
    const { booking } = await world.join(2, 0, { guests: [{ name: 'Grace' }] });
    const moved = await world.bookings.move({ startsAt: TEN }, world.link(booking.id), null);
    expect(moved).toMatchObject({
      startsAt: '2026-11-25T10:00:00.000Z',
      version: 2,
      sessionId: world.sessions[1],
      seats: 2,
      guests: [{ name: 'Grace' }],
    });
    expect([await world.taken(0), await world.taken(1)]).toMatchObject([{ counter: 0 }, { counter: 2, sold: 2 }]);
    await world.join(3, 2);
    await expect(world.bookings.move({ startsAt: ELEVEN }, world.link(booking.id), null)).rejects.toMatchObject({
      code: 'session.full',
    });
    await expect(
      world.bookings.move({ startsAt: '2026-11-25T16:00:00Z' }, world.link(booking.id), null),
    ).rejects.toMatchObject({ code: 'session.not_found' });
  });

  it('of a class that asks for approval waits for it and keeps its place meanwhile', async () => {
    await open({ seats: 3 });
    await world.sql('update services set requires_approval = true');
    const { booking } = await world.join(2);
    expect(booking.status).toBe('pending');
    await expect(world.join(2)).rejects.toMatchObject({ code: 'session.full' });
    const approved = await world.bookings.desk.confirm(booking.id, { notify: true }, world.owner, null);
    expect(approved).toMatchObject({ status: 'confirmed', version: 2, seats: 2 });
    expect(await world.taken()).toMatchObject({ counter: 2, sold: 2 });
  });

  it('costs as much as there are seats', async () => {
    await open();
    await world.sql('update services set price_amount = 1500');
    expect((await world.join(3)).booking.price).toEqual({ amount: 4500, currency: 'EUR' });
  });

  it('keeps to the notice and the window of its class, and to the time that the customer saw', async () => {
    await open();
    await expect(
      world.bookings.book(world.ask('Yoga', TEN, { sessionId: world.sessions[0]! }), null),
    ).rejects.toMatchObject({
      code: 'session.changed',
    });
    await world.sql('update services set min_notice_minutes = 20160');
    await expect(world.join()).rejects.toMatchObject({ code: 'booking.too_soon' });
    await world.sql('update services set min_notice_minutes = 0, window_days = 1');
    await expect(world.join()).rejects.toMatchObject({ code: 'booking.too_far_ahead' });
    await expect(world.bookings.book(world.ask('Yoga', NINE), null)).rejects.toMatchObject({
      code: 'booking.session_required',
    });
  });
});
