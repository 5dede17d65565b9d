import { isOpen, type Status } from '../bookings/bookings.domain.ts';
import { formatWallTime } from '../availability/time/recurrence.domain.ts';
import { MINUTE, parseWallTime } from '../availability/time/plain-time.domain.ts';
import { instantsAt, wallTimeAt, type ZoneTable } from '../availability/time/zone-table.domain.ts';
import { nothingLeft, unknownOccurrence } from './series.errors.ts';

export type Scope = 'this' | 'following' | 'all';

export interface Reach {
  readonly scope: Scope;
  readonly occurrence?: number | undefined;
}

/** A booking of a series. */
export interface Member {
  readonly occurrence: number | null;
  readonly status: Status;
  readonly starts_at: Date;
}

/**
 * The bookings that a change reaches, in order: open and still ahead. What is over stays as it was.
 * @param now epoch milliseconds
 * @throws `series.unknown_occurrence`, `series.nothing_left`
 */
export function reachedBy<T extends Member>(members: readonly T[], { scope, occurrence }: Reach, now: number): T[] {
  const ahead = members
    .filter(({ status, starts_at }) => isOpen(status) && starts_at.getTime() > now)
    .toSorted((a, b) => numberOf(a) - numberOf(b));
  if (scope === 'all') {
    if (ahead.length === 0) throw nothingLeft();
    return ahead;
  }
  if (occurrence === undefined || !members.some((member) => numberOf(member) === occurrence))
    throw unknownOccurrence('occurrence');
  const reached = ahead.filter((member) =>
    scope === 'this' ? numberOf(member) === occurrence : numberOf(member) >= occurrence,
  );
  if (reached.length === 0) throw unknownOccurrence('occurrence');
  return reached;
}

export const numberOf = ({ occurrence }: Pick<Member, 'occurrence'>): number => occurrence ?? 0;

export interface Wanted {
  readonly occurrence: number;
  /** YYYY-MM-DDTHH:MM in the zone of the series. */
  readonly wall: string;
  /** Epoch milliseconds; null: the clock skips it. */
  readonly startsAt: number | null;
}

/**
 * Where the bookings go when the first of them goes to `to`: by as much on the wall clock, so that a series stays at
 * its hour when the clocks change. Of an hour that the clock shows twice it is the first pass.
 * @throws `wall_time.invalid`
 */
export function movedAlike(members: readonly Member[], to: string, zone: ZoneTable): Wanted[] {
  const wallOf = ({ starts_at }: Member): number => wallTimeAt(zone, Math.floor(starts_at.getTime() / MINUTE));
  const by = parseWallTime(to, 'startsAt') - wallOf(members[0]!);
  return members.map((member) => {
    const wallTime = wallOf(member) + by;
    const at = instantsAt(zone, wallTime)[0];
    return {
      occurrence: numberOf(member),
      wall: formatWallTime(wallTime),
      startsAt: at === undefined ? null : at * MINUTE,
    };
  });
}

/** Epoch milliseconds. */
export interface Place {
  readonly staffId: string;
  readonly busyFrom: number;
  readonly busyTo: number;
}

/** Whether two of one series would stand in each other's way: the engine, asked of each alone, cannot know. */
export const collides = (place: Place, others: readonly Place[]): boolean =>
  others.some(
    ({ staffId, busyFrom, busyTo }) => staffId === place.staffId && busyFrom < place.busyTo && place.busyFrom < busyTo,
  );

/**
 * Who serves a series when the customer takes anyone: whoever is free most often goes first, the rest follow; of equals
 * the one who came first. @param free for each occurrence everyone free, best first
 */
export function inOrderOfPresence(free: readonly (readonly string[])[]): string[] {
  const times = new Map<string, number>();
  for (const staffIds of free) for (const id of staffIds) times.set(id, (times.get(id) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1]).map(([id]) => id);
}
