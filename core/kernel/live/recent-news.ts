import type { News } from './merge-changes.ts';

interface Remembered {
  readonly id: string;
  /** Null: only a place in the order. */
  readonly news: News | null;
}

/**
 * The latest news in the order that all processes share. Their ids are the same everywhere, so a reader that has seen
 * one of them goes on from there in any process that has heard it too.
 */
export function createRecentNews(most = 5_000) {
  let remembered: Remembered[] = [];
  const places = new Map<string, number>();
  /** Place of the first remembered. */
  let first = 0;

  function add(id: string, news: News | null): void {
    places.set(id, first + remembered.length);
    remembered.push({ id, news });
    if (remembered.length <= most * 2) return;
    for (const { id: old } of remembered.slice(0, most)) places.delete(old);
    remembered = remembered.slice(most);
    first += most;
  }

  return {
    add,
    /** What came after, oldest first; null when that is not known. */
    after(id: string | null): readonly Remembered[] | null {
      const place = id === null ? undefined : places.get(id);
      return place === undefined ? null : remembered.slice(place - first + 1);
    },
    latestId: (): string => remembered.at(-1)?.id ?? '',
    /** Something was missed: nobody can go on from before. @param id of the new beginning */
    beginAt(id: string): void {
      first += remembered.length;
      remembered = [];
      places.clear();
      add(id, null);
    },
  };
}
