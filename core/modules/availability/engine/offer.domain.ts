import { sight, takenOf, type Candidate, type Facts } from './facts.domain.ts';
import { append, subtract, union, type Intervals } from '../time/intervals.domain.ts';
import { workingIntervals } from './schedule.domain.ts';

// What is free and yet not shown.

/**
 * Without starts that would leave a member less than `fillGapsMinutes` of free time before or after, down to none. Where
 * the free time is so short that any start would leave that little, all are kept: half an hour lost is better than all.
 */
export function fillingGaps(starts: Intervals, facts: Facts, { members }: Candidate): Intervals {
  const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes, offer } = facts.service;
  const least = offer.fillGapsMinutes;
  if (least === null || starts.length === 0) return starts;
  const around = bufferBeforeMinutes + sight(facts.service);
  const ahead = durationMinutes + bufferAfterMinutes + sight(facts.service);
  let kept = starts;
  for (const { schedule, resourceId } of members) {
    const working = workingIntervals(schedule, starts[0]! - around, starts.at(-1)! + ahead);
    const free = subtract(subtract(working, schedule.timeOff), takenOf(facts, resourceId, 1));
    const wasteful: number[] = [];
    for (let i = 0; i < free.length; i += 2) {
      const from = free[i]!;
      const to = free[i + 1]!;
      if (to - from - bufferBeforeMinutes - durationMinutes - bufferAfterMinutes < least) continue;
      const first = from + bufferBeforeMinutes;
      const last = to - bufferAfterMinutes - durationMinutes;
      wasteful.push(Math.max(from, first + 1), Math.min(to, first + least));
      wasteful.push(Math.max(from, last - least + 1), Math.min(to, last));
    }
    kept = subtract(kept, union(wasteful));
  }
  return kept;
}

/** Without the share of starts that is hidden: which ones depends on the instant alone, so that it is the same for all who look. */
export function lookingBusy(starts: Intervals, { service: { offer } }: Facts): Intervals {
  if (offer.busyShare === 0) return starts;
  const shown: number[] = [];
  for (let i = 0; i < starts.length; i += 2)
    for (let at = starts[i]!; at < starts[i + 1]!; at++) if (shareOf(at) >= offer.busyShare) append(shown, at, at + 1);
  return shown;
}

/** A number from 0 to below 1, spread evenly and without a pattern (the mixing step of MurmurHash3). */
export function shareOf(minute: number): number {
  let hash = Math.imul(minute ^ (minute >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
