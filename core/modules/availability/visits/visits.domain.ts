import { visitTooComplex } from './visits.errors.ts';
import { createPlaces, type Choice, type FreePlaces, type Taken, type Use } from './places.domain.ts';
import { createOrders } from './visit-orders.domain.ts';

// Several services in one visit, over staff and rooms at once. What each part may do alone is the engine's word; here
// the parts are put together so that no two of them take the same place at the same time.
// All times are minutes since 1970.

/** One way of doing a part: who, and what else it takes. */
export interface Way {
  readonly staffId: string;
  /** The order that the business gave its staff. */
  readonly position: number;
  /** When it may begin by all rules of its service, if there were no other part; sorted. */
  readonly starts: readonly number[];
  /** Which of them can be the start of the whole visit; left out: all. */
  readonly begins?: readonly number[];
  /** Taken in any case: those who serve. */
  readonly uses: readonly Use[];
  /** Taken from several that will do: rooms and equipment. */
  readonly choices: readonly Choice[];
}

export interface VisitPart {
  readonly durationMinutes: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly ways: readonly Way[];
}

export interface VisitRequest {
  readonly parts: readonly VisitPart[];
  /** One after the other as given, in whatever order is best, or all at once. */
  readonly order: 'sequence' | 'any' | 'parallel';
  /** At most so long from the end of a part to the start of the next. */
  readonly maxGapMinutes: number;
  /** One person for all parts, the fewest people before all else, or as it comes. */
  readonly sameStaff: 'required' | 'preferred' | 'any';
  /** How many places a resource has left all through [from, to), by what is booked already. */
  readonly free: FreePlaces;
}

export interface PlannedPart {
  /** Index among the parts that were asked for. */
  readonly part: number;
  readonly staffId: string;
  readonly startsAt: number;
  readonly endsAt: number;
  /** What it takes, those who serve first. */
  readonly uses: readonly Use[];
}

export interface VisitPlan {
  /** By their starts. */
  readonly parts: readonly PlannedPart[];
  readonly startsAt: number;
  readonly endsAt: number;
  /** Minutes of waiting in all. */
  readonly gapMinutes: number;
  /** How many different people serve. */
  readonly staff: number;
}

export const MOST_PARTS = 6;
/** How many ways of going on are tried for one question, about a tenth of a second. */
export const MOST_STEPS = 50_000;

/**
 * The best plan that begins at this minute: of all plans the one that ends first, of those the one with the least
 * waiting, of those the one with the fewest people; then as the business ordered its staff. Where the same staff is
 * preferred, fewest people comes first.
 * @returns null when there is none
 * @throws `visit.too_complex` when that cannot be said within the bound: never a plan that is not the best
 */
export function planVisit(request: VisitRequest, startsAt: number): VisitPlan | null {
  return createSearch(request, MOST_STEPS).best(startsAt);
}

/**
 * Every minute of the range (sorted, apart) at which a plan can begin.
 * @throws `visit.too_complex`
 */
export function listVisitStarts(request: VisitRequest, from: number, to: number): number[] {
  const search = createSearch(request, MOST_STEPS * 4);
  const firsts = request.order === 'sequence' ? request.parts.slice(0, 1) : request.parts;
  const starts = new Set(firsts.flatMap(({ ways }) => ways.flatMap((way) => way.begins ?? way.starts)));
  return [...starts]
    .filter((start) => start >= from && start < to)
    .sort((a, b) => a - b)
    .filter((start) => search.isPossible(start));
}

interface Step extends Taken {
  readonly part: number;
  readonly way: Way;
  readonly startsAt: number;
  readonly endsAt: number;
}

type Score = readonly [number, number, number];
const isLess = (a: Score, b: Score): boolean =>
  a[0] !== b[0] ? a[0] < b[0] : a[1] !== b[1] ? a[1] < b[1] : a[2] < b[2];

