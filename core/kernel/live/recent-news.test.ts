import { expect, it } from 'vitest';
import type { News } from './merge-changes.ts';
import { createRecentNews } from './recent-news.ts';

const rules: News = { kind: 'rules', organizationId: 'o1' };
const ids = (found: readonly { id: string }[] | null) => found?.map(({ id }) => id) ?? null;

it('gives what came after an id, and nothing for one it never had', () => {
  const recent = createRecentNews(3);
  recent.beginAt('start');
  recent.add('a-1', rules);
  recent.add('b-1', rules);
  expect(ids(recent.after('start'))).toEqual(['a-1', 'b-1']);
  expect(ids(recent.after('b-1'))).toEqual([]);
  expect(recent.after('c-9')).toBeNull();
  expect(recent.after(null)).toBeNull();
});

it('forgets the oldest, and says so instead of leaving a gap', () => {
  const recent = createRecentNews(3);
  for (let n = 1; n <= 10; n++) recent.add(`a-${n}`, rules);
  expect(recent.after('a-1')).toBeNull();
  expect(ids(recent.after('a-8'))).toEqual(['a-9', 'a-10']);
  expect(recent.latestId()).toBe('a-10');
});

it('lets nobody go on from before a new beginning', () => {
  const recent = createRecentNews(3);
  recent.add('a-1', rules);
  recent.beginAt('again');
  recent.add('a-2', rules);
  expect(recent.after('a-1')).toBeNull();
  expect(ids(recent.after('again'))).toEqual(['a-2']);
});
