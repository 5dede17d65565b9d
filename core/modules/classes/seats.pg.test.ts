import { afterEach, describe, expect, it } from 'vitest';
import type { UserCaller } from '../../kernel/http/callers.ts';
import { createClass, type ClassPlan } from '../../testing/create-class.ts';
import { createRaceWorld, everyDay, outcomes, type RaceWorld } from '../../testing/race-world.ts';

const PLAN = {
  name: 'Studio',
  slug: 'studio',
  timeZone: 'Europe/Berlin',
  staff: [
    { name: 'Ann', weekly: everyDay },
    { name: 'Bob', weekly: everyDay },
  ],
  services: [{ name: 'Yoga', durationMinutes: 60, changeNoticeMinutes: 60 }],
};
const NINE = '2026-11-25T09:00:00Z';
const TEN = '2026-11-25T10:00:00Z';
const ELEVEN = '2026-11-25T11:00:00Z';
/** What is neither the truth of the constraint nor a conditional update: whoever comes takes. */
const TAKE_ALWAYS = `
  create or replace function take_seats(p_org uuid, p_session uuid, p_seats integer) returns boolean language plpgsql as $$
  begin
    update class_sessions set seats_taken = seats_taken + p_seats where organization_id = p_org and id = p_session;
    return true;
  end $$;`;
const NO_LOOK = `
  create or replace function lock_resources(p_resources uuid[]) returns void language sql as $$ $$;`;
const NO_CHECK = `alter table class_sessions drop constraint class_sessions_seats;`;
/** Reads, waits, and writes what it has read: the classical lost update. */
const READ_THEN_WRITE = `
  create or replace function take_seats(p_org uuid, p_session uuid, p_seats integer) returns boolean language plpgsql as $$
  declare v_taken integer; v_capacity integer;
  begin
    select seats_taken, capacity into v_taken, v_capacity from class_sessions where organization_id = p_org and id = p_session;
    if v_taken + p_seats > v_capacity then return false; end if;
    perform pg_sleep(0.03);
    update class_sessions set seats_taken = v_taken + p_seats where organization_id = p_org and id = p_session;
    return true;
  end $$;`;

let world: RaceWorld;
let sessions: string[];
afterEach(() => world.drop());

async function studio(plan: Partial<ClassPlan> = {}, sabotage?: string): Promise<void> {
  world = await createRaceWorld(PLAN, sabotage);
  sessions = await createClass(world.db, world.business, {
    service: 'Yoga',
    seats: 20,
    sessions: [{ startsAt: NINE }, { startsAt: TEN }, { startsAt: ELEVEN, staff: 'Bob' }],
    ...plan,
  });
}

const STARTS = [NINE, TEN, ELEVEN];
const join = (seats = 1, place = 0, more: object = {}) =>
  world.bookings.book(world.ask('Yoga', STARTS[place]!, { sessionId: sessions[place]!, seats, ...more }), null);
const owner = (): UserCaller => ({
  kind: 'user',
  organizationId: world.business.organizationId,
  userId: '01900000-0000-7000-8000-000000000001',
  name: 'Owner',
  role: 'owner',
  permissions: new Set(),
  staffId: null,
  csrfToken: '',
  sessionToken: '',
  expiresAt: 0,
});
const link = (bookingId: string) =>
  ({ kind: 'link', organizationId: world.business.organizationId, bookingId }) as const;
const taken = async (place = 0): Promise<{ counter: number; sold: number; capacity: number }> => {
  const [row] = await world.sql<{ counter: number; sold: number; capacity: number }>(`
    select s.seats_taken as counter, s.capacity,
      (select coalesce(sum(b.seats), 0)::int from bookings b where b.session_id = s.id and b.status <> 'cancelled') as sold
    from class_sessions s where s.id = '${sessions[place]}'`);
  return row!;
};

