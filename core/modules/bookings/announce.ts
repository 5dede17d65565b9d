import type { Changes } from '../../kernel/live/changes.ts';
import type { BookingRow } from './booking-row.ts';

/** Local days that a booking touches, YYYY-MM-DD in the location's zone. */
export function daysOf(row: BookingRow): string[] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: row.location_zone, dateStyle: 'short' });
  return [...new Set([row.starts_at, new Date(row.ends_at.getTime() - 1)].map((at) => format.format(at)))];
}

/** Tells open pages and the relay that a booking changed; several rows: as it was and as it is. */
export function announce(changes: Changes, organizationId: string, row: BookingRow, before?: BookingRow | null): void {
  const rows = before ? [before, row] : [row];
  changes.publish({
    kind: 'booking',
    organizationId,
    bookingId: row.id,
    version: row.version,
    staffIds: [...new Set(rows.map(({ staff_id }) => staff_id))],
    days: [...new Set(rows.flatMap(daysOf))],
  });
}
