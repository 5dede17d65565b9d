import { busyTimesOf, type Candidate, type Facts } from './facts.domain.ts';
import { minutesWithin } from './intervals.domain.ts';
import { DAY } from './plain-time.domain.ts';
import { instantsShowing, wallTimeAt } from './zone-table.domain.ts';

/** Who serves when the customer takes anyone: who has the fewest minutes booked on that local day, buffers included; among equals the order that the business gave its staff. */
export function leastBookedFirst(facts: Facts, candidates: readonly Candidate[], start: number): Candidate[] {
  const booked = new Map(candidates.map((candidate) => [candidate, minutesBooked(facts, candidate, start)]));
  return candidates.toSorted(
    (a, b) => booked.get(a)! - booked.get(b)! || a.position - b.position || (a.staffId < b.staffId ? -1 : 1),
  );
}

function minutesBooked(facts: Facts, { schedule: { zone }, resourceIds: [own] }: Candidate, start: number): number {
  const midnight = Math.floor(wallTimeAt(zone, start) / DAY) * DAY;
  const day = instantsShowing(zone, midnight, midnight + DAY);
  const { ranges } = busyTimesOf(facts, own);
  let minutes = 0;
  for (let i = 0; i < day.length; i += 2) minutes += minutesWithin(ranges, day[i]!, day[i + 1]!);
  return minutes;
}