describe('twenty seats', () => {
  it('are sold exactly once to five hundred who ask at once for one, two or three', async () => {
    await studio();
    const counted = await outcomes(Array.from({ length: 500 }, (_, index) => join((index % 3) + 1)));
    expect(Object.keys(counted).toSorted()).toEqual(['done', 'session.full']);
    expect(await taken()).toEqual({ counter: 20, sold: 20, capacity: 20 });
    const [events] = await world.sql<{ n: number }>(
      `select count(*)::int as n from bookings b where (select count(*) from booking_events e where e.booking_id = b.id) = 1
         and (select count(*) from outbox o where o.subject_id = b.id) = 1`,
    );
    expect(events!.n).toBe(counted['done']);
  });

  it('leave nothing of those who came too late, and name the nearest sessions with enough seats', async () => {
    await studio({ seats: 2 });
    await join(2);
    await expect(join(1)).rejects.toMatchObject({
      code: 'session.full',
      status: 409,
      extra: {
        seatsLeft: 0,
        alternatives: [
          { id: sessions[1], startsAt: '2026-11-25T10:00:00.000Z', seatsLeft: 2 },
          { id: sessions[2], startsAt: '2026-11-25T11:00:00.000Z', seatsLeft: 2 },
        ],
      },
    });
    const [rows] = await world.sql<{ customers: number; bookings: number }>(
      'select (select count(*)::int from customers) as customers, (select count(*)::int from bookings) as bookings',
    );
    expect(rows).toEqual({ customers: 1, bookings: 1 });
  });

  it('asked for by one key twenty times at once make one booking and one answer', async () => {
    await studio({ seats: 3 });
    const body = world.ask('Yoga', NINE, { sessionId: sessions[0]!, seats: 3 });
    const idempotency = { scope: 'POST /bookings anyone', key: 'same', requestHash: Buffer.from('a') };
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.bookings.book(body, idempotency)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await taken()).toEqual({ counter: 3, sold: 3, capacity: 3 });
  });

  it('are given once to a customer who asks ten times at once, and again where the class allows it', async () => {
    await studio();
    const again = () => join(1, 0, { customer: { name: 'Ada', email: 'ada@example.com' } });
    expect(await outcomes(Array.from({ length: 10 }, again))).toEqual({ done: 1, 'session.already_joined': 9 });
    await world.sql('update services set several_joins = true');
    expect(await outcomes([again(), again()])).toEqual({ done: 2 });
    expect(await taken()).toMatchObject({ counter: 3, sold: 3 });
  });
});

describe('without its guards', () => {
  it('the class is oversold when seats are taken without a condition and no CHECK is there', async () => {
    await studio({}, TAKE_ALWAYS + NO_LOOK + NO_CHECK);
    await outcomes(Array.from({ length: 60 }, () => join(3)));
    expect((await taken()).counter).toBeGreaterThan(20);
  });

  it('the counter lies when it is read first and written later, without lock and CHECK', async () => {
    await studio({}, READ_THEN_WRITE + NO_LOOK + NO_CHECK);
    await outcomes(Array.from({ length: 40 }, () => join(2)));
    const { counter, sold } = await taken();
    expect(sold).toBeGreaterThan(counter);
  });

  it('the CHECK alone still keeps it from being oversold', async () => {
    await studio({}, TAKE_ALWAYS + NO_LOOK);
    await outcomes(Array.from({ length: 40 }, () => join(3)));
    const { counter, sold } = await taken();
    expect(counter).toBe(sold);
    expect(sold).toBeLessThanOrEqual(20);
  });

  it('the condition alone still keeps it from being oversold', async () => {
    await studio({}, NO_LOOK + NO_CHECK);
    expect(Object.keys(await outcomes(Array.from({ length: 40 }, () => join(3)))).toSorted()).toEqual(['done', 'session.full']); // prettier-ignore
    expect(await taken()).toEqual({ counter: 18, sold: 18, capacity: 20 });
  });

  it('the unique key alone still keeps a customer from joining twice', async () => {
    await studio({}, NO_LOOK);
    const counted = await outcomes(
      Array.from({ length: 8 }, () => join(1, 0, { customer: { name: 'Ada', email: 'ada@example.com' } })),
    );
    expect(counted['done']).toBe(1);
    expect(await taken()).toMatchObject({ counter: 1, sold: 1 });
  });
});

