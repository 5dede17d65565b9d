import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { BookingRow } from './booking-row.ts';
import { keyArgs } from './guarded-act.ts';
import type { Place } from './place.ts';

/** All that `book_slot` is to write: the booking, the place it takes, and who did it. */
export interface NewBooking {
  readonly row: BookingRow;
  readonly place: Place;
  readonly linkHash: Buffer;
  readonly actor: string;
  readonly notify: boolean;
  /** Its time is held already, under its id. */
  readonly isHeld: boolean;
  readonly overbook: boolean;
}

const arrayLiteral = (items: readonly (string | number)[]): string =>
  `{${items.map((item) => `"${String(item).replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`;

const placeFields = ({ capacities, units, travels, caps, locks }: Place): Record<string, unknown> => ({
  ...(locks ? { locks: arrayLiteral(locks) } : {}),
  ...(capacities ? { capacities: arrayLiteral(capacities) } : {}),
  ...(units ? { units: arrayLiteral(units) } : {}),
  ...(travels ? { travels } : {}),
  ...(caps.length > 0 ? { caps } : {}),
});

/** What a plain booking does not have; null when there is nothing of it. */
function moreOf({ row, place, isHeld, overbook }: NewBooking): Record<string, unknown> | null {
  const more = {
    ...placeFields(place),
    ...(isHeld ? { held: true } : {}),
    ...(overbook ? { overbook } : {}),
    ...(row.cancel_notice_minutes === null ? {} : { cancelNotice: row.cancel_notice_minutes }),
    ...(row.add_ons.length > 0 ? { addOns: row.add_ons } : {}),
    ...(row.party > 1 ? { party: row.party } : {}),
    ...(row.holds_time ? {} : { holdsTime: false }),
    ...(row.override_reason === null
      ? {}
      : { overrideReason: row.override_reason, overrides: arrayLiteral(row.overrides) }),
    ...(row.visit_id ? { visitId: row.visit_id } : {}),
    ...(row.series_id ? { seriesId: row.series_id, occurrence: row.occurrence } : {}),
  };
  return Object.keys(more).length > 0 ? more : null;
}

/** The arguments of `book_slot`, in its order. */
export function bookSlotValues(
  organizationId: string,
  idempotency: Idempotency | null,
  rulesVersion: string,
  booking: NewBooking,
): unknown[] {
  const { row, place } = booking;
  const [scope, key, requestHash] = keyArgs(idempotency);
  const more = moreOf(booking);
  return [
    organizationId,
    scope,
    key,
    requestHash,
    JSON.stringify(row),
    rulesVersion,
    row.id,
    row.location_id,
    row.service_id,
    row.staff_id,
    place.resources,
    row.starts_at,
    row.ends_at,
    place.busyFrom,
    place.busyTo,
    row.status,
    row.customer_id,
    row.customer_name,
    row.customer_email,
    row.customer_phone,
    row.time_zone,
    row.locale,
    row.note,
    row.service_name,
    row.price_amount,
    row.currency,
    row.change_notice_minutes,
    row.source,
    booking.actor,
    booking.linkHash,
    booking.notify,
    more && JSON.stringify(more),
  ];
}

/** The same as an item of `book_together`. */
export function bookTogetherItem(booking: NewBooking): Record<string, unknown> {
  const { row, place } = booking;
  return {
    answer: JSON.stringify(row),
    booking: row.id,
    location: row.location_id,
    service: row.service_id,
    staff: row.staff_id,
    resources: arrayLiteral(place.resources),
    starts: row.starts_at,
    ends: row.ends_at,
    busyFrom: place.busyFrom,
    busyTo: place.busyTo,
    status: row.status,
    customer: row.customer_id,
    name: row.customer_name,
    email: row.customer_email,
    phone: row.customer_phone,
    zone: row.time_zone,
    locale: row.locale,
    note: row.note,
    serviceName: row.service_name,
    price: row.price_amount,
    currency: row.currency,
    changeNotice: row.change_notice_minutes,
    source: row.source,
    actor: booking.actor,
    linkHash: booking.linkHash.toString('hex'),
    notify: booking.notify,
    more: moreOf(booking),
  };
}

/** Where a booking that exists goes, as an item of `move_bookings`. */
export interface NewPlace {
  readonly before: BookingRow;
  readonly row: BookingRow;
  readonly place: Place;
  readonly kind: 'moved' | 'confirmed';
  readonly overbook: boolean;
}

export const moveBookingsItem = ({ before, row, place, kind, overbook }: NewPlace): Record<string, unknown> => ({
  booking: row.id,
  version: before.version,
  kind,
  status: row.status,
  staff: row.staff_id,
  location: row.location_id,
  starts: row.starts_at,
  ends: row.ends_at,
  resources: arrayLiteral(place.resources),
  busyFrom: place.busyFrom,
  busyTo: place.busyTo,
  ...placeFields(place),
  locks: arrayLiteral(place.locks ?? place.resources),
  ...(overbook ? { overbook } : {}),
  ...(row.override_reason === null
    ? {}
    : { overrideReason: row.override_reason, overrides: arrayLiteral(row.overrides) }),
});
