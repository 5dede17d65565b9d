import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRaceWorld, everyDay } from '../../core/testing/race-world.ts';
import { createTestDatabase, type TestDatabase } from '../../core/testing/index.ts';
import { EVENTS, STAMP } from '../../core/modules/feeds/feed-rows.ts';
import { ROWS_READ, rowsReadBy } from '../../core/testing/rows-read.ts';
import { createReferenceData, type ReferenceData } from '../bench/reference-data.ts';

// Under row-level security an operator that is not leakproof silently reads the tenant's whole history, and nothing
// fails but the clock. So the rows that the hot statements read are counted, as the role of the running product, on a
// tenant with a full month; whoever reads more than he answers with turns red.

let database: TestDatabase;
let data: ReferenceData;
let app: pg.Client;
let superuser: pg.Client;

const rowsRead = (table: string, text: string, values: unknown[]) =>
  rowsReadBy({ app, superuser }, table, text, values);

beforeAll(async () => {
  database = await createTestDatabase();
  data = await createReferenceData(database.db, database.superuserUrl, 2_000);
  app = new pg.Client({ connectionString: database.appUrl });
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await Promise.all([app.connect(), superuser.connect()]);
});
afterAll(async () => {
  await app.end();
  await superuser.end();
  await database.drop();
});

const day = (): [from: string, to: string] => [`${data.month.from}T00:00:00Z`, `${data.month.from}T23:59:59Z`];
const staff = (): string[] => Object.values(data.business.staff);

describe('a day of everybody', () => {
  const text = `select * from busy_times($1, $2, $3, $4, '{}', null)`;

  it('is answered from the claims of that day', async () => {
    const { organizationId } = data.business;
    const read = await rowsRead('claims', text, [organizationId, staff(), ...day()]);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(400);
  });

  it('asked by the range instead would read the whole history', async () => {
    const { organizationId } = data.business;
    await app.query(`select set_config('app.org', $1, false)`, [organizationId]);
    const byRange = `select count(*) from claims where organization_id = $1 and resource_id = any($2) and occupied && tstzrange($3, $4)`;
    const read = await rowsRead('claims', byRange, [organizationId, staff(), ...day()]);
    await app.query(`select set_config('app.org', '', false)`);
    expect(read).toBeGreaterThan(1_500);
  });
});

describe('the calendar feed of one team member', () => {
  const mine = `from bookings where organization_id = $1 and staff_id = $2`;

  it.each([
    ['its stamp', STAMP.staff.text],
    ['its events', EVENTS.staff.text],
    [
      'unlike a feed that looks the team over',
      `${EVENTS.staff.text} `.replace('b.staff_id = $2', `b.staff_id::text = $2::text`),
    ],
  ])('%s', async (what, text) => {
    const { organizationId } = data.business;
    const values = [organizationId, staff()[0], Date.parse(`${data.month.from}T00:00:00Z`) - 86_400_000];
    await app.query(`select set_config('app.org', $1, false)`, [organizationId]);
    const own = Number((await app.query(`select count(*) as n ${mine}`, values.slice(0, 2))).rows[0].n);
    const read = await rowsRead('bookings', text, values);
    await app.query(`select set_config('app.org', '', false)`);
    expect(own).toBeGreaterThan(20);
    if (what.startsWith('unlike')) expect(read).toBeGreaterThan(3 * own);
    else expect(read).toBeLessThanOrEqual(own + 10);
  });
});

describe('many bookings on a database that was empty when their statements were planned', () => {
  const booked = 80;

  /** Rows of `table` read for each of the last twenty, one connection for all. */
  async function readForEach(table: string, sabotage?: string): Promise<number> {
    const world = await createRaceWorld(
      {
        name: 'New',
        slug: 'new',
        staff: [{ name: 'Ann', weekly: everyDay }],
        services: [{ name: 'Cut', durationMinutes: 15 }],
      },
      sabotage,
    );
    try {
      const count = async () => {
        await world.sql('select pg_stat_clear_snapshot()');
        const [row] = await world.sql<{ rows: number }>(ROWS_READ.replaceAll('$1', `'${table}'`));
        return row!.rows;
      };
      const flush = { name: 'flush_statistics', text: 'select pg_stat_force_next_flush()' };
      let before = 0;
      for (let n = 0; n < booked; n++) {
        if (n === booked - 20) before = await count();
        const startsAt = new Date(Date.parse('2026-11-25T00:00:00Z') + n * 15 * 60_000).toISOString();
        const ask = world.ask('Cut', startsAt, { staffId: world.business.staff['Ann']! });
        await world.bookings.book(ask, { scope: 'POST /bookings anyone', key: `k${n}`, requestHash: Buffer.from('a') });
        await Promise.all(Array.from({ length: 8 }, () => world.db.query(flush)));
      }
      return ((await count()) - before) / 20;
    } finally {
      await world.drop();
    }
  }

  it('read what they need of each table, however many there are', async () => {
    expect(await readForEach('idempotency_keys')).toBeLessThan(5);
    const claims = await readForEach('claims');
    expect(claims).toBeGreaterThan(0);
    expect(claims).toBeLessThan(110);
  });

  it('would read all keys there are by an index on their age', async () => {
    const tempting =
      'alter table idempotency_keys drop constraint idempotency_keys_pkey; create index by_age on idempotency_keys (organization_id, created_at)';
    expect(await readForEach('idempotency_keys', tempting)).toBeGreaterThan(40);
  });
});

it('one booking is read by its key', async () => {
  const { organizationId } = data.business;
  const { rows } = await superuser.query<{ id: string }>('select id from bookings limit 1');
  await app.query(`select set_config('app.org', $1, false)`, [organizationId]);
  const read = await rowsRead('bookings', 'select link_hash from bookings where organization_id = $1 and id = $2', [
    organizationId,
    rows[0]!.id,
  ]);
  await app.query(`select set_config('app.org', '', false)`);
  expect(read).toBeLessThanOrEqual(2);
});

it('the relay reads the waiting rows and not those that are done', async () => {
  await superuser.query(`
    insert into outbox (organization_id, topic, subject_id, version, dispatched_at) select uuidv7(), 'booking', uuidv7(), 1, now() from generate_series(1, 3000);
    insert into outbox (organization_id, topic, subject_id, version) select uuidv7(), 'booking', uuidv7(), 1 from generate_series(1, 5);
    analyze outbox`);
  const text = `select id from outbox where dispatched_at is null and next_attempt_at <= now() order by next_attempt_at, id limit 20`;
  expect(await rowsRead('outbox', text, [])).toBeLessThanOrEqual(20);
});
