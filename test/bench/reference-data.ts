import type { Db } from '../../core/kernel/db/db.ts';
import type { BusinessPlan, CreatedBusiness } from '../../core/seed/business-plan.ts';
import { createBusiness } from '../../core/seed/create-business.ts';
import pg from 'pg';

export interface ReferenceSize {
  readonly staff: number;
  readonly services: number;
  readonly staffPerService: number;
  /** When bookings may begin, minutes of the day. */
  readonly starts: readonly number[];
}

/** 10 staff, 20 services with 5 staff each. */
export const REFERENCE: ReferenceSize = {
  staff: 10,
  services: 20,
  staffPerService: 5,
  starts: [540, 570, 600, 630, 780, 810, 840, 870, 900, 930],
};

const hours = [
  { from: 9 * 60, to: 12 * 60 },
  { from: 13 * 60, to: 17 * 60 },
];

/** Monday to Saturday 09–17 with a 12–13 break, a 15-minute grid. */
const planOf = ({ staff, services, staffPerService }: ReferenceSize): BusinessPlan => ({
  name: 'Reference',
  slug: 'reference',
  timeZone: 'Europe/Berlin',
  staff: Array.from({ length: staff }, (_, index) => ({
    name: `Staff ${index}`,
    weekly: [1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, hours })),
  })),
  services: Array.from({ length: services }, (_, index) => ({
    name: `Service ${index}`,
    durationMinutes: 30,
    slotIntervalMinutes: 15,
    windowDays: 730,
    staff: Array.from({ length: staffPerService }, (_, more) => `Staff ${(index + more) % staff}`),
  })),
});

export interface ReferenceData {
  readonly business: CreatedBusiness;
  /** First and last day of the full month, YYYY-MM-DD. */
  readonly month: { readonly from: string; readonly to: string };
}

const firstOfMonth = (monthsAhead: number): Date => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsAhead, 1));
};

// Round the staff, half an hour each, over the month's working days; twins of the product's own rows, written in one go.
const FILL = `
  insert into customers (organization_id, id, name, email) select $1, uuidv7(), 'Customer ' || n, 'customer' || n || '@example.com' from generate_series(1, 200) n;
`;
const BOOKINGS = `
  with place as (
    select d, m, s, row_number() over (order by d, m, s) as n
    from generate_series($2::date, $3::date, '1 day') d
    cross join unnest($8::int[]) m
    cross join generate_series(0, cardinality($7::uuid[]) - 1) s
    where extract(isodow from d) < 7
  ), chosen as (select * from place order by hashint4(n::int) limit $4),
  made as (
    insert into bookings (organization_id, id, location_id, service_id, staff_id, customer_id, status, starts_at, ends_at, customer_name,
      customer_email, time_zone, locale, service_name, currency, change_notice_minutes, source, link_hash, acked_version)
    select $1, uuidv7(), $5, ($6::uuid[])[s + 1], ($7::uuid[])[s + 1], (select id from customers where organization_id = $1 limit 1), 'confirmed',
      (d + make_interval(mins => m)) at time zone 'Europe/Berlin', (d + make_interval(mins => m + 30)) at time zone 'Europe/Berlin',
      'Customer', 'customer@example.com', 'Europe/Berlin', 'en', 'Service', 'EUR', 1440, 'desk', '\\x00', 1
    from chosen returning id, staff_id, starts_at, ends_at
  )
  insert into claims (organization_id, booking_id, resource_id, busy_from, busy_to) select $1, id, staff_id, starts_at, ends_at from made`;

const clientOf = (superuserUrl: string): pg.Client => new pg.Client({ connectionString: superuserUrl });

async function fill(
  client: pg.Client,
  business: CreatedBusiness,
  size: ReferenceSize,
  span: { from: string; to: string },
  appointments: number,
): Promise<void> {
  const staff = Array.from({ length: size.staff }, (_, index) => business.staff[`Staff ${index}`]);
  const services = staff.map((_, index) => business.services[`Service ${index % size.services}`]);
  const { organizationId, locationId } = business;
  await client.query(BOOKINGS, [
    ...[organizationId, span.from, span.to, appointments, locationId, services, staff, size.starts],
  ]);
  await client.query('vacuum analyze'); // as autovacuum leaves it
}

/** @param appointments in one month, the next full one */
export async function createReferenceData(
  db: Db,
  superuserUrl: string,
  appointments = 2_000,
  size: ReferenceSize = REFERENCE,
): Promise<ReferenceData> {
  const business = await createBusiness(db, planOf(size));
  const from = firstOfMonth(1);
  const to = new Date(firstOfMonth(2).getTime() - 86_400_000);
  const month = { from: from.toISOString().slice(0, 10), to: to.toISOString().slice(0, 10) };
  const client = clientOf(superuserUrl);
  await client.connect();
  await client.query(FILL.trim().replace(/;$/, ''), [business.organizationId]);
  await fill(client, business, size, month, appointments);
  await client.end();
  return { business, month };
}

/** So many appointments more, in the years before. */
export async function addHistory(
  superuserUrl: string,
  { business }: ReferenceData,
  appointments: number,
  before: string,
) {
  const days = Math.ceil(appointments / (REFERENCE.staff * REFERENCE.starts.length * (6 / 7))) + 7;
  const from = new Date(Date.parse(before) - days * 86_400_000).toISOString().slice(0, 10);
  const to = new Date(Date.parse(before) - 86_400_000).toISOString().slice(0, 10);
  const client = clientOf(superuserUrl);
  await client.connect();
  await fill(client, business, REFERENCE, { from, to }, appointments);
  await client.end();
  return from;
}
