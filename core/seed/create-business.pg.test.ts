import { afterAll, beforeAll, expect, it } from 'vitest';
import { weekly } from './business-plan.ts';
import { createBusiness } from './create-business.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('creates a tenant with all that a plan names, seen by that tenant alone', async () => {
  const { db } = database;
  const salon = await createBusiness(db, {
    name: 'Salon',
    slug: 'salon',
    timeZone: 'Europe/Berlin',
    staff: [
      {
        name: 'Ada',
        email: 'ada@example.com',
        weekly: weekly([1, 2], '09:00-12:00', '13:00-17:30'),
        overrides: [{ day: '2026-12-24', hours: [{ from: 540, to: 720 }] }],
        timeOff: [{ from: '2026-12-27T00:00', to: '2027-01-02T00:00', reason: 'Holidays' }],
      },
      { name: 'Grace' },
    ],
    rooms: [{ name: 'Quiet room', capacity: 2 }],
    services: [
      { name: 'Cut', durationMinutes: 30, staff: ['Ada'], priceAmount: 3500 },
      { name: 'Massage', durationMinutes: 60, rooms: ['Quiet room'] },
    ],
    users: [{ email: 'Ada@Example.com', role: 'owner', staff: 'Ada' }],
  });

  const count = (organizationId: string, table: string) =>
    db.tenant(organizationId, async (sql) => {
      const [row] = await sql.query<{ n: number }>({
        name: `n_${table}`,
        text: `select count(*)::int as n from ${table}`,
      });
      return row!.n;
    });
  expect(await count(salon.organizationId, 'resources')).toBe(3);
  expect(await count(salon.organizationId, 'service_staff')).toBe(3);
  expect(await count(salon.organizationId, 'service_resources')).toBe(1);
  expect(await count(salon.organizationId, 'schedule_overrides')).toBe(1);
  expect(await count(salon.organizationId, 'time_off')).toBe(1);
  expect(await count(salon.organizationId, 'users')).toBe(1);

  const [schedule] = await db.tenant(salon.organizationId, (sql) =>
    sql.query<{ weekly: unknown }>(
      { name: 'weekly_of', text: 'select weekly from schedules where organization_id = $1 and resource_id = $2' },
      [salon.organizationId, salon.staff['Ada']],
    ),
  );
  expect(schedule!.weekly).toEqual([
    { weekday: 1, hours: [{ from: 540, to: 720 }, { from: 780, to: 1050 }] }, // prettier-ignore
    { weekday: 2, hours: [{ from: 540, to: 720 }, { from: 780, to: 1050 }] }, // prettier-ignore
  ]);

  const other = await createBusiness(db, { name: 'Other', slug: 'other' });
  expect(await count(other.organizationId, 'resources')).toBe(0);
});

it('leaves nothing of a business whose slug is taken', async () => {
  const { db } = database;
  await createBusiness(db, { name: 'First', slug: 'twice' });
  await expect(createBusiness(db, { name: 'Second', slug: 'twice' })).rejects.toMatchObject({ code: '23505' });
  const found = await db.query({ name: 'twice', text: `select from directory where kind = 'page' and key = 'twice'` });
  expect(found).toHaveLength(1);
});

it('says which name a plan lacks', async () => {
  const plan = { name: 'X', slug: 'x', services: [{ name: 'Cut', durationMinutes: 30, staff: ['Nobody'] }] };
  await expect(createBusiness(database.db, plan)).rejects.toThrow('"Nobody"');
});
