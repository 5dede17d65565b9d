import { orderOfService, type Assignment } from './assignment.domain.ts';
import { invalidInstant } from '../availability.errors.ts';
import type { Candidate, Facts } from './facts.domain.ts';
import { minutesOf } from '../time/intervals.domain.ts';
import { claimsAt, type Claim } from './needs.domain.ts';
import { MINUTE } from '../time/plain-time.domain.ts';
import type { DayRange } from '../time/range.domain.ts';
import { judge, progressOf, type BrokenRule } from './rules.domain.ts';

// Availability is one question, asked of a month or of a minute: which starts do all the rules keep?
// The rules are in rules.domain.ts and explained in docs/scheduling.md. Wall time becomes instants by the table of its
// zone (zone-table.domain.ts), so that every rule works on sorted intervals of minutes since 1970 (intervals.domain.ts).

export interface Slot {
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly endsAt: number;
  /** Everyone free for it, in the order of the candidates. */
  readonly staffIds: readonly string[];
}

/** Why a start cannot be booked. */
export type Refusal = 'service_inactive' | 'unknown_staff' | BrokenRule;

export type Resolution =
  | {
      readonly ok: true;
      /** Who would serve: the one asked for, or the first of `staffIds`. */
      readonly staffId: string;
      /** Everyone free for it whom the customer would take, best first. */
      readonly staffIds: readonly string[];
      /** What each of them would occupy, in the order of `staffIds`. */
      readonly choices: readonly { readonly staffId: string; readonly claims: readonly Claim[] }[];
      /** What a booking would occupy, from `busyFrom` to `busyTo`, its buffers included. Epoch milliseconds. */
      readonly claims: readonly Claim[];
      /** Why they come in this order. */
      readonly assignment: Assignment;
      readonly startsAt: number;
      readonly endsAt: number;
      readonly busyFrom: number;
      readonly busyTo: number;
    }
  | {
      readonly ok: false;
      /** Of several members of staff: the reason of the one who came nearest to being bookable. */
      readonly reason: Refusal;
      readonly reasons: readonly { readonly staffId: string; readonly reason: BrokenRule }[];
    };

/** Every start in the range that can be booked with at least one candidate, in order. Pass one candidate to ask for one. */
export function listSlots(facts: Facts, range: DayRange): Slot[] {
  const { service, candidates } = facts;
  if (!service.active) return [];
  const starts = candidates.map((candidate) => minutesOf(judge(range.instants, facts, candidate).starts));
  return whoIsFreeWhen(candidates, starts).map(([start, staffIds]) => ({
    startsAt: start * MINUTE,
    endsAt: (start + service.durationMinutes) * MINUTE,
    staffIds,
  }));
}

/**
 * May this start be booked, with whom, and if not, why? The same judgement as in `listSlots`, on a single minute.
 * @param startsAt epoch milliseconds
 * @param staffId whom the customer asked for; left out: anyone
 * @throws `instant.invalid` for what is not a whole number of milliseconds
 */
export function resolveSlot(facts: Facts, startsAt: number, staffId?: string): Resolution {
  if (!Number.isSafeInteger(startsAt)) throw invalidInstant('startsAt');
  const { service } = facts;
  const asked = facts.candidates.filter((candidate) => staffId === undefined || candidate.staffId === staffId);
  if (!service.active) return { ok: false, reason: 'service_inactive', reasons: [] };
  if (asked.length === 0) return { ok: false, reason: 'unknown_staff', reasons: [] };

  const start = Math.floor(startsAt / MINUTE);
  const free: Candidate[] = [];
  const reasons: { staffId: string; reason: BrokenRule }[] = [];
  for (const candidate of asked) {
    const broken =
      judge([start, start + 1], facts, candidate).broken ?? (start * MINUTE === startsAt ? null : 'off_grid');
    if (broken === null) free.push(candidate);
    else reasons.push({ staffId: candidate.staffId, reason: broken });
  }

  const { candidates: inOrder, assignment } = orderOfService(facts, free, start);
  const [chosen] = inOrder;
  if (chosen === undefined) {
    const reason = reasons.map((refused) => refused.reason).reduce((a, b) => (progressOf(b) > progressOf(a) ? b : a));
    return { ok: false, reason, reasons };
  }
  const choices = inOrder.map((one) => ({ staffId: one.staffId, claims: claimsAt(start, facts, one) }));
  const endsAt = startsAt + service.durationMinutes * MINUTE;
  return {
    ok: true,
    staffId: chosen.staffId,
    staffIds: choices.map(({ staffId: id }) => id),
    choices,
    claims: choices[0]!.claims,
    assignment,
    startsAt,
    endsAt,
    busyFrom: startsAt - service.bufferBeforeMinutes * MINUTE,
    busyTo: endsAt + service.bufferAfterMinutes * MINUTE,
  };
}

/** Merges one sorted list of starts a member of staff into one list of starts with everyone who has it. */
function whoIsFreeWhen(
  candidates: readonly Candidate[],
  lists: readonly (readonly number[])[],
): [start: number, staffIds: string[]][] {
  const merged: [number, string[]][] = [];
  const heads = lists.map(() => 0);
  for (;;) {
    let start = Infinity;
    for (let k = 0; k < lists.length; k++) start = Math.min(start, lists[k]![heads[k]!] ?? Infinity);
    if (start === Infinity) return merged;
    const staffIds: string[] = [];
    for (let k = 0; k < lists.length; k++) {
      if (lists[k]![heads[k]!] !== start) continue;
      staffIds.push(candidates[k]!.staffId);
      heads[k]!++;
    }
    merged.push([start, staffIds]);
  }
}
