import { rangeReversed, rangeTooLong } from '../availability.errors.ts';
import type { Intervals } from './intervals.domain.ts';
import { DAY, parsePlainDate } from './plain-time.domain.ts';
import { instantsShowing, type ZoneTable, type ZoneTables } from './zone-table.domain.ts';

export const MOST_DAYS = 62;
/** Of one answer of the public API. */
export const MOST_PUBLIC_DAYS = 42;

/** Calendar days of the zone that the visitor looks from. */
export interface DayRange {
  readonly zone: ZoneTable;
  /** Days since 1970, both included. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Every instant at which a clock in the zone shows one of these days. */
  readonly instants: Intervals;
}

/**
 * @param asked dates as YYYY-MM-DD, both included; an IANA time zone
 * @param most days, 62 unless told
 * @throws `date.invalid`, `range.reversed`, `range.too_long`, `time_zone.unknown`
 */
export function parseDayRange(
  asked: { from: string; to: string; timeZone: string },
  zones: ZoneTables,
  most: number = MOST_DAYS,
): DayRange {
  const zone = zones.get(asked.timeZone, 'timeZone');
  const firstDay = parsePlainDate(asked.from, 'from');
  const lastDay = parsePlainDate(asked.to, 'to');
  if (lastDay < firstDay) throw rangeReversed();
  if (lastDay - firstDay >= most) throw rangeTooLong(most);
  return { zone, firstDay, lastDay, instants: instantsShowing(zone, firstDay * DAY, (lastDay + 1) * DAY) };
}
