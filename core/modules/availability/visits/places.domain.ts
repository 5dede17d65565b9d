// Who and what takes which place when, for parts of one visit that must not stand in each other's way.
// Times are minutes since 1970, half-open.

export interface Use {
  readonly resourceId: string;
  readonly units: number;
}

/** `count` different ones of `anyOf`, `units` places of each. */
export interface Choice {
  readonly anyOf: readonly string[];
  readonly count: number;
  readonly units: number;
  /** Whether one of them is there at all, such as a person at work; left out: always. */
  readonly isThere?: (resourceId: string, startsAt: number) => boolean;
}

export interface Taken {
  readonly startsAt: number;
  /** Buffers included. */
  readonly from: number;
  readonly to: number;
  readonly uses: readonly Use[];
  readonly choices: readonly Choice[];
}

export type FreePlaces = (resourceId: string, from: number, to: number) => number;

interface Used {
  readonly from: number;
  readonly to: number;
  readonly units: number;
}

/**
 * Finds for every part what it takes of what there is, all of them together.
 * @param onTry called for each choice that is tried; may throw to bound the work
 */
export function createPlaces(free: FreePlaces, onTry: () => void) {
  return {
    /**
     * What each part takes: those it takes in any case, then the chosen ones in the order of its choices. Of several
     * that will do the first in the order given. Null when they cannot all have their place.
     */
    assign(parts: readonly Taken[]): Use[][] | null {
      const used = new Map<string, Used[]>();
      const taken: Use[][] = parts.map(() => []);

      const take = (part: number, { from, to }: Taken, use: Use): boolean => {
        const others = used.get(use.resourceId) ?? [];
        if (!fits(free, use, from, to, others)) return false;
        used.set(use.resourceId, [...others, { from, to, units: use.units }]);
        taken[part]!.push(use);
        return true;
      };
      const giveBack = (part: number): void => {
        const { resourceId } = taken[part]!.pop()!;
        used.get(resourceId)!.pop();
      };

      for (const [index, part] of parts.entries())
        for (const use of part.uses) if (!take(index, part, use)) return null;

      const open = parts.flatMap((part, index) =>
        part.choices.flatMap((choice) =>
          Array.from({ length: choice.count }, (_, nth) => ({ part, index, choice, nth })),
        ),
      );
      /** @param first index in `anyOf` of the first that may be chosen: those of one choice are chosen in order */
      const choose = (at: number, first: number): boolean => {
        const next = open[at];
        if (next === undefined) return true;
        const { part, index, choice, nth } = next;
        for (let i = nth === 0 ? 0 : first; i < choice.anyOf.length; i++) {
          onTry();
          if (choice.isThere?.(choice.anyOf[i]!, part.startsAt) === false) continue;
          if (!take(index, part, { resourceId: choice.anyOf[i]!, units: choice.units })) continue;
          if (choose(at + 1, i + 1)) return true;
          giveBack(index);
        }
        return false;
      };
      return choose(0, 0) ? taken : null;
    },
  };
}

/** Whether the resource has room at every moment, where others of the same visit begin and end in between. */
function fits(
  free: FreePlaces,
  { resourceId, units }: Use,
  from: number,
  to: number,
  others: readonly Used[],
): boolean {
  const within = others.filter((other) => other.from < to && other.to > from);
  if (within.length === 0) return free(resourceId, from, to) >= units;
  const edges = [from, to, ...within.flatMap((other) => [other.from, other.to])]
    .filter((edge) => edge >= from && edge <= to)
    .sort((a, b) => a - b);
  for (let i = 0; i + 1 < edges.length; i++) {
    const [begin, end] = [edges[i]!, edges[i + 1]!];
    if (begin === end) continue;
    const taken = within.reduce((sum, other) => sum + (other.from < end && other.to > begin ? other.units : 0), 0);
    if (free(resourceId, begin, end) < taken + units) return false;
  }
  return true;
}

/** How many places are left all through [from, to). @param ranges flat pairs, sorted by their beginnings, may overlap */
export function placesLeft(ranges: readonly number[], capacity: number, from: number, to: number): number {
  const inside: number[] = [];
  for (let i = 0; i < ranges.length && ranges[i]! < to; i += 2)
    if (ranges[i + 1]! > from) inside.push(ranges[i]!, ranges[i + 1]!);
  let most = 0;
  for (let i = 0; i < inside.length; i += 2) {
    const at = Math.max(from, inside[i]!);
    let taken = 0;
    for (let j = 0; j < inside.length; j += 2) if (inside[j]! <= at && inside[j + 1]! > at) taken++;
    most = Math.max(most, taken);
  }
  return capacity - most;
}
