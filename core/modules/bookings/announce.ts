import type { Changes } from '../../kernel/live/changes.ts';
import { formatPlainDate, MINUTE } from '../availability/time/plain-time.domain.ts';
import { dayAt, type ZoneTables } from '../availability/time/zone-table.domain.ts';
import type { BookingRow } from './booking-row.ts';

type Span = Pick<BookingRow, 'starts_at' | 'ends_at' | 'location_zone'>;

/** Local days that a booking touches, YYYY-MM-DD in the location's zone. */
export function daysOf({ starts_at, ends_at, location_zone }: Span, zones: ZoneTables): string[] {
  const zone = zones.get(location_zone);
  const dayOf = (instant: number): string => formatPlainDate(dayAt(zone, Math.floor(instant / MINUTE)));
  return [...new Set([dayOf(starts_at.getTime()), dayOf(ends_at.getTime() - 1)])];
}

export type Announce = ReturnType<typeof createAnnounce>;

/** Tells open pages and the relay that a booking changed. */
export const createAnnounce =
  ({ changes, zones }: { changes: Changes; zones: ZoneTables }) =>
  /**
   * @param before as it was, when it was elsewhere
   * @param subjects everything that it takes and whatever counts it; left out when that is not known
   */
  (organizationId: string, row: BookingRow, before?: BookingRow | null, subjects?: readonly string[]): void => {
    const rows = before ? [before, row] : [row];
    changes.publish({
      kind: 'booking',
      organizationId,
      bookingId: row.id,
      version: row.version,
      staffIds: [...new Set(rows.map(({ staff_id }) => staff_id))],
      ...(subjects ? { subjects: [...subjects] } : {}),
      days: [...new Set(rows.flatMap((one) => daysOf(one, zones)))],
    });
  };
