import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClassWorld, STARTS, type ClassWorld } from '../../testing/class-world.ts';

// Whether one can join at all, judged by what the service is now.

let world: ClassWorld;
beforeAll(async () => {
  world = await createClassWorld();
});
afterAll(() => world.drop());

const set = (what: string): Promise<unknown> =>
  world.sql(`update services set ${what} where name = 'Yoga' returning id`);
const listed = async (): Promise<number> => {
  const serviceId = world.business.services['Yoga']!;
  const asked = { serviceId, from: '2026-11-25', to: '2026-11-25', timeZone: 'Europe/Berlin' };
  return (await world.classes.open(asked)).sessions.length;
};

it('sessions of a service that is no class are neither listed nor joined nor switched to', async () => {
  const { booking } = await world.join();
  expect(await listed()).toBe(3);
  await set(`kind = 'appointment'`);
  expect(await listed()).toBe(0);
  await expect(world.join()).rejects.toMatchObject({ code: 'session.not_found' });
  const move = { startsAt: STARTS[1]! };
  await expect(world.bookings.move(move, world.link(booking.id), null)).rejects.toMatchObject({ code: 'session.not_found' }); // prettier-ignore
  await expect(world.bookings.desk.move(booking.id, { ...move, notify: false }, world.owner, null)).rejects.toMatchObject({ code: 'session.not_found' }); // prettier-ignore
  await set(`kind = 'class'`);
  expect(await listed()).toBe(3);
  expect((await world.taken()).counter).toBe(1);
});
