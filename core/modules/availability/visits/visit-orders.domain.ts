import type { VisitPart, VisitRequest, Way } from './visits.domain.ts';

// Which part may come next and when, and how soon the visit could end at best if places were no matter: what cannot
// end before the best plan so far need not be tried.

export interface Begun {
  readonly part: number;
  readonly way: Way;
  readonly startsAt: number;
  readonly endsAt: number;
}

export interface Next {
  readonly part: number;
  /** The earliest start without waiting. */
  readonly from: number;
  readonly way: Way;
  readonly startsAt: number;
}

export interface Orders {
  /** All that may come next, in the order in which it is to be tried. */
  next(taken: readonly Begun[], begin: number): Next[];
  /** The end of the visit is not before this; Infinity: it cannot be completed. */
  earliestEnd(taken: readonly Begun[], begin: number): number;
}

/** @param isOnePerson every part is done by the same person, whose buffers keep the parts apart */
export function createOrders(
  { parts, order, maxGapMinutes }: Pick<VisitRequest, 'parts' | 'order' | 'maxGapMinutes'>,
  isOnePerson: boolean,
): Orders {
  const starts = parts.map(({ ways }) => [...new Set(ways.flatMap((way) => [...way.starts]))].sort((a, b) => a - b));
  const apart = (last: number, part: number): number =>
    isOnePerson ? parts[last]!.bufferAfterMinutes + parts[part]!.bufferBeforeMinutes : 0;
  const known = new Map<string, number>();

  /** The parts that may come next, when all but those of the mask are done. */
  const candidates = (mask: number): number[] => {
    const open = parts.map((_, part) => part).filter((part) => mask & (1 << part));
    return order === 'any' ? open : open.slice(0, 1);
  };

  function earliest(mask: number, last: number, end: number): number {
    if (mask === 0) return end;
    const key = `${mask} ${last} ${end}`;
    let best = known.get(key);
    if (best !== undefined) return best;
    best = Infinity;
    for (const part of candidates(mask))
      for (const startsAt of within(starts[part]!, end + apart(last, part), end + maxGapMinutes))
        best = Math.min(best, earliest(mask & ~(1 << part), part, startsAt + parts[part]!.durationMinutes));
    known.set(key, best);
    return best;
  }

  const openMask = (taken: readonly Begun[]): number =>
    taken.reduce((mask, { part }) => mask & ~(1 << part), (1 << parts.length) - 1);

  return {
    next(taken, begin) {
      const last = taken.at(-1);
      const atOnce = order === 'parallel' || last === undefined;
      const [from, to] = atOnce ? [begin, begin] : [last.endsAt, last.endsAt + maxGapMinutes];
      const serving = new Set(taken.map(({ way }) => way.staffId));
      return candidates(openMask(taken))
        .flatMap((part) =>
          waysOf(parts, part, order === 'parallel' ? last : undefined).flatMap((way) =>
            within(last === undefined ? (way.begins ?? way.starts) : way.starts, from, to).map((startsAt) => ({
              part,
              from,
              way,
              startsAt,
            })),
          ),
        )
        .sort(
          (a, b) =>
            a.startsAt - b.startsAt ||
            Number(serving.has(b.way.staffId)) - Number(serving.has(a.way.staffId)) ||
            a.part - b.part ||
            a.way.position - b.way.position ||
            (a.way.staffId < b.way.staffId ? -1 : 1),
        );
    },
    earliestEnd(taken, begin) {
      const last = taken.at(-1)!;
      if (order !== 'parallel') return earliest(openMask(taken), last.part, last.endsAt);
      const ends = parts.map(({ durationMinutes }, part) =>
        within(starts[part]!, begin, begin).length > 0 ? begin + durationMinutes : Infinity,
      );
      return Math.max(...ends);
    },
  };
}

/** Of equal parts at once, such as several people for one service, it does not matter who has whom: one order will do. */
function waysOf(parts: readonly VisitPart[], part: number, last: Begun | undefined): readonly Way[] {
  const { ways } = parts[part]!;
  if (last === undefined || parts[last.part]!.ways !== ways) return ways;
  return ways.slice(ways.indexOf(last.way) + 1);
}

/** Those from `from` to `to`, both included. */
function within(sorted: readonly number[], from: number, to: number): number[] {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < from) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let i = low; i < sorted.length && sorted[i]! <= to; i++) found.push(sorted[i]!);
  return found;
}
