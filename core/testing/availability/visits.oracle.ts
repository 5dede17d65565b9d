import type { Choice, Use } from '../../modules/availability/visits/places.domain.ts';
import type { VisitRequest, Way } from '../../modules/availability/visits/visits.domain.ts';

// Every visit there is, tried one after the other, minute by minute. For small cases only; shares no code with the
// planner.

interface Piece {
  readonly part: number;
  readonly way: Way;
  readonly startsAt: number;
  readonly uses: readonly Use[];
}

export interface SlowPlan {
  readonly end: number;
  readonly gaps: number;
  readonly staff: number;
}

/** What is taken already: how many places of a resource, by minute. */
export type Occupied = (resourceId: string, minute: number) => number;
export type Capacity = (resourceId: string) => number;

function* permutations(values: readonly number[]): Generator<number[]> {
  if (values.length === 0) yield [];
  for (const value of values)
    for (const rest of permutations(values.filter((other) => other !== value))) yield [value, ...rest];
}

function* subsets(values: readonly string[], size: number): Generator<string[]> {
  if (size === 0) yield [];
  for (const [index, value] of values.entries())
    for (const rest of subsets(values.slice(index + 1), size - 1)) yield [value, ...rest];
}

function* allUses(uses: readonly Use[], choices: readonly Choice[]): Generator<Use[]> {
  const [choice, ...rest] = choices;
  if (choice === undefined) {
    yield [...uses];
    return;
  }
  for (const chosen of subsets(choice.anyOf, choice.count))
    for (const more of allUses(uses, rest))
      yield [...more, ...chosen.map((resourceId) => ({ resourceId, units: choice.units }))];
}

/** Whether at no minute more is taken than there is. */
export function isPossible(
  request: VisitRequest,
  pieces: readonly { part: number; startsAt: number; uses: readonly Use[] }[],
  occupied: Occupied,
  capacity: Capacity,
): boolean {
  const taken = new Map<string, number>();
  for (const { part, startsAt, uses } of pieces) {
    const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes } = request.parts[part]!;
    for (
      let minute = startsAt - bufferBeforeMinutes;
      minute < startsAt + durationMinutes + bufferAfterMinutes;
      minute++
    )
      for (const { resourceId, units } of uses) {
        const key = `${resourceId} ${minute}`;
        const sum = (taken.get(key) ?? occupied(resourceId, minute)) + units;
        if (sum > capacity(resourceId)) return false;
        taken.set(key, sum);
      }
  }
  return true;
}

/** @returns of all plans that begin then the best one's end, waiting and number of people; null: there is none */
export function planSlowly(
  request: VisitRequest,
  begin: number,
  occupied: Occupied,
  capacity: Capacity,
): SlowPlan | null {
  const { parts, order, maxGapMinutes, sameStaff } = request;
  const indexes = parts.map((_, index) => index);
  let best: SlowPlan | null = null;
  const key = ({ end, gaps, staff }: SlowPlan): number[] =>
    sameStaff === 'preferred' ? [staff, end, gaps] : [end, gaps, staff];
  const isBetter = (a: SlowPlan, b: SlowPlan): boolean => {
    const [left, right] = [key(a), key(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return at >= 0 && left[at]! < right[at]!;
  };

  function judge(pieces: readonly Piece[], gaps: number): void {
    const staff = new Set(pieces.map(({ way }) => way.staffId)).size;
    if (sameStaff === 'required' && staff > 1) return;
    const end = Math.max(...pieces.map(({ part, startsAt }) => startsAt + parts[part]!.durationMinutes));
    const plan = { end, gaps, staff };
    if ((best === null || isBetter(plan, best)) && isPossible(request, pieces, occupied, capacity)) best = plan;
  }

  function place(sequence: readonly number[], pieces: readonly Piece[], from: number, to: number, gaps: number): void {
    const [part, ...rest] = sequence;
    if (part === undefined) return judge(pieces, gaps);
    for (const way of parts[part]!.ways)
      for (const startsAt of pieces.length === 0 ? (way.begins ?? way.starts) : way.starts) {
        if (startsAt < from || startsAt > to) continue;
        for (const uses of allUses(way.uses, way.choices)) {
          const [choice] = way.choices;
          if (choice?.isThere && uses.slice(-1).some((use) => !choice.isThere!(use.resourceId, startsAt))) continue;
          const piece = { part, way, startsAt, uses };
          const end = startsAt + parts[part]!.durationMinutes;
          if (order === 'parallel') place(rest, [...pieces, piece], begin, begin, 0);
          else place(rest, [...pieces, piece], end, end + maxGapMinutes, gaps + startsAt - from);
        }
      }
  }
  for (const sequence of order === 'any' ? permutations(indexes) : [indexes]) place(sequence, [], begin, begin, 0);
  return best;
}
