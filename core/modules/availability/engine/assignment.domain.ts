import { busyTimesOf, type Candidate, type Facts, type Turns } from './facts.domain.ts';
import { minutesWithin } from '../time/intervals.domain.ts';
import { DAY } from '../time/plain-time.domain.ts';
import type { Strategy } from './service-rules.domain.ts';
import { dayAt, instantsShowing } from '../time/zone-table.domain.ts';

/** Why somebody stands where they stand: the least value of the first number comes first, then the next. */
export interface Standing {
  readonly staffId: string;
  /** Served this customer before, and the service prefers that. */
  readonly usual: boolean;
  /** `least_booked`: booked on the local day of the start, buffers included. */
  readonly minutesBooked?: number;
  /** `round_robin`: (bookings of the month + 1) / weight. */
  readonly share?: number;
  /** `round_robin`, `longest_idle`: epoch milliseconds; null: never. */
  readonly lastAssignedAt?: number | null;
  readonly position: number;
}

export interface Assignment {
  readonly strategy: Strategy;
  /** Best first. */
  readonly order: readonly Standing[];
}

/** Who serves when the customer takes anyone, best first. The same facts give the same order. */
export function orderOfService(
  facts: Facts,
  candidates: readonly Candidate[],
  start: number,
): { candidates: Candidate[]; assignment: Assignment } {
  const { assignment: strategy } = facts.service;
  const standings = new Map(candidates.map((candidate) => [candidate, standingOf(facts, candidate, start)]));
  const ordered = candidates.toSorted((a, b) => compare(standings.get(a)!, standings.get(b)!));
  return { candidates: ordered, assignment: { strategy, order: ordered.map((one) => standings.get(one)!) } };
}

const compare = (a: Standing, b: Standing): number =>
  Number(b.usual) - Number(a.usual) ||
  (a.minutesBooked ?? 0) - (b.minutesBooked ?? 0) ||
  (a.share ?? 0) - (b.share ?? 0) ||
  (a.lastAssignedAt ?? -1) - (b.lastAssignedAt ?? -1) || // never comes before all
  a.position - b.position ||
  (a.staffId < b.staffId ? -1 : 1);

function standingOf(facts: Facts, candidate: Candidate, start: number): Standing {
  const { assignment, preferUsual } = facts.service;
  const { staffId, position, weight } = candidate;
  const usual = preferUsual && turnsOf(facts).usualStaffId === staffId;
  if (assignment === 'priority') return { staffId, usual, position };
  if (assignment === 'least_booked')
    return { staffId, usual, minutesBooked: minutesBooked(facts, candidate, start), position };
  const { counts, lastAssignedAt } = turnsOf(facts);
  const last = lastAssignedAt.get(staffId) ?? null;
  if (assignment === 'longest_idle') return { staffId, usual, lastAssignedAt: last, position };
  return { staffId, usual, share: ((counts.get(staffId) ?? 0) + 1) / weight, lastAssignedAt: last, position };
}

/** @throws Error when the facts lack them although the service shares its work by them */
function turnsOf({ turns }: Facts): Turns {
  if (turns === undefined) throw new Error('the facts do not tell who served until now');
  return turns;
}

function minutesBooked(facts: Facts, { members: [lead] }: Candidate, start: number): number {
  const { zone } = lead.schedule;
  const midnight = dayAt(zone, start) * DAY;
  const day = instantsShowing(zone, midnight, midnight + DAY);
  const { ranges } = busyTimesOf(facts, lead.resourceId);
  let minutes = 0;
  for (let i = 0; i < day.length; i += 2) minutes += minutesWithin(ranges, day[i]!, day[i + 1]!);
  return minutes;
}
