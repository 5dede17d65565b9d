import { takenOf, type Alternative, type Candidate, type Facts, type Need } from './facts.domain.ts';
import { append, coveredBy, intersect, subtract, type Intervals } from '../time/intervals.domain.ts';
import { atWork, notAway, underStaffCaps } from './presence.domain.ts';

/** So many places of a resource. */
export interface Claim {
  readonly resourceId: string;
  readonly units: number;
}

/** Whoever serves cannot be needed besides. */
export const alternativesOf = ({ members }: Candidate, { anyOf }: Need): Alternative[] =>
  anyOf.filter(({ resourceId }) => !members.some((member) => member.resourceId === resourceId));

/** Starts at which an alternative could answer the need: there, at work, and with so many places left. */
function whenAble(starts: Intervals, facts: Facts, { resourceId, schedule }: Alternative, units: number): Intervals {
  const { bufferBeforeMinutes, durationMinutes, bufferAfterMinutes } = facts.service;
  const taken = takenOf(facts, resourceId, units);
  const free = subtract(starts, taken, durationMinutes + bufferAfterMinutes - 1, bufferBeforeMinutes);
  if (schedule === null || free.length === 0) return free;
  const present = notAway(atWork(free, schedule, durationMinutes), schedule, durationMinutes);
  return underStaffCaps(present, facts, resourceId);
}

/** Starts at which every need finds its resources. */
export function withRoom(starts: Intervals, facts: Facts, candidate: Candidate): Intervals {
  let kept = starts;
  for (const need of candidate.needs) {
    const anyOf = alternativesOf(candidate, need);
    if (anyOf.length < need.count) return [];
    if (anyOf.length === need.count)
      for (const alternative of anyOf) kept = whenAble(kept, facts, alternative, need.units);
    else
      kept = intersect(
        kept,
        coveredBy(inOrder(anyOf.map((one) => whenAble(kept, facts, one, need.units))), need.count),
      );
    if (kept.length === 0) return kept;
  }
  return share(candidate) ? whereAllMatch(kept, facts, candidate) : kept;
}

/** Pairs of several lists as one, by their beginnings. */
const inOrder = (lists: readonly Intervals[]): number[] =>
  lists
    .flatMap((list) => Array.from({ length: list.length / 2 }, (_, index) => [list[2 * index]!, list[2 * index + 1]!]))
    .sort((a, b) => a[0]! - b[0]!)
    .flat();

/** Whether two needs could want the same resource. */
function share({ needs }: Candidate): boolean {
  const seen = new Set<string>();
  for (const { anyOf } of needs)
    for (const { resourceId } of anyOf) {
      if (seen.has(resourceId)) return true;
      seen.add(resourceId);
    }
  return false;
}

/** Each need alone has enough, but not all at once perhaps. Who is able changes at few minutes; between them one answer holds. */
function whereAllMatch(starts: Intervals, facts: Facts, candidate: Candidate): Intervals {
  const able = candidate.needs.map((need) =>
    alternativesOf(candidate, need).map((one) => ({ ...one, when: whenAble(starts, facts, one, need.units) })),
  );
  const cuts = [...new Set([...starts, ...able.flat().flatMap(({ when }) => when)])].sort((a, b) => a - b);
  const kept: number[] = [];
  let next = 0;
  for (let i = 0; i < starts.length; i += 2) {
    while (cuts[next]! < starts[i]!) next++;
    for (let from = starts[i]!; from < starts[i + 1]!; from = cuts[next]!) {
      next++;
      const ableNow = able.map((list) => list.filter(({ when }) => holds(when, from)).map((one) => one.resourceId));
      if (match(candidate.needs, ableNow) !== null) append(kept, from, cuts[next]!);
    }
  }
  return kept;
}

const holds = (intervals: Intervals, minute: number): boolean => {
  for (let i = 0; i < intervals.length; i += 2) if (intervals[i]! <= minute && minute < intervals[i + 1]!) return true;
  return false;
};

/** Who of each need's alternatives could answer it at this start, in the order given. */
export const ableAt = (start: number, facts: Facts, candidate: Candidate): string[][] =>
  candidate.needs.map((need) =>
    alternativesOf(candidate, need)
      .filter((one) => whenAble([start, start + 1], facts, one, need.units).length > 0)
      .map(({ resourceId }) => resourceId),
  );

/**
 * Different resources for all needs at once, or null when there are none. Needs come in their order, and each takes the
 * first it can; an earlier one gives way to another of its alternatives when a later one would go without (augmenting
 * paths, so that an answer is found whenever there is one).
 * @param able for each need, the ids that could answer it
 */
export function match(needs: readonly Need[], able: readonly (readonly string[])[]): Claim[] | null {
  const places = placesOf(needs);
  const placeOf = largestMatch(places, able);
  if (placeOf.size < places.length) return null;
  const claims = places.map((need): Claim => ({ resourceId: '', units: needs[need]!.units }));
  for (const [resourceId, place] of placeOf) claims[place] = { ...claims[place]!, resourceId };
  return claims;
}

/** How many of the places that the needs want can be filled at once. */
export const placesFilled = (needs: readonly Need[], able: readonly (readonly string[])[]): number =>
  largestMatch(placesOf(needs), able).size;

/** The need of each place. */
const placesOf = (needs: readonly Need[]): number[] =>
  needs.flatMap(({ count }, need) => Array.from({ length: count }, () => need));

function largestMatch(places: readonly number[], able: readonly (readonly string[])[]): Map<string, number> {
  const placeOf = new Map<string, number>();
  const take = (id: string, place: number): true => {
    placeOf.set(id, place);
    return true;
  };
  const find = (place: number, tried: Set<string>): boolean => {
    const ids = able[places[place]!]!;
    const free = ids.find((id) => !placeOf.has(id) && !tried.has(id));
    if (free !== undefined) return take(free, place);
    for (const id of ids) {
      if (tried.has(id)) continue;
      tried.add(id);
      if (find(placeOf.get(id)!, tried)) return take(id, place);
    }
    return false;
  };
  for (let place = 0; place < places.length; place++) find(place, new Set());
  return placeOf;
}

/** What a booking with the candidate would occupy: the members, then what was chosen for each need in their order. */
export function claimsAt(start: number, facts: Facts, candidate: Candidate): Claim[] {
  const members = candidate.members.map(({ resourceId }): Claim => ({ resourceId, units: 1 }));
  if (candidate.needs.length === 0) return members;
  const chosen = match(candidate.needs, ableAt(start, facts, candidate));
  if (chosen === null) throw new Error('only what was resolved can be claimed');
  return [...members, ...chosen];
}