describe('joins against changes of the session', () => {
  it('a capacity that shrinks meanwhile is never exceeded', async () => {
    await studio();
    const smaller = [15, 10, 5].map((capacity) => world.classes.resize(sessions[0]!, { capacity }, owner(), null));
    const joins = Array.from({ length: 60 }, () => join(1));
    const counted = await outcomes([...joins, ...smaller]);
    expect(Object.keys(counted).filter((name) => !/^(done|session\.)/.test(name))).toEqual([]);
    const { counter, sold, capacity } = await taken();
    expect(sold).toBe(counter);
    expect(counter).toBe(capacity); // whoever came found what was left
  });

  it('refuses fewer seats than are taken and says how many are', async () => {
    await studio();
    await join(3);
    await expect(world.classes.resize(sessions[0]!, { capacity: 2 }, owner(), null)).rejects.toMatchObject({
      code: 'session.capacity_below_taken',
      status: 409,
      extra: { seatsTaken: 3 },
    });
  });

  it('nobody is left in a session that is cancelled meanwhile, and everyone who was in it is told once', async () => {
    await studio();
    await Promise.all(Array.from({ length: 5 }, () => join(1)));
    const joins = Array.from({ length: 40 }, () => join(1));
    const cancel = world.classes.cancel(sessions[0]!, { reason: 'ill', scope: 'this', notify: true }, owner(), null);
    const counted = await outcomes([...joins, cancel]);
    expect(Object.keys(counted).filter((name) => !/^(done|session\.(full|closed))$/.test(name))).toEqual([]);
    expect(await taken()).toMatchObject({ counter: 0, sold: 0 });
    const told = await world.sql<{ versions: string }>(
      `select string_agg(e.version || ' ' || e.kind, ', ' order by e.version) as versions from booking_events e group by e.booking_id`,
    );
    expect(new Set(told.map(({ versions }) => versions))).toEqual(new Set(['1 booked, 2 cancelled']));
  });

  it('everyone is where the session is, when it moves while they join and leave', async () => {
    await studio();
    const first = await Promise.all(Array.from({ length: 6 }, () => join(1)));
    const counted = await outcomes([
      ...Array.from({ length: 30 }, () => join(1)),
      ...first.slice(0, 3).map(({ booking }) => world.bookings.cancel({ reason: '' }, link(booking.id), null)),
      world.classes.move(
        sessions[0]!,
        { startsAt: '2026-11-25T14:00:00Z', scope: 'this', notify: true },
        owner(),
        null,
      ),
    ]);
    expect(Object.keys(counted).filter((name) => !/^(done|session\.(full|changed))$/.test(name))).toEqual([]);
    const { counter, sold } = await taken();
    expect(counter).toBe(sold);
    const [astray] = await world.sql<{ n: number }>(
      `select count(*)::int as n from bookings b join class_sessions s on s.id = b.session_id
       where b.status <> 'cancelled' and (b.starts_at, b.ends_at, b.staff_id) is distinct from (s.starts_at, s.ends_at, s.staff_id)`,
    );
    expect(astray!.n).toBe(0);
    expect(await world.overlaps()).toBe(0);
  });

  it('switches in opposite directions meet without a deadlock, and no seat is lost or doubled', async () => {
    await studio({ seats: 12 });
    const here = await Promise.all(Array.from({ length: 8 }, () => join(1, 0)));
    const there = await Promise.all(Array.from({ length: 8 }, () => join(1, 1)));
    const counted = await outcomes([
      ...here.map(({ booking }) => world.bookings.move({ startsAt: TEN }, link(booking.id), null)),
      ...there.map(({ booking }) => world.bookings.move({ startsAt: NINE }, link(booking.id), null)),
      ...here.slice(0, 2).map(({ booking }) => world.bookings.cancel({ reason: '' }, link(booking.id), null)),
    ]);
    expect(Object.keys(counted).filter((name) => !/^(done|session\.full|booking\.(changed|closed))$/.test(name))).toEqual([]); // prettier-ignore
    const [one, two] = [await taken(0), await taken(1)];
    expect([one.counter, two.counter]).toEqual([one.sold, two.sold]);
    expect(one.sold + two.sold).toBe(14);
  });
});

describe('a seat', () => {
  it('is given back when its booking is cancelled, by customer or team, and can be taken again', async () => {
    await studio({ seats: 3 });
    const { booking } = await join(3);
    await world.bookings.cancel({ reason: '' }, link(booking.id), null);
    expect(await taken()).toMatchObject({ counter: 0, sold: 0 });
    const again = await join(2);
    await world.bookings.desk.cancel(again.booking.id, { reason: '', notify: true }, owner(), null);
    expect(await taken()).toMatchObject({ counter: 0, sold: 0 });
  });

  it('can be changed for one in another session of the class, which frees the first', async () => {
    await studio({ seats: 3 });
    const { booking } = await join(2, 0, { guests: [{ name: 'Grace' }] });
    const moved = await world.bookings.move({ startsAt: TEN }, link(booking.id), null);
    expect(moved).toMatchObject({
      startsAt: '2026-11-25T10:00:00.000Z',
      version: 2,
      sessionId: sessions[1],
      seats: 2,
      guests: [{ name: 'Grace' }],
    });
    expect([await taken(0), await taken(1)]).toMatchObject([{ counter: 0 }, { counter: 2, sold: 2 }]);
    await join(3, 2);
    await expect(world.bookings.move({ startsAt: ELEVEN }, link(booking.id), null)).rejects.toMatchObject({
      code: 'session.full',
    });
    await expect(
      world.bookings.move({ startsAt: '2026-11-25T16:00:00Z' }, link(booking.id), null),
    ).rejects.toMatchObject({ code: 'session.not_found' });
  });

  it('costs as much as there are seats', async () => {
    await studio();
    await world.sql('update services set price_amount = 1500');
    expect((await join(3)).booking.price).toEqual({ amount: 4500, currency: 'EUR' });
  });

  it('keeps to the notice and the window of its class, and to the time that the customer saw', async () => {
    await studio();
    await expect(world.bookings.book(world.ask('Yoga', TEN, { sessionId: sessions[0]! }), null)).rejects.toMatchObject({
      code: 'session.changed',
    });
    await world.sql('update services set min_notice_minutes = 20160');
    await expect(join()).rejects.toMatchObject({ code: 'booking.too_soon' });
    await world.sql('update services set min_notice_minutes = 0, window_days = 1');
    await expect(join()).rejects.toMatchObject({ code: 'booking.too_far_ahead' });
    await expect(world.bookings.book(world.ask('Yoga', NINE), null)).rejects.toMatchObject({
      code: 'booking.session_required',
    });
  });
});
