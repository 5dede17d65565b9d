import { afterEach, describe, expect, it } from 'vitest';
import type { ClassPlan } from '../../testing/create-class.ts';
import { createClassWorld, type ClassWorld } from '../../testing/class-world.ts';
import { outcomes } from '../../testing/race-world.ts';

// Each guard of a seat taken away on purpose: what it guards must then be seen to fail, or its test proves nothing.

/** What is neither the truth of the constraint nor a conditional update: whoever comes takes. */
const TAKE_ALWAYS = `
  create or replace function take_seats(p_org uuid, p_session uuid, p_seats integer) returns boolean language plpgsql as $$
  begin
    perform pg_sleep(0.02);
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

/** The same update, but slow: so that a session can move between the look and the seat. */
const SLOW_SEAT = `
  create or replace function take_seats(p_org uuid, p_session uuid, p_seats integer) returns boolean language plpgsql as $$
  begin
    perform pg_sleep(0.2);
    update class_sessions set seats_taken = seats_taken + p_seats
    where organization_id = p_org and id = p_session and seats_taken + p_seats <= capacity;
    return found;
  end $$;`;

let world: ClassWorld;
afterEach(() => world.drop());

const open = async (plan: Partial<ClassPlan> = {}, sabotage?: string): Promise<void> =>
  void (world = await createClassWorld(plan, sabotage));

describe('without its guards', () => {
  it('the class is oversold when seats are taken without a condition and no CHECK is there', async () => {
    await open({}, TAKE_ALWAYS + NO_LOOK + NO_CHECK);
    await outcomes(Array.from({ length: 60 }, () => world.join(3)));
    expect((await world.taken()).counter).toBeGreaterThan(20);
  });

  it('the counter lies when it is read first and written later, without lock and CHECK', async () => {
    await open({}, READ_THEN_WRITE + NO_LOOK + NO_CHECK);
    await outcomes(Array.from({ length: 40 }, () => world.join(2)));
    const { counter, sold } = await world.taken();
    expect(sold).toBeGreaterThan(counter);
  });

  it('the CHECK alone still keeps it from being oversold', async () => {
    await open({}, TAKE_ALWAYS + NO_LOOK);
    await outcomes(Array.from({ length: 40 }, () => world.join(3)));
    const { counter, sold } = await world.taken();
    expect(counter).toBe(sold);
    expect(sold).toBeLessThanOrEqual(20);
  });

  it('the condition alone still keeps it from being oversold', async () => {
    await open({}, NO_LOOK + NO_CHECK);
    expect(Object.keys(await outcomes(Array.from({ length: 40 }, () => world.join(3)))).toSorted()).toEqual(['done', 'session.full']); // prettier-ignore
    expect(await world.taken()).toEqual({ counter: 18, sold: 18, capacity: 20 });
  });

  it('the unique key alone still keeps a customer from joining twice', async () => {
    await open({}, NO_LOOK);
    const counted = await outcomes(
      Array.from({ length: 8 }, () => world.join(1, 0, { customer: { name: 'Ada', email: 'ada@example.com' } })),
    );
    expect(counted['done']).toBe(1);
    expect(await world.taken()).toMatchObject({ counter: 1, sold: 1 });
  });
});

describe('without its guards, the neighbours', () => {
  const astray = async (): Promise<number> => {
    const [row] = await world.sql<{ n: number }>(
      `select count(*)::int as n from bookings b join class_sessions s on s.id = b.session_id where b.starts_at <> s.starts_at`,
    );
    return row!.n;
  };
  const joinWhileItMoves = async (): Promise<void> => {
    const joining = Promise.allSettled(Array.from({ length: 4 }, () => world.join(1)));
    const body = { startsAt: '2026-11-25T14:00:00Z', scope: 'this', notify: true } as const;
    await Promise.all([joining, world.classes.move(world.sessions[0]!, body, world.owner, null)]);
  };

  it('are left at the old time without the lock of the session, and with it never', async () => {
    await open({}, SLOW_SEAT + NO_LOOK);
    await joinWhileItMoves();
    expect(await astray()).toBeGreaterThan(0);
    await world.drop();
    await open({}, SLOW_SEAT);
    await joinWhileItMoves();
    expect(await astray()).toBe(0);
  });

  it('find no seat that was given back, when nothing gives it back', async () => {
    await open({ seats: 1 }, 'drop trigger give_seats_back on bookings;');
    const { booking } = await world.join(1);
    await world.bookings.cancel({ reason: '' }, world.link(booking.id), null);
    expect(await world.taken()).toMatchObject({ counter: 1, sold: 0 });
    await expect(world.join(1)).rejects.toMatchObject({ code: 'session.full' });
  });
});
