import type { Change } from './changes.ts';

/**
 * What processes and readers are told: bookings and holds of one business that changed together on the same days are one
 * piece of news.
 */
export type News =
  | {
      kind: 'bookings';
      organizationId: string;
      bookings: { bookingId: string; version: number }[];
      staffIds: string[];
      /** See `Change`; absent: not known. */
      subjects?: string[];
      days: string[];
    }
  | Exclude<Change, OfDays>;

type OfDays = Extract<Change, { days: string[] }>;
type BookingNews = Extract<News, { kind: 'bookings' }>;

/** Ids in one piece of news, so that it fits into a notification. */
const MOST_IDS = 80;

interface Gathered {
  readonly bookings: Map<string, number>;
  readonly staffIds: Set<string>;
  readonly subjects: Set<string>;
  isVague: boolean;
}

const idsIn = ({ bookings, staffIds, subjects }: Gathered): number => bookings.size * 2 + staffIds.size + subjects.size;

function gather(changes: readonly OfDays[]): Gathered {
  const all: Gathered = { bookings: new Map(), staffIds: new Set(), subjects: new Set(), isVague: false };
  for (const change of changes) {
    const { staffIds, subjects } = change;
    if (change.kind === 'booking')
      all.bookings.set(change.bookingId, Math.max(change.version, all.bookings.get(change.bookingId) ?? 0));
    for (const id of staffIds) all.staffIds.add(id);
    for (const id of subjects ?? []) all.subjects.add(id);
    all.isVague ||= !subjects;
  }
  return all;
}

/** In pieces that fit. */
function* piecesOf(changes: readonly OfDays[]): Generator<Gathered> {
  const all = gather(changes);
  if (changes.length === 1 || idsIn(all) <= MOST_IDS) {
    yield idsIn(all) <= MOST_IDS ? all : { ...all, subjects: new Set(), isVague: true };
    return;
  }
  const half = Math.ceil(changes.length / 2);
  yield* piecesOf(changes.slice(0, half));
  yield* piecesOf(changes.slice(half));
}

function newsOf(organizationId: string, changes: readonly OfDays[]): BookingNews[] {
  const byDay = new Map<string, OfDays[]>();
  for (const change of changes) for (const day of change.days) byDay.getOrInsertComputed(day, () => []).push(change);
  // Days on which the very same bookings changed are told together: one of them may lie on two.
  const together = Map.groupBy(byDay, ([, ofDay]) => ofDay.map((change) => changes.indexOf(change)).join());
  return [...together.values()].flatMap((entries) =>
    [...piecesOf(entries[0]![1])].map(({ bookings, staffIds, subjects, isVague }) => ({
      kind: 'bookings' as const,
      organizationId,
      bookings: [...bookings].map(([bookingId, version]) => ({ bookingId, version })),
      staffIds: [...staffIds],
      ...(isVague ? {} : { subjects: [...subjects] }),
      days: entries.map(([day]) => day),
    })),
  );
}

/** One message for each day and what changed on it, whatever the number of bookings. */
export function mergeChanges(changes: readonly Change[]): News[] {
  const bookings = Map.groupBy(
    changes.filter((change) => 'days' in change),
    ({ organizationId }) => organizationId,
  );
  const others = new Map(
    changes
      .filter((change): change is Exclude<Change, OfDays> => !('days' in change))
      .map((change) => [JSON.stringify(change), change]),
  );
  return [...[...bookings].flatMap(([organizationId, theirs]) => newsOf(organizationId, theirs)), ...others.values()];
}
