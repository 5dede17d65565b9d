import { afterEach, describe, expect, it } from 'vitest';
import { createClassWorld, STARTS, type ClassWorld } from '../../testing/class-world.ts';
import { rewritten } from '../../testing/database.ts';
import { outcomes } from '../../testing/race-world.ts';

// How often one customer may join the sessions of a class.

// So slow that another counts before the first has written, were it not for the locks.
const SLOW_COUNT = rewritten('cap_reached', 'return false;', 'perform pg_sleep(0.02); return false;');

let world: ClassWorld;
afterEach(() => world.drop());

const LATER_DAYS = Array.from({ length: 24 }, (_, index) => ({
  startsAt: new Date(Date.parse('2026-11-26T06:00:00Z') + index * 3_600_000 * 24).toISOString(),
}));

const limited = async (rules: string, sabotage = ''): Promise<void> => {
  world = await createClassWorld({ sessions: [...STARTS.map((startsAt) => ({ startsAt })), ...LATER_DAYS] }, sabotage);
  await world.sql(`update services set ${rules} where name = 'Yoga' returning id`);
};
const onceADay = `caps = '[{ "of": "customer", "per": "day", "most": 1 }]'`;
const ada = { customer: { name: 'Ada', email: 'Ada@example.com' } };
const joinAt = (place: number, more: object = ada) =>
  world.bookings.book(
    world.ask('Yoga', [...STARTS, ...LATER_DAYS.map(({ startsAt }) => startsAt)][place]!, {
      sessionId: world.sessions[place]!,
      ...more,
    }),
    null,
  );

const REFUSED = { code: 'booking.limit_reached', status: 422 };

describe('one session a day for one customer', () => {
  it('is asked for fifty times at once, in three sessions of it: exactly one', async () => {
    await limited(onceADay, SLOW_COUNT);
    const counted = await outcomes(Array.from({ length: 50 }, (_, index) => joinAt(index % 3)));
    expect(counted['done']).toBe(1);
    expect(Object.keys(counted).filter((code) => !['done', 'booking.limit_reached', 'session.already_joined'].includes(code))).toEqual([]); // prettier-ignore
    expect(await outcomes([joinAt(3), joinAt(1, { customer: { name: 'Bo', email: 'bo@example.com' } })])).toEqual({
      done: 2,
    });
    expect(await world.deadlocks()).toBe(0);
  });

  it('would be more without the lock of the customer', async () => {
    await limited(onceADay, SLOW_COUNT + rewritten('join_session', '|| p_locks', ''));
    const counted = await outcomes([joinAt(0), joinAt(1), joinAt(2)]);
    expect(counted['done']).toBeGreaterThan(1);
  });

  it('is said of a booking that would only be tried, and of a seat that would move', async () => {
    await limited(onceADay);
    await joinAt(0);
    const ask = world.ask('Yoga', STARTS[1]!, { sessionId: world.sessions[1]!, ...ada });
    await expect(world.bookings.preview(ask)).rejects.toMatchObject(REFUSED);
    const { booking } = await joinAt(3);
    await expect(world.bookings.move({ startsAt: STARTS[2]! }, world.link(booking.id), null)).rejects.toMatchObject(
      REFUSED,
    );
    const other = LATER_DAYS[1]!.startsAt;
    await world.bookings.move({ startsAt: other }, world.link(booking.id), null);
  });

  it('does not hold a team that has a reason, and the booking keeps it', async () => {
    await limited(onceADay);
    await joinAt(0);
    const body = { ...world.ask('Yoga', STARTS[1]!, { sessionId: world.sessions[1]!, ...ada }) };
    const owner = { ...world.owner, permissions: new Set(['bookings.write', 'bookings.override']) };
    const desk = (override?: { reason: string }) =>
      world.bookings.desk.book({ ...body, ...(override ? { override } : {}) } as never, owner as never, null);
    await expect(desk()).rejects.toMatchObject(REFUSED);
    const { id } = await desk({ reason: 'her course begins' });
    const [row] = await world.sql<{ override_reason: string; overrides: string[] }>(
      `select override_reason, overrides from bookings where id = '${id}'`,
    );
    expect(row).toEqual({ override_reason: 'her course begins', overrides: ['cap'] });
  });
});

describe('a week between two visits', () => {
  it('is kept by whoever joins, and by name', async () => {
    await limited('repeat_after_days = 7');
    await joinAt(3);
    await expect(joinAt(9)).rejects.toMatchObject({ code: 'booking.too_soon_again' });
    await joinAt(10);
  });
});