function createSearch(request: VisitRequest, mostSteps: number) {
  const { parts, order, sameStaff, free } = request;
  if (parts.length === 0 || parts.length > MOST_PARTS) throw new RangeError(`a visit of ${parts.length} parts`);
  let steps = 0;
  const count = (): void => {
    if (++steps > mostSteps) throw visitTooComplex();
  };
  const places = createPlaces(free, count);
  const searchOf = (own: readonly VisitPart[], isOnePerson: boolean) => ({
    parts: own,
    orders: createOrders({ ...request, parts: own }, isOnePerson),
  });
  // One person for all: a search for each of them, in the order of the business.
  const ofOne = sameStaff === 'any' ? [] : ofOnePerson(parts).map((own) => searchOf(own, true));
  const ofSeveral = sameStaff === 'required' ? [] : [searchOf(parts, false)];

  const scoreOf = (end: number, gaps: number, staff: number): Score =>
    sameStaff === 'preferred' ? [staff, end, gaps] : [end, gaps, staff];

  function search(begin: number, anyWillDo: boolean): Step[] | null {
    let best: Step[] | null = null;
    let bestScore: Score = [Infinity, Infinity, Infinity];

    function goOn({ parts: own, orders }: ReturnType<typeof searchOf>, taken: readonly Step[], gaps: number): void {
      for (const { part, from, way, startsAt } of orders.next(taken, begin)) {
        if (anyWillDo && best) return;
        count();
        const waited = taken.length === 0 ? 0 : startsAt - from;
        const now = [...taken, stepOf(own[part]!, part, way, startsAt)];
        const end = orders.earliestEnd(now, begin);
        const staff = new Set(now.map((step) => step.way.staffId)).size;
        const score = scoreOf(end, gaps + waited, staff);
        if (end === Infinity || !isLess(score, bestScore) || places.assign(now) === null) continue;
        if (now.length === own.length) [best, bestScore] = [now, score];
        else goOn({ parts: own, orders }, now, gaps + waited);
      }
    }
    for (const one of ofOne) goOn(one, [], 0);
    // Fewest people first: nothing is better than one.
    if (best === null) for (const all of ofSeveral) goOn(all, [], 0);
    return best;
  }

  return {
    isPossible: (begin: number): boolean => search(begin, true) !== null,
    best(begin: number): VisitPlan | null {
      const found = search(begin, false);
      return found && planOf(found, places.assign(found)!, order);
    },
  };
}

/** For each person who can do every part, the parts with that person alone. */
function ofOnePerson(parts: readonly VisitPart[]): VisitPart[][] {
  return parts[0]!.ways
    .toSorted((a, b) => a.position - b.position || (a.staffId < b.staffId ? -1 : 1))
    .map(({ staffId }) => parts.map((part) => ({ ...part, ways: part.ways.filter((way) => way.staffId === staffId) })));
}

function stepOf(part: VisitPart, index: number, way: Way, startsAt: number): Step {
  const endsAt = startsAt + part.durationMinutes;
  return {
    part: index,
    way,
    startsAt,
    endsAt,
    from: startsAt - part.bufferBeforeMinutes,
    to: endsAt + part.bufferAfterMinutes,
    uses: way.uses,
    choices: way.choices,
  };
}

function planOf(steps: readonly Step[], uses: readonly (readonly Use[])[], order: VisitRequest['order']): VisitPlan {
  const parts = steps.map(({ part, way: { staffId }, startsAt, endsAt }, index): PlannedPart => ({
    part,
    staffId,
    startsAt,
    endsAt,
    uses: uses[index]!,
  }));
  const gapMinutes = parts.slice(1).reduce((sum, { startsAt }, index) => sum + startsAt - parts[index]!.endsAt, 0);
  return {
    parts,
    startsAt: parts[0]!.startsAt,
    endsAt: Math.max(...parts.map(({ endsAt }) => endsAt)),
    gapMinutes: order === 'parallel' ? 0 : gapMinutes,
    staff: new Set(parts.map(({ staffId }) => staffId)).size,
  };
}
