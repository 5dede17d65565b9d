import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyPassword } from '../modules/identity/passwords.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { firstRun } from './first-run.ts';

let database: TestDatabase;
let superuser: pg.Client;
beforeEach(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
});
afterEach(async () => {
  await superuser.end();
  await database.drop();
});

const config = (more: { seed?: 'demo' | 'none'; adminPassword?: string } = {}) => ({
  databaseUrl: database.appUrl,
  databaseOwnerUrl: database.ownerUrl,
  seed: 'demo' as const,
  adminEmail: 'admin@example.com',
  adminPassword: undefined,
  ...more,
});

const count = async (table: string): Promise<number> =>
  (await superuser.query(`select count(*)::int as n from ${table}`)).rows[0].n;

const ownerHash = async (): Promise<string> =>
  (await superuser.query(`select password_hash from users where role = 'owner'`)).rows[0].password_hash;

it('gives an empty database the demo salon and an owner whose generated password works', async () => {
  const first = await firstRun(config());
  expect(first).toEqual({
    adminEmail: 'admin@example.com',
    adminPassword: expect.stringMatching(/^([2-9a-hjkmnp-z]{5}-){3}[2-9a-hjkmnp-z]{5}$/),
    pageSlug: 'demo',
  });
  expect(await verifyPassword(await ownerHash(), first.adminPassword!)).toBe(true);
  const { rows } = await superuser.query('select kind, count(*)::int as n from resources group by kind order by kind');
  expect(rows).toEqual([
    { kind: 'room', n: 1 },
    { kind: 'staff', n: 3 },
  ]);
  expect(await count('services')).toBe(7);
  expect(await count('services where requires_approval')).toBe(1);
  expect(await count('time_off')).toBe(1);
});

it('changes nothing on the next start and does not tell a password again', async () => {
  await firstRun(config());
  const hash = await ownerHash();
  const again = await firstRun({ ...config({ seed: 'none' }), adminEmail: 'somebody@else.example' });
  expect(again).toEqual({ adminEmail: 'admin@example.com', pageSlug: 'demo' });
  expect(await ownerHash()).toBe(hash);
  expect(await count('organizations')).toBe(1);
});

it('gives the demo’s class eight Saturdays at 15:00, also across a change of clocks, at which nobody else gets its teacher', async () => {
  await firstRun(config(), { now: () => Date.parse('2027-03-05T12:00:00Z') });
  const { rows } = await superuser.query(
    `select (starts_at at time zone 'Europe/Berlin')::text as wall, capacity, seats_taken from class_sessions order by starts_at`,
  );
  const days = ['03-13', '03-20', '03-27', '04-03', '04-10', '04-17', '04-24', '05-01'];
  expect(rows).toEqual(days.map((day) => ({ wall: `2027-${day} 15:00:00`, capacity: 6, seats_taken: 0 })));
  expect(await count('claims')).toBe(8);
});

it('uses the password it is given and does not repeat it', async () => {
  const first = await firstRun(config({ adminPassword: 'correct horse battery' }));
  expect(first).toEqual({ adminEmail: 'admin@example.com', pageSlug: 'demo' });
  expect(await verifyPassword(await ownerHash(), 'correct horse battery')).toBe(true);
});

it('makes an empty business when no demo is wanted', async () => {
  expect(await firstRun(config({ seed: 'none', adminPassword: 'correct horse battery' }))).toEqual({
    adminEmail: 'admin@example.com',
    pageSlug: 'main',
  });
  expect(await count('locations')).toBe(1);
  expect(await count('services')).toBe(0);
});

it('makes one business when four processes start at once', async () => {
  const runs = await Promise.all([1, 2, 3, 4].map(() => firstRun(config())));
  expect(runs.map(({ pageSlug }) => pageSlug)).toEqual(['demo', 'demo', 'demo', 'demo']);
  expect(runs.filter(({ adminPassword }) => adminPassword !== undefined)).toHaveLength(1);
  expect(await count('organizations')).toBe(1);
});

it('works where the owner’s URL is the only one', async () => {
  const first = await firstRun({
    ...config(),
    databaseUrl: database.superuserUrl,
    databaseOwnerUrl: database.superuserUrl,
  });
  expect(first.pageSlug).toBe('demo');
});
