import { createHash, randomUUIDv7 } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import { createBusiness } from '../../seed/create-business.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { cursorAfter } from './customers.domain.ts';
import { createCustomersService, LIST_CUSTOMERS, type CustomersService } from './customers.service.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');

let database: TestDatabase;
let superuser: pg.Client;
let customers: CustomersService;
let salon: CreatedBusiness;
let garage: CreatedBusiness;
let crowded: CreatedBusiness;

async function addCustomer(business: CreatedBusiness, name: string, email: string | null, phone: string | null = null) {
  const id = randomUUIDv7();
  await superuser.query(
    `insert into customers (organization_id, id, name, email, phone, created_at) values ($1, $2, $3, $4, $5, '2026-01-01T00:00Z')`,
    [business.organizationId, id, name, email, phone],
  );
  return id;
}

const addBooking = (business: CreatedBusiness, customerId: string, status: string, startsAt: string) =>
  superuser.query(
    `insert into bookings (organization_id, id, location_id, service_id, staff_id, customer_id, status, starts_at, ends_at,
       customer_name, time_zone, locale, service_name, currency, change_notice_minutes, source, link_hash)
     values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7, $7::timestamptz + interval '30 minutes', 'x', 'UTC', 'en', 'Cut', 'EUR', 0, 'desk', '')`,
    [
      business.organizationId,
      business.locationId,
      business.services['Cut'],
      business.staff['Ada'],
      customerId,
      status,
      startsAt,
    ],
  );

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  customers = createCustomersService({ db: database.db, clock: { now: () => NOW } });
  const plan = { staff: [{ name: 'Ada' }], services: [{ name: 'Cut', durationMinutes: 30 }] };
  salon = await createBusiness(database.db, { name: 'Salon', slug: 'salon', ...plan });
  garage = await createBusiness(database.db, { name: 'Garage', slug: 'garage', ...plan });
  crowded = await createBusiness(database.db, { name: 'Crowded', slug: 'crowded', ...plan });
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
});

const namesFor = async (q: string): Promise<string[]> =>
  (await customers.list(salon.organizationId, { q })).data.map(({ name }) => name);

