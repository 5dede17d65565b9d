import { afterEach, expect, it } from 'vitest';
import { createClassWorld, type ClassWorld } from '../../testing/class-world.ts';
import { rewritten } from '../../testing/database.ts';
import { outcomes } from '../../testing/race-world.ts';

let world: ClassWorld;
afterEach(() => world.drop());

it('who changes a session that others change all the time is told so, and not that the rules do', async () => {
  const late = rewritten(
    'resize_session',
    'perform lock_resources',
    'perform pg_sleep(random() * 0.02); perform lock_resources',
  );
  world = await createClassWorld({}, late);
  const resize = (capacity: number) => world.classes.resize(world.sessions[0]!, { capacity }, world.owner, null);
  const counted = await outcomes(Array.from({ length: 40 }, (_, index) => resize(20 + index)));
  expect(Object.keys(counted).toSorted()).toEqual(['done', 'session.changed']);
  expect(await world.deadlocks()).toBe(0);
});
