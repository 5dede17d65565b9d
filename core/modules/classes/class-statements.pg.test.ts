import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBusiness } from '../../seed/create-business.ts';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import { createClass } from '../../testing/create-class.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { rowsReadBy } from '../../testing/rows-read.ts';

// With years of classes behind it, a session is still found by its key and a list by its days: rows read are counted as
// the role of the running product, under row-level security.

let database: TestDatabase;
let superuser: pg.Client;
let app: pg.Client;
let business: CreatedBusiness;
let booking: string;

const SESSIONS = `
  insert into class_sessions (organization_id, id, service_id, staff_id, location_id, starts_at, ends_at, capacity, seats_taken)
  select $1, gen_random_uuid(), $2, $3, $4, s, s + interval '1 hour', 20, 10
  from generate_series('2024-01-01T09:00Z'::timestamptz, '2027-12-31', interval '1 day') as s`;
const BOOKINGS = `
  insert into bookings (organization_id, id, location_id, service_id, staff_id, customer_id, status, starts_at, ends_at, customer_name,
    time_zone, locale, service_name, currency, change_notice_minutes, source, link_hash, session_id)
  select s.organization_id, gen_random_uuid(), s.location_id, s.service_id, s.staff_id, c.id, 'confirmed', s.starts_at, s.ends_at, 'Ada',
    'UTC', 'en', 'Yoga', 'EUR', 0, 'online', '', s.id
  from class_sessions s cross join generate_series(1, 10) cross join (select id from customers where organization_id = $1 limit 1) as c
  where s.organization_id = $1`;

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  app = new pg.Client({ connectionString: database.appUrl });
  await Promise.all([superuser.connect(), app.connect()]);
  business = await createBusiness(database.db, {
    name: 'Studio',
    slug: 'studio',
    staff: [{ name: 'Ann' }],
    services: [{ name: 'Yoga', durationMinutes: 60 }],
  });
  await createClass(database.db, business, { service: 'Yoga', seats: 20 });
  const { organizationId, services, staff, locationId } = business;
  await superuser.query(`insert into customers (organization_id, id, name) values ($1, gen_random_uuid(), 'Ada')`, [organizationId]); // prettier-ignore
  await superuser.query(SESSIONS, [organizationId, services['Yoga'], staff['Ann'], locationId]);
  await superuser.query(BOOKINGS, [organizationId]);
  await superuser.query('analyze bookings, class_sessions');
  booking = (await superuser.query<{ id: string }>('select id from bookings limit 1')).rows[0]!.id;
  await app.query(`select set_config('app.org', $1, false)`, [organizationId]);
});
afterAll(async () => {
  await Promise.all([superuser.end(), app.end()]);
  await database.drop();
});

const rowsRead = (table: string, text: string, values: unknown[]) =>
  rowsReadBy({ app, superuser }, table, text, values);

it('giving a seat back counts the seats of its session alone', async () => {
  const read = await rowsRead('bookings', 'select release_seats($1, $2)', [business.organizationId, booking]);
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(60);
});

it('a week of sessions is read by its days', async () => {
  const text = `
    select id from class_sessions where organization_id = $1 and service_id = $2 and status = 'scheduled'
      and starts_at >= $3 and starts_at < $4 order by starts_at, id limit 2000`;
  const { organizationId, services } = business;
  const values = [organizationId, services['Yoga'], '2026-11-23T00:00Z', '2026-11-30T00:00Z'];
  expect(await rowsRead('class_sessions', text, values)).toBeLessThan(20);
});

it('a session is read by its key', async () => {
  const { rows } = await superuser.query<{ id: string }>('select id from class_sessions limit 1');
  const values = [business.organizationId, rows[0]!.id];
  expect(await rowsRead('class_sessions', 'select * from session_to_join($1, $2)', values)).toBeLessThan(5);
});

it('asked by a text of the time instead, all of them would be read', async () => {
  const text = `select count(*) from class_sessions where organization_id = $1 and starts_at::text like $2`;
  expect(await rowsRead('class_sessions', text, [business.organizationId, '2026-11-23%'])).toBeGreaterThan(1_000);
});