describe('the list', () => {
  let anna: string;
  beforeAll(async () => {
    anna = await addCustomer(salon, 'anna Zett', 'Anna@Example.com', '+49 30 555');
    await addCustomer(salon, 'Bert 100%', null, null);
    await addCustomer(salon, 'Ärmel_1', 'aermel@example.com');
    await addCustomer(garage, 'Anna Foreign', 'anna@garage.example');
    await addBooking(salon, anna, 'completed', '2026-10-01T10:00Z');
    await addBooking(salon, anna, 'completed', '2026-11-01T10:00Z');
    await addBooking(salon, anna, 'no_show', '2026-11-10T10:00Z');
    await addBooking(salon, anna, 'cancelled', '2026-11-12T10:00Z');
    await addBooking(salon, anna, 'confirmed', '2026-12-01T10:00Z');
  });

  it('goes by name whatever its case, and counts bookings, no-shows and the last visit', async () => {
    const { data, nextCursor } = await customers.list(salon.organizationId, {});
    expect(data.map(({ name }) => name)).toEqual(['anna Zett', 'Bert 100%', 'Ärmel_1']);
    expect(nextCursor).toBeNull();
    expect(data[0]).toEqual({
      id: anna,
      name: 'anna Zett',
      email: 'Anna@Example.com',
      phone: '+49 30 555',
      bookings: 4,
      noShows: 1,
      lastVisitAt: '2026-11-01T10:00:00.000Z',
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    expect(data[1]).toMatchObject({ email: null, bookings: 0, noShows: 0, lastVisitAt: null });
  });

  it.each([
    ['ZETT', ['anna Zett']],
    ['ärm', ['Ärmel_1']],
    ['anna@example', ['anna Zett']],
    ['555', ['anna Zett']],
    ['0%', ['Bert 100%']],
    ['l_1', ['Ärmel_1']],
    ['%', ['Bert 100%']],
    ['foreign', []],
    ["'; drop table customers; --", []],
    ['', ['anna Zett', 'Bert 100%', 'Ärmel_1']],
  ])('finds %j in name, e-mail and phone of this tenant alone', async (q, names) => {
    expect(await namesFor(q)).toEqual(names);
  });

  it.each([
    ['another tenant’s customer', async () => cursorAfter(await addCustomer(garage, 'Zoe', null))],
    ['nobody', async () => cursorAfter('01900000-0000-7000-8000-000000000000')],
    ['broken', async () => 'broken'],
  ])('refuses a cursor that names %s', async (_what, cursor) => {
    await expect(customers.list(salon.organizationId, { cursor: await cursor() })).rejects.toMatchObject({
      code: 'request.invalid',
      status: 400,
      errors: [{ path: 'query.cursor', code: 'invalid_cursor' }],
    });
  });
});

describe('among very many customers', () => {
  const MANY = 60_000;
  beforeAll(async () => {
    await superuser.query(
      `insert into customers (organization_id, id, name, email)
       select $1, uuidv7(), 'Person ' || (i * 7919 % $2), 'p' || i || '@example.com' from generate_series(1, $2::int) i`,
      [crowded.organizationId, MANY],
    );
    const few = await createBusiness(database.db, { name: 'Few', slug: 'few' });
    await superuser.query(
      `insert into customers (organization_id, id, name) select $1, uuidv7(), 'Person' from generate_series(1, 120)`,
      [few.organizationId],
    );
    await superuser.query('analyze customers, bookings');
  });

  it('walks through all of them once, page by page, also among equal names', async () => {
    const { rows } = await superuser.query<{ id: string }>(
      `select organization_id as id from customers group by 1 having count(*) = 120`,
    );
    const seen = new Set<string>();
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await customers.list(rows[0]!.id, { cursor });
      for (const { id } of page.data) seen.add(id);
      cursor = page.nextCursor ?? undefined;
      pages += 1;
    } while (cursor);
    expect([pages, seen.size]).toEqual([3, 120]);
  });

  interface PlanNode {
    'Relation Name'?: string;
    'Actual Rows': number;
    'Actual Loops': number;
    'Rows Removed by Filter'?: number;
    Plans?: PlanNode[];
  }

  const customersRead = (node: PlanNode): number =>
    (node['Relation Name'] === 'customers'
      ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
      : 0) + (node.Plans ?? []).reduce((sum, part) => sum + customersRead(part), 0);

  /** How many customers the database looked at, as bookme_app. */
  const rowsRead = (organizationId: string, text: string, values: unknown[] = []): Promise<number> =>
    database.db.tenant(organizationId, async (sql) => {
      const statement = {
        name: `explain_${createHash('md5').update(text).digest('hex')}`,
        text: `explain (analyze, format json) ${text}`,
      };
      const [row] = await sql.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(statement, [
        organizationId,
        NOW,
        ...values,
      ]);
      return customersRead(row!['QUERY PLAN'][0].Plan);
    });
  const last = '01900000-0000-7000-8000-000000000000';

  it('reads a page to show a page', async () => {
    expect(await rowsRead(crowded.organizationId, LIST_CUSTOMERS.first.text)).toBe(51);
    expect(await rowsRead(crowded.organizationId, LIST_CUSTOMERS.next.text, ['person 5', last])).toBe(51);
  });

  it('would be seen to read all of them if it sorted by lower(name)', async () => {
    const text = LIST_CUSTOMERS.first.text.replaceAll('order by c.name_key', 'order by lower(c.name)');
    expect(await rowsRead(crowded.organizationId, text)).toBeGreaterThanOrEqual(MANY);
  });

  it('searches no further than its own tenant', async () => {
    const { firstMatching, nextMatching } = LIST_CUSTOMERS;
    expect(await rowsRead(salon.organizationId, firstMatching.text, ['%nobody like that%'])).toBe(3);
    expect(await rowsRead(salon.organizationId, nextMatching.text, ['b', last, '%nobody like that%'])).toBe(2);
  });
});
