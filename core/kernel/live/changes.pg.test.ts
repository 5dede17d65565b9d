import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createLog } from '../log/log.ts';
import { createChanges, type ChangeFeed } from './changes.ts';

let database: TestDatabase;
let here: ChangeFeed;
let there: ChangeFeed;

beforeAll(async () => {
  database = await createTestDatabase();
  const feed = () => createChanges({ db: database.db, url: database.appUrl, log: createLog('silent', 'test') });
  here = feed();
  await listening(here); // so that it hears the other one join
  there = feed();
});
afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await database.drop();
});

/** What a follower is told, ids of its places in the order. */
function following(feed: ChangeFeed): string[] {
  const told: string[] = [];
  feed.follow({ hearing: () => told.push('hearing'), heard: (_news, id) => told.push(id) });
  return told;
}
const listening = (feed: ChangeFeed): Promise<string[]> => {
  const told = following(feed);
  return vi.waitFor(() => {
    expect(told.length).toBeGreaterThan(1);
    return told;
  }, 10_000);
};

it('tells a follower that comes late where the order stands, by a place that the other processes know', async () => {
  const all = following(here);
  await listening(there);
  const late = following(there);
  expect(late).toEqual(['hearing', expect.any(String)]);
  await vi.waitFor(() => expect(all).toContain(late[1]), 10_000);
});
