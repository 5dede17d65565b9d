import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClassWorld, type ClassWorld } from '../../testing/class-world.ts';

// What everybody sees of the sessions of a class, and what the team does.

const [FIRST, SECOND] = ['2026-11-25T09:00:00.000Z', '2026-11-26T09:00:00.000Z'] as const;

let world: ClassWorld;
beforeEach(async () => {
  world = await createClassWorld({ seats: 3, sessions: [{ startsAt: FIRST }, { startsAt: SECOND }] });
});
afterEach(() => world.drop());

const shown = async () => {
  const days = { from: '2026-11-25', to: '2026-11-26', timeZone: 'America/New_York' };
  return (await world.classes.open({ serviceId: world.business.services['Yoga']!, ...days })).sessions;
};
const join = (seats: number, guests: string[] = []) => {
  const more = { sessionId: world.sessions[0]!, seats, guests: guests.map((name) => ({ name })) };
  return world.bookings.book(world.ask('Yoga', FIRST, more), null);
};

it('shows everybody the sessions that can be joined, with the seats that are left, and nobody’s name', async () => {
  await join(2);
  expect(await shown()).toEqual([
    {
      id: world.sessions[0],
      date: '2026-11-25',
      startsAt: FIRST,
      endsAt: '2026-11-25T10:00:00.000Z',
      staff: { id: world.business.staff['Ann'], name: 'Ann' },
      seatsLeft: 1,
    },
    expect.objectContaining({ id: world.sessions[1], seatsLeft: 3 }),
  ]);
});

it('shows nothing that is cancelled, or too soon to be joined', async () => {
  await world.classes.cancel(world.sessions[0]!, { reason: '', scope: 'this', notify: true }, world.owner, null);
  expect(await shown()).toHaveLength(1);
  await world.sql(`update services set min_notice_minutes = 20160 where kind = 'class'`);
  expect(await shown()).toHaveLength(0);
});

it('shows the team the roster with seats and guests', async () => {
  await join(3, ['Grace', 'Alan']);
  const { session, bookings } = await world.classes.show(world.sessions[0]!, world.owner);
  expect(session.seatsTaken).toBe(3);
  expect(bookings).toMatchObject([{ seats: 3, guests: [{ name: 'Grace' }, { name: 'Alan' }] }]);
  await expect(join(1, ['Grace'])).rejects.toMatchObject({ code: 'booking.too_many_guests' });
});
