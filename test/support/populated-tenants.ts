import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createBusiness, type CreatedBusiness, type TestDatabase } from '../../core/testing/index.ts';

export interface PopulatedTenant {
  readonly business: CreatedBusiness;
  readonly organizationId: string;
  readonly customerId: string;
  readonly bookingId: string;
  readonly sessionId: string;
  readonly serviceId: string;
  readonly staffId: string;
  readonly userId: string;
  readonly tokenHash: Buffer;
  /** In every text of this tenant that could show. */
  readonly canary: string;
}

/** A tenant with at least one row in every table that belongs to tenants, each text of it carrying `canary`. */
export async function populateTenant(
  database: TestDatabase,
  superuser: pg.Client,
  canary: string,
): Promise<PopulatedTenant> {
  const slug = canary.toLowerCase();
  const business = await createBusiness(database.db, {
    name: canary,
    slug,
    location: {
      name: canary,
      address: canary,
      holidays: { country: 'DE', exceptions: [{ day: '2027-05-01', kind: 'open', name: canary }] },
    },
    locations: [{ name: `${canary} two`, slug: `${slug}-two` }],
    travel: [{ between: [canary, `${canary} two`], minutes: 20 }],
    staff: [
      {
        name: canary,
        email: `${slug}@staff.example`,
        overrides: [{ day: '2026-12-24', hours: [] }],
        timeOff: [{ from: '2026-12-27T00:00', to: '2026-12-28T00:00', reason: canary }],
        plans: [{ from: '2027-06-01', weekly: [] }],
        schedules: [{ name: canary, weekly: [] }],
        zoneChanges: [{ from: '2027-07-01', to: '2027-07-02', timeZone: 'UTC' }],
        level: canary,
      },
    ],
    rooms: [{ name: `${canary} room` }],
    services: [
      {
        name: canary,
        durationMinutes: 30,
        rooms: [`${canary} room`],
        versions: [{ from: '2028-01-01', changes: { addons: [{ name: canary }] } }],
      },
    ],
    users: [{ email: `${slug}@users.example`, name: canary, role: 'owner' }],
  });
  const { organizationId, locationId } = business;
  const ids = {
    customerId: randomUUID(),
    bookingId: randomUUID(),
    sessionId: randomUUID(),
    serviceId: business.services[canary]!,
    staffId: business.staff[canary]!,
    userId: business.users[`${slug}@users.example`]!,
  };
  const tokenHash = createHash('sha256').update(canary).digest();
  const { customerId, bookingId, sessionId, serviceId, staffId, userId } = ids;
  const insert = (text: string, values: unknown[]) => superuser.query(text, [organizationId, ...values]);
  await insert(`insert into customers (organization_id, id, name, email, phone) values ($1, $2, $3, $4, $3)`, [customerId, canary, `${slug}@customers.example`]); // prettier-ignore
  await insert(
    `insert into bookings (organization_id, id, location_id, service_id, staff_id, customer_id, status, starts_at, ends_at,
       customer_name, time_zone, locale, note, service_name, currency, change_notice_minutes, source, link_hash)
     values ($1, $2, $3, $4, $5, $6, 'confirmed', '2027-01-04T09:00Z', '2027-01-04T09:30Z', $7, 'UTC', 'en', $7, $7, 'EUR', 0, 'desk', $8)`,
    [bookingId, locationId, serviceId, staffId, customerId, canary, tokenHash],
  );
  await insert(
    `insert into class_sessions (organization_id, id, service_id, staff_id, location_id, starts_at, ends_at, capacity, cancel_reason)
     values ($1, $2, $3, $4, $5, '2027-01-05T09:00Z', '2027-01-05T10:00Z', 5, $6)`,
    [sessionId, serviceId, staffId, locationId, canary],
  );
  await insert(`insert into booking_series (organization_id, id, rrule, starts_wall, time_zone, service_id, staff_id, link_hash, created_by) values ($1, $2, 'FREQ=DAILY;COUNT=2', '2027-01-05 09:00', 'Europe/Berlin', $3, $4, $5, $6)`, [randomUUID(), serviceId, staffId, tokenHash, canary]); // prettier-ignore
  await insert(`insert into booking_guests (organization_id, booking_id, position, name) values ($1, $2, 1, $3)`, [bookingId, canary]); // prettier-ignore
  await insert(`insert into claims (organization_id, booking_id, resource_id, busy_from, busy_to) values ($1, $2, $3, '2027-01-04T09:00Z', '2027-01-04T09:30Z')`, [bookingId, staffId]); // prettier-ignore
  await insert(`insert into booking_events (organization_id, booking_id, version, kind, actor) values ($1, $2, 1, 'booked', $3)`, [bookingId, canary]); // prettier-ignore
  await insert(`insert into idempotency_keys (organization_id, scope, key, request_hash, answer) values ($1, 'scope', 'key', '', $2)`, [canary]); // prettier-ignore
  await insert(
    `insert into messages (organization_id, id, booking_id, version, kind, recipient, message_id, to_name, to_address, subject, html, body_text, status)
     values ($1, $2, $3, 1, 'booking-confirmed', 'customer', $4, $4, $4, $4, $4, $4, 'sent')`,
    [randomUUID(), bookingId, canary],
  );
  await insert(`insert into calendar_feeds (organization_id, token_hash, staff_id, locale, created_by) values ($1, $2, $3, 'en', $4)`, [tokenHash, staffId, canary]); // prettier-ignore
  await insert(`insert into message_templates (organization_id, kind, recipient, locale, latest_version) values ($1, 'booking-confirmed', 'customer', 'en', 1)`, []); // prettier-ignore
  await insert(
    `insert into message_template_versions (organization_id, kind, recipient, locale, version, subject, mjml, html, plain, created_by)
     values ($1, 'booking-confirmed', 'customer', 'en', 1, $2, $2, $2, $2, $3)`,
    [canary, userId],
  );
  await insert(`insert into sessions (organization_id, token_hash, user_id, csrf_token, expires_at) values ($1, $2, $3, $4, '2099-01-01')`, [tokenHash, userId, canary]); // prettier-ignore
  return { business, organizationId, ...ids, tokenHash, canary };
}
