import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createBusiness } from '../../seed/create-business.ts';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { storeBooking } from '../../testing/stored-booking.ts';
import { createReconciler, type Reconciler } from './reconciler.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

let database: TestDatabase;
let superuser: pg.Client;
let business: CreatedBusiness;
let neighbour: CreatedBusiness;
let reconciler: Reconciler;

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const plan = { staff: [{ name: 'Anna' }], services: [{ name: 'Cut', durationMinutes: 60 }] };
  business = await createBusiness(database.db, { ...plan, name: 'One', slug: 'one' });
  neighbour = await createBusiness(database.db, { ...plan, name: 'Two', slug: 'two' });
  reconciler = createReconciler(database.db);
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
});
beforeEach(() => superuser.query('truncate outbox, bookings cascade'));

const ago = (ms: number): Date => new Date(Date.now() - ms);
const book = (bookedAt: Date, of = business): Promise<string> =>
  storeBooking(database.db, of, { startsAt: new Date(Date.now() + 60 * DAY), bookedAt });
const dispatched = () => superuser.query('update outbox set dispatched_at = created_at');
const told = () => superuser.query('update bookings set acked_version = version');
const opened = async (): Promise<string[]> =>
  (await superuser.query('select subject_id from outbox where dispatched_at is null order by id')).rows.map(
    (row) => row.subject_id,
  );

it('tells again of a change that was not acknowledged for two minutes, in every tenant', async () => {
  const bookings = [await book(ago(10 * MINUTE)), await book(ago(10 * MINUTE), neighbour)];
  await book(ago(MINUTE)); // too young
  await dispatched();
  expect(await reconciler.reopen()).toBe(2);
  expect((await opened()).sort()).toEqual(bookings.sort());
});

it('leaves alone what is acknowledged and not due', async () => {
  await book(ago(10 * MINUTE));
  await dispatched();
  await told();
  await superuser.query(`update bookings set wake_at = now() + interval '1 minute'`);
  expect(await reconciler.reopen()).toBe(0);
});

it('opens a parked booking whose wake date has come, and once only', async () => {
  const id = await book(ago(40 * DAY));
  await dispatched();
  await told();
  await superuser.query('update bookings set wake_at = now()');
  expect(await reconciler.reopen()).toBe(1);
  expect(await opened()).toEqual([id]);
  await dispatched();
  expect(await reconciler.reopen()).toBe(0); // somebody was told; if nothing comes of it, again in half an hour
  await superuser.query(`update bookings set wake_at = wake_at - interval '31 minutes'`);
  expect(await reconciler.reopen()).toBe(1);
});

it('adds nothing while an outbox row is still waiting, or an outage would grow the outbox every minute', async () => {
  await book(ago(10 * MINUTE));
  await superuser.query('update bookings set wake_at = now()');
  expect(await reconciler.reopen()).toBe(0);
});

it('does not knock again at once where nobody opens: the pause grows with the age of the change', async () => {
  await book(ago(40 * MINUTE));
  await superuser.query(`update outbox set dispatched_at = now(), created_at = now() - interval '9 minutes'`);
  expect(await reconciler.reopen()).toBe(0);
  await superuser.query(`update outbox set created_at = now() - interval '11 minutes'`);
  expect(await reconciler.reopen()).toBe(1);
});

it('repairs acknowledgements that were rewound by hand', async () => {
  for (let i = 0; i < 100; i++) await book(ago(20 * MINUTE));
  await dispatched();
  await told();
  await superuser.query(`update bookings set wake_at = now() + interval '20 days'`);
  await superuser.query('update bookings set acked_version = 0');
  expect(await reconciler.reopen()).toBe(100);
});

it('runs in several processes at once without opening anything twice', async () => {
  for (let i = 0; i < 20; i++) await book(ago(10 * MINUTE));
  await dispatched();
  const counts = await Promise.all(Array.from({ length: 4 }, () => reconciler.reopen()));
  expect(counts.reduce((sum, count) => sum + count)).toBe(20);
  expect(new Set(await opened()).size).toBe(20);
});

it('finds its bookings by index among two thousand that need nothing', async () => {
  const id = await book(ago(10 * MINUTE));
  await told();
  await superuser.query(
    `insert into bookings select (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(),
       'wake_at', now() + make_interval(mins => n), 'acked_version', 1))).* from bookings b, generate_series(1, 2000) as n where b.id = $1`,
    [id],
  );
  await superuser.query('analyze bookings');
  const { organizationId } = business;
  const plan = (where: string): Promise<string> =>
    database.db.tenant(organizationId, async (sql) => {
      const text = `explain select id from bookings where organization_id = '${organizationId}' and ${where}`;
      const rows = await sql.query<Record<string, string>>({ name: `explain_${where.slice(0, 8)}`, text });
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
  const unacknowledged = await plan(`acked_version < version and updated_at < now() - interval '2 minutes'`);
  expect(unacknowledged).toContain('bookings_unacked');
  expect(await plan('wake_at <= now()')).toContain('bookings_wake');
});

it('sweeps what has had its time and nothing else', async () => {
  const id = await book(ago(DAY));
  const { organizationId } = business;
  const resource = business.staff['Anna'];
  await superuser.query(`update outbox set dispatched_at = now() - interval '8 days'`);
  await book(ago(8 * DAY)); // waits for a week already: it is not lost
  const key = `insert into idempotency_keys values ($1, 'book', $2, ''::bytea, '{}', now() - $3::interval)`;
  await superuser.query(key, [organizationId, 'old', '73 hours']);
  await superuser.query(key, [organizationId, 'young', '71 hours']);
  const claim = `insert into claims (organization_id, booking_id, resource_id, piece, busy_from, busy_to, expires_at)
    values ($1, $2, $3, $4::int, now() + make_interval(hours => $4::int), now() + make_interval(hours => $4::int + 1), $5)`;
  await superuser.query(claim, [organizationId, id, resource, 1, ago(MINUTE)]);
  await superuser.query(claim, [organizationId, id, resource, 2, new Date(Date.now() + MINUTE)]);
  await superuser.query(claim, [organizationId, id, resource, 3, null]);

  await reconciler.sweep();

  const left = async (sql: string): Promise<unknown[]> => (await superuser.query(sql)).rows.map((row) => row.left);
  expect(await left(`select count(*)::int as left from outbox`)).toEqual([1]);
  expect(await left(`select key as left from idempotency_keys`)).toEqual(['young']);
  expect(await left(`select piece as left from claims order by piece`)).toEqual([2, 3]);
});
