import { notFound } from '../../kernel/errors/errors.ts';
import type { Db, Sql, Statement } from '../../kernel/db/db.ts';
import type { BookingView } from './bookings.contract.ts';
import { cancelUntil, changeUntil, isOpen, nextSteps, type BookingTimes, type Status } from './bookings.domain.ts';
import type { DeskBooking } from './desk.contract.ts';

/** A booking as the database holds it, with the names around it. */
export interface BookingRow {
  id: string;
  status: Status;
  version: number;
  time_version: number;
  sequence: number;
  starts_at: Date;
  ends_at: Date;
  time_set_at: Date;
  time_zone: string;
  locale: string;
  service_id: string;
  service_name: string;
  staff_id: string;
  staff_name: string;
  customer_id: string;
  customer_name: string;
  customer_email: string | null;
  customer_phone: string | null;
  note: string;
  price_amount: number | null;
  currency: string;
  change_notice_minutes: number;
  /** Of cancelling; null: as of moving. */
  cancel_notice_minutes: number | null;
  add_ons: { id: string; name: string; minutes: number; price: number }[];
  /** How many come. */
  party: number;
  /** False: waits for approval without keeping anybody from its time. */
  holds_time: boolean;
  /** Made against these rules, and why. */
  override_reason: string | null;
  overrides: string[];
  visit_id: string | null;
  series_id: string | null;
  occurrence: number | null;
  source: 'online' | 'desk';
  cancelled_by: string | null;
  cancel_reason: string;
  created_at: Date;
  updated_at: Date;
  location_id: string;
  slug: string;
  business: string;
  location_name: string;
  address: string;
  location_phone: string | null;
  location_zone: string;
  /** Of a seat in a class. */
  session_id?: string | null;
  seats?: number;
  /** Who comes along: for the team and the one who booked, nobody else. */
  guests?: string[] | null;
}

/** Selects `BookingRow`s; every use adds its own `where b.organization_id = $1 …`. */
export const SELECT_BOOKING = `
  select b.id, b.status, b.version, b.time_version, b.sequence, b.starts_at, b.ends_at, b.time_set_at, b.time_zone, b.locale,
    b.service_id, b.service_name, b.staff_id, r.name as staff_name, b.customer_id, b.customer_name, b.customer_email, b.customer_phone,
    b.note, b.price_amount, b.currency, b.change_notice_minutes, b.cancel_notice_minutes, b.add_ons, b.party, b.holds_time,
    b.override_reason, b.overrides, b.visit_id, b.series_id, b.occurrence, b.source, b.cancelled_by, b.cancel_reason, b.created_at, b.updated_at,
    l.id as location_id, l.slug, o.name as business, l.name as location_name, l.address, l.phone as location_phone, l.time_zone as location_zone,
    b.session_id, b.seats, case when b.session_id is not null then array(
      select g.name from booking_guests g where g.organization_id = b.organization_id and g.booking_id = b.id order by g.position) end as guests
  from bookings b
  join resources r on r.organization_id = b.organization_id and r.id = b.staff_id
  join locations l on l.organization_id = b.organization_id and l.id = b.location_id
  join organizations o on o.id = b.organization_id`;

const FIND: Statement = { name: 'find_booking', text: `${SELECT_BOOKING} where b.organization_id = $1 and b.id = $2` };

/** @throws `booking.not_found`, the same for one that is not there and one of another tenant */
export async function readBooking(sql: Sql, organizationId: string, bookingId: string): Promise<BookingRow> {
  const [row] = await sql.query<BookingRow>(FIND, [organizationId, bookingId]);
  if (!row) throw notFound('booking');
  return row;
}

export const findBooking = (db: Db, organizationId: string, bookingId: string): Promise<BookingRow> =>
  db.tenant(organizationId, (sql) => readBooking(sql, organizationId, bookingId));

export const bookingTimesOf = (row: BookingRow): BookingTimes => ({
  status: row.status,
  startsAt: row.starts_at.getTime(),
  endsAt: row.ends_at.getTime(),
  timeSetAt: row.time_set_at.getTime(),
  changeNoticeMinutes: row.change_notice_minutes,
  cancelNoticeMinutes: row.cancel_notice_minutes ?? row.change_notice_minutes,
});

/** What the customer sees. @param now epoch milliseconds */
export function viewOf(row: BookingRow, now: number): BookingView {
  const times = bookingTimesOf(row);
  const until = changeUntil(times);
  const isAhead = isOpen(row.status) && times.startsAt > now;
  const canChange = isAhead && now <= until;
  const canCancel = isAhead && now <= cancelUntil(times);
  return {
    id: row.id,
    status: row.status,
    version: row.version,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    timeZone: row.time_zone,
    locale: row.locale,
    service: {
      id: row.service_id,
      name: row.service_name,
      durationMinutes: Math.round((times.endsAt - times.startsAt) / 60_000),
    },
    staff: { id: row.staff_id, name: row.staff_name },
    location: {
      id: row.location_id,
      slug: row.slug,
      business: row.business,
      name: row.location_name,
      address: row.address,
      phone: row.location_phone,
      timeZone: row.location_zone,
    },
    customer: { name: row.customer_name, email: row.customer_email ?? '', phone: row.customer_phone },
    price: row.price_amount === null ? null : { amount: row.price_amount, currency: row.currency },
    note: row.note,
    addOns: row.add_ons.map(({ name, minutes, price }) => ({
      name,
      minutes,
      price: { amount: price, currency: row.currency },
    })),
    party: row.party,
    visitId: row.visit_id,
    seriesId: row.series_id,
    ...(row.session_id
      ? { sessionId: row.session_id, seats: row.seats ?? 1, guests: (row.guests ?? []).map((name) => ({ name })) }
      : {}),
    next: nextSteps(times, now).map(({ kind, at }) => ({ kind, at: at === null ? null : new Date(at).toISOString() })),
    changeUntil: canChange ? new Date(until).toISOString() : null,
    canChange,
    cancelUntil: canCancel ? new Date(cancelUntil(times)).toISOString() : null,
    canCancel,
  };
}

/** What the team sees. */
export const deskViewOf = (row: BookingRow, now: number): DeskBooking => ({
  ...viewOf(row, now),
  customerId: row.customer_id,
  source: row.source,
  cancelledBy: row.cancelled_by,
  cancelReason: row.cancel_reason,
  holdsTime: row.holds_time,
  override: row.override_reason === null ? null : { reason: row.override_reason, rules: row.overrides },
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

const DATES = ['starts_at', 'ends_at', 'time_set_at', 'created_at', 'updated_at'] as const;

/** Of a booking of which nothing else is said, or that was answered before these things could be said. */
export const PLAIN = {
  cancel_notice_minutes: null,
  add_ons: [],
  party: 1,
  holds_time: true,
  override_reason: null,
  overrides: [],
  visit_id: null,
  series_id: null,
  occurrence: null,
} satisfies Partial<BookingRow>;

function revived(stored: BookingRow): BookingRow {
  const row = { ...PLAIN, ...stored };
  for (const field of DATES) row[field] = new Date(row[field]);
  return row;
}

/** A stored answer as a row again. */
export const reviveRow = (answer: string): BookingRow => revived(JSON.parse(answer) as BookingRow);

/** The same of an act on several bookings; one of a single booking counts as a list of one. */
export const reviveRows = (answer: string): BookingRow[] => {
  const stored = JSON.parse(answer) as BookingRow | BookingRow[];
  return (Array.isArray(stored) ? stored : [stored]).map(revived);
};
