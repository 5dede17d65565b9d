import type { Facts } from './facts.domain.ts';
import { MINUTE } from './plain-time.domain.ts';
import type { DayRange } from './range.domain.ts';
import { judge } from './rules.domain.ts';

export interface FirstFree {
  readonly staffId: string;
  /** Epoch milliseconds; null: none in the range. */
  readonly startsAt: number | null;
}

/** The first start of each candidate inside the range, in the order of the candidates. */
export const firstFree = (facts: Facts, range: DayRange): FirstFree[] =>
  facts.candidates.map((candidate) => {
    const first = facts.service.active ? judge(range.instants, facts, candidate).starts[0] : undefined;
    return { staffId: candidate.staffId, startsAt: first === undefined ? null : first * MINUTE };
  });
