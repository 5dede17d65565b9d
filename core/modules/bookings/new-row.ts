import { randomUUIDv7 } from 'node:crypto';
import type { ServiceFacts } from '../availability/rules/rules-facts.ts';
import type { SlotRequest } from './book-slot.ts';
import { PLAIN, type BookingRow } from './booking-row.ts';

/** What a booking is made with, whether it takes a time or a seat. */
type Made = 'id' | 'starts_at' | 'ends_at' | 'staff_id' | 'staff_name' | 'price_amount';

/** A new booking as its request and its service say it. @param at epoch milliseconds */
export function newRow(
  request: Pick<SlotRequest, 'customer' | 'timeZone' | 'locale' | 'note' | 'from'>,
  service: ServiceFacts,
  at: number,
): Omit<BookingRow, Made> {
  const { location, moveNoticeMinutes, cancelNoticeMinutes } = service;
  const now = new Date(at);
  return {
    ...PLAIN,
    status: service.requiresApproval && request.from === 'online' ? 'pending' : 'confirmed',
    version: 1,
    time_version: 1,
    sequence: 0,
    time_set_at: now,
    time_zone: request.timeZone ?? location.timeZone,
    locale: request.locale,
    service_id: service.id,
    service_name: service.name,
    customer_id: randomUUIDv7(),
    customer_name: request.customer.name,
    customer_email: request.customer.email,
    customer_phone: request.customer.phone,
    note: request.note,
    currency: location.currency,
    change_notice_minutes: moveNoticeMinutes,
    cancel_notice_minutes: cancelNoticeMinutes === moveNoticeMinutes ? null : cancelNoticeMinutes,
    source: request.from,
    cancelled_by: null,
    cancel_reason: '',
    created_at: now,
    updated_at: now,
    location_id: location.id,
    slug: location.slug,
    business: location.business,
    location_name: location.name,
    address: location.address,
    location_phone: location.phone,
    location_zone: location.timeZone,
  };
}
