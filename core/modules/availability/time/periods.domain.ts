import { intersect } from './intervals.domain.ts';
import { DAY } from './plain-time.domain.ts';
import type { DayRange } from './range.domain.ts';
import { instantsShowing, type ZoneTable } from './zone-table.domain.ts';

/** Rules that hold for starts on this local date of the service's location and later, until the next. */
export interface Effective<T> {
  /** Days since 1970; -Infinity: since ever. */
  readonly fromDay: number;
  readonly rules: T;
}

const FAR = 1e7;

/**
 * Cuts a range so that each start is judged by the rules of its own date.
 * @param versions at least one, sorted, the first since ever
 */
export function periodsOf<T>(
  versions: readonly Effective<T>[],
  zone: ZoneTable,
  range: DayRange,
): { rules: T; range: DayRange }[] {
  // Rules seldom change on a day, and all eras of a zone would be walked to say that the range is whole.
  if (versions.length === 1) return range.instants.length === 0 ? [] : [{ rules: versions[0]!.rules, range }];
  return versions.flatMap(({ fromDay, rules }, index) => {
    const first = Math.max(fromDay, -FAR) * DAY;
    const end = (versions[index + 1]?.fromDay ?? FAR) * DAY;
    const instants = intersect(range.instants, instantsShowing(zone, first, end));
    return instants.length === 0 ? [] : [{ rules, range: { ...range, instants } }];
  });
}
