import { randomUUID } from 'node:crypto';
import type { Db, Statement } from '../kernel/db/db.ts';
import type { CreatedBusiness } from '../seed/business-plan.ts';

export interface StoredBooking {
  readonly startsAt: Date;
  /** When it was made; now unless told. */
  readonly bookedAt?: Date;
  readonly status?: 'pending' | 'confirmed';
  /** Null: a walk-in without an address. */
  readonly email?: string | null;
  /** Of the first member of staff unless told. */
  readonly staff?: string;
  readonly notify?: boolean;
}

const CUSTOMER: Statement = {
  name: 'test_store_customer',
  text: `insert into customers (organization_id, id, name) values ($1, $2, 'Ada Lovelace')`,
};
const BOOKING: Statement = {
  name: 'test_store_booking',
  text: `
    insert into bookings (organization_id, id, location_id, service_id, staff_id, customer_id, status, starts_at, ends_at,
      time_set_at, customer_name, customer_email, time_zone, locale, service_name, currency, change_notice_minutes, source, link_hash, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz, $8::timestamptz + interval '1 hour', $9, 'Ada Lovelace', $10, 'Europe/Berlin', 'en', 'Cut', 'EUR', 1440,
      'online', ''::bytea, $9)`,
};
const EVENT: Statement = {
  name: 'test_store_event',
  text: `insert into booking_events (organization_id, booking_id, version, kind, actor, notify, at) values ($1, $2, 1, 'booked', 'customer', $3, $4)`,
};
const OUTBOX: Statement = {
  name: 'test_store_outbox',
  text: `insert into outbox (organization_id, topic, subject_id, version, created_at) values ($1, 'booking', $2, 1, $3)`,
};

/**
 * A booking as `book_slot` leaves it, at whatever time, without asking the calendar: for tests of what comes after.
 * Answers with its id.
 */
export async function storeBooking(
  db: Db,
  { organizationId, locationId, services, staff }: CreatedBusiness,
  {
    startsAt,
    bookedAt = new Date(),
    status = 'confirmed',
    email = 'ada@example.com',
    notify = true,
    ...rest
  }: StoredBooking,
): Promise<string> {
  const id = randomUUID();
  const customerId = randomUUID();
  const staffId = rest.staff ? staff[rest.staff] : Object.values(staff)[0];
  const [serviceId] = Object.values(services);
  await db.tenant(organizationId, async (sql) => {
    await sql.query(CUSTOMER, [organizationId, customerId]);
    await sql.query(BOOKING, [
      ...[organizationId, id, locationId, serviceId, staffId, customerId, status, startsAt, bookedAt, email],
    ]);
    await sql.query(EVENT, [organizationId, id, notify, bookedAt]);
    await sql.query(OUTBOX, [organizationId, id, bookedAt]);
  });
  return id;
}
