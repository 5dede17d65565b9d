import type { Candidate, Facts } from './facts.domain.ts';
import { intersect, minutesOf, union, type Intervals } from './intervals.domain.ts';
import { MINUTE } from './plain-time.domain.ts';
import type { DayRange } from './range.domain.ts';
import { judge } from './rules.domain.ts';
import type { Absence } from './schedule.domain.ts';

// Out of office with a colleague: asked for somebody who is away, the colleague's times of that absence are offered.

export interface InsteadSlot {
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly staffId: string;
  /** A colleague of the one who was asked for. */
  readonly instead: boolean;
}

/** Minutes at which something so long would begin and touch the absence. */
const touching = ({ from, to }: Absence, durationMinutes: number): Intervals => [from - durationMinutes + 1, to];

/**
 * Who serves at this start (minutes since 1970) instead of somebody; themself when they are not away, or name nobody.
 * A colleague who is away too may name another in turn; a circle ends where it began.
 */
export function standInAt(facts: Facts, staffId: string, start: number): string {
  const { candidates, service } = facts;
  const seen = new Set<string>();
  for (let id = staffId; ;) {
    seen.add(id);
    const next = absencesOf(candidates, id).find(
      (absence) => absence.redirectTo !== null && absence.from < start + service.durationMinutes && start < absence.to,
    )?.redirectTo;
    if (!next || seen.has(next) || !candidates.some((candidate) => candidate.staffId === next)) return id;
    id = next;
  }
}

/** The starts of one member of staff, and those of whoever stands in for them while they are away, in order. */
export function listWithStandIns(facts: Facts, range: DayRange, staffId: string): InsteadSlot[] {
  if (!facts.service.active) return [];
  const startsOf = (id: string, instants: Intervals, seen: readonly string[]): InsteadSlot[] => {
    const candidate = facts.candidates.find((one) => one.staffId === id);
    if (!candidate || seen.includes(id) || instants.length === 0) return [];
    const own = minutesOf(judge(instants, facts, candidate).starts).map((start) => ({
      startsAt: start * MINUTE,
      staffId: id,
      instead: seen.length > 0,
    }));
    const named = Map.groupBy(absencesOf(facts.candidates, id), ({ redirectTo }) => redirectTo);
    named.delete(null);
    const others = [...named].flatMap(([colleague, absences]) => {
      const spans = union(absences.flatMap((absence) => touching(absence, facts.service.durationMinutes)));
      return startsOf(colleague!, intersect(instants, spans), [...seen, id]);
    });
    return [...own, ...others];
  };
  return startsOf(staffId, range.instants, []).sort((a, b) => a.startsAt - b.startsAt);
}

const absencesOf = (candidates: readonly Candidate[], staffId: string): readonly Absence[] =>
  candidates.find((candidate) => candidate.staffId === staffId)?.members[0].schedule.absences ?? [];
