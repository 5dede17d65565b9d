import { appointmentTexts, calendarFeed, type CalendarEvent, type MailOrigin } from '../messages/messages.module.ts';
import type { FeedEventRow, FeedRow } from './feed-rows.ts';

/** Seconds; most programs ask less often whatever they are told. */
const REFRESH_AFTER = 900;

/** A person's appointments as a calendar. No link is in it: who reads along could cancel. */
export function feedCalendar(
  { staff_id, locale, business, owner }: FeedRow,
  rows: readonly FeedEventRow[],
  { origin, baseUrl }: { origin: MailOrigin; baseUrl: string },
): string {
  const isStaff = staff_id !== null;
  const events = rows.map((row): CalendarEvent => {
    const price = row.price_amount === null ? null : { amount: row.price_amount, currency: row.currency };
    const told = {
      ...{ service: row.service_name, business, staffName: row.staff_name, price, note: row.note },
      customer: { name: row.customer_name, email: null, phone: row.customer_phone },
    };
    return {
      ...appointmentTexts(told, { role: isStaff ? 'staff' : 'customer', locale, timeZone: row.time_zone }),
      facts: {
        bookingId: row.id,
        status: row.status,
        sequence: row.version,
        startsAt: row.starts_at.getTime(),
        endsAt: row.ends_at.getTime(),
        changedAt: row.updated_at.getTime(),
        business,
        location: {
          name: row.location_name,
          address: row.address,
          phone: row.location_phone,
          email: row.location_email,
          timeZone: row.location_zone,
        },
      },
      url: isStaff ? `${baseUrl}/admin/bookings/${row.id}` : undefined,
      isQuiet: isStaff,
    };
  });
  return calendarFeed({
    ...origin,
    name: isStaff ? `${owner} · ${business}` : business,
    events,
    refreshAfter: REFRESH_AFTER,
  });
}
