import type { Candidate } from '../engine/facts.domain.ts';
import { append, type Intervals } from '../time/intervals.domain.ts';
import { DAY } from '../time/plain-time.domain.ts';
import type { Schedule } from '../engine/schedule.domain.ts';
import type { ServiceRules } from '../engine/service-rules.domain.ts';

/** Rules that can be kept and yet offer nothing. Not an error: hours may be on their way. */
export interface Warning {
  readonly code: 'never_fits';
  readonly staffId: string;
  /** The longest time without a pause that they work in an ordinary week, minutes. */
  readonly longestMinutes: number;
}

/** Whose weekly hours and overrides are all too short for the service. */
export const warningsOf = ({ durationMinutes }: ServiceRules, candidates: readonly Candidate[]): Warning[] =>
  candidates.flatMap(({ staffId, members }) => {
    const longestMinutes = Math.min(...members.map(({ schedule }) => longestStretch(schedule)));
    return longestMinutes < durationMinutes ? [{ code: 'never_fits', staffId, longestMinutes }] : [];
  });

/** By the wall clock; hours that run through midnight are one stretch. */
export function longestStretch({ plans, overrides }: Schedule): number {
  const weeks = plans.map(({ weekly }) => {
    const twice: number[] = [];
    for (let day = 0; day < 14; day++) shifted(weekly[(day % 7) + 1]!, day, twice);
    return twice;
  });
  const days = [...overrides.values()];
  return Math.max(0, ...[...weeks, ...days].flatMap(lengths));
}

function shifted(hours: Intervals, day: number, into: number[]): void {
  for (let i = 0; i < hours.length; i += 2) append(into, day * DAY + hours[i]!, day * DAY + hours[i + 1]!);
}

const lengths = (intervals: Intervals): number[] =>
  Array.from({ length: intervals.length / 2 }, (_, index) => intervals[2 * index + 1]! - intervals[2 * index]!);
