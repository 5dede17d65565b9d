import { MikroORM, RowLevelSecurityViolationException } from '@mikro-orm/postgresql';
import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Resource, scheduleEntities } from '../../modules/schedules/schedules.entities.ts';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import { createBusiness } from '../../seed/create-business.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createPool, type Sql } from './db.ts';
import { createOrm, type Orm } from './orm.ts';

const WHO: { name: string; text: string } = { name: 'who', text: 'select pg_backend_pid() as pid' };

let database: TestDatabase;
let superuser: pg.Client;
let salon: CreatedBusiness;
let garage: CreatedBusiness;

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  salon = await createBusiness(database.db, { name: 'Salon', slug: 'salon', staff: [{ name: 'Ada' }] });
  garage = await createBusiness(database.db, {
    name: 'Garage',
    slug: 'garage',
    staff: [{ name: 'Bo' }, { name: 'Cy' }],
  });
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
});

async function withOrm(max: number, use: (orm: Orm, pool: pg.Pool) => Promise<void>): Promise<void> {
  const pool = createPool({ url: database.appUrl, max });
  const orm = createOrm({ pool, entities: scheduleEntities });
  try {
    await use(orm, pool);
  } finally {
    await orm.close();
    await pool.end();
  }
}

const namesOf = (orm: Orm, { organizationId }: CreatedBusiness): Promise<string[]> =>
  orm.tenant(organizationId, async (em) =>
    (await em.find(Resource, {}, { orderBy: { position: 'asc' } })).map(({ name }) => name),
  );

/** Ends the backend that serves this transaction, as a crash would. */
async function killBackendOf(sql: Sql): Promise<void> {
  const [row] = await sql.query<{ pid: number }>(WHO);
  await superuser.query('select pg_terminate_backend($1, 2000)', [row!.pid]);
}

const staffRow = (organizationId: string, locationId: string, id: string, name: string) => ({
  organizationId,
  id,
  locationId,
  kind: 'staff' as const,
  name,
});

describe('a tenant', () => {
  it('sees its own rows and nobody else’s', () =>
    withOrm(2, async (orm) => {
      expect(await namesOf(orm, salon)).toEqual(['Ada']);
      expect(await namesOf(orm, garage)).toEqual(['Bo', 'Cy']);
    }));

  it('cannot write a row of another tenant', () =>
    withOrm(2, async (orm) => {
      const id = '01900000-0000-7000-8000-000000000001';
      const planting = orm.tenant(salon.organizationId, async (em) => {
        em.create(Resource, staffRow(garage.organizationId, garage.locationId, id, 'Mole'));
      });
      await expect(planting).rejects.toBeInstanceOf(RowLevelSecurityViolationException);
      const { rows } = await superuser.query('select from resources where id = $1', [id]);
      expect(rows).toHaveLength(0);
    }));

  it('changes and deletes nothing of another tenant', () =>
    withOrm(2, async (orm) => {
      await orm.tenant(salon.organizationId, async (em) => {
        const foreign = { organizationId: garage.organizationId };
        expect(await em.nativeUpdate(Resource, foreign, { name: 'Owned' })).toBe(0);
        expect(await em.nativeDelete(Resource, foreign)).toBe(0);
      });
      expect(await namesOf(orm, garage)).toEqual(['Bo', 'Cy']);
    }));

  it('is the same for entities and statements, which see what was flushed', () =>
    withOrm(2, async (orm) => {
      const id = '01900000-0000-7000-8000-000000000002';
      const undone = orm.tenant(salon.organizationId, async (em, sql) => {
        em.create(Resource, staffRow(salon.organizationId, salon.locationId, id, 'Dee'));
        await em.flush();
        const rows = await sql.query({ name: 'all_names', text: 'select name from resources order by name' });
        expect(rows).toEqual([{ name: 'Ada' }, { name: 'Dee' }]);
        throw new Error('undo');
      });
      await expect(undone).rejects.toThrow('undo');
      expect(await namesOf(orm, salon)).toEqual(['Ada']);
    }));
});

it('never shows one tenant to another in 1,000 interleaved requests on two connections, a third of them failing', () =>
  withOrm(2, async (orm, pool) => {
    const outcomes = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const own = index % 2 === 0 ? salon : garage;
        const expected = index % 2 === 0 ? ['Ada'] : ['Bo', 'Cy'];
        const failure = index % 3;
        const seen = await orm
          .tenant(own.organizationId, async (em, sql) => {
            const names = (await em.find(Resource, {}, { orderBy: { position: 'asc' } })).map(({ name }) => name);
            if (failure === 1 && index % 2 === 0) await sql.query({ name: 'broken', text: 'select 1 / (select 0)' });
            if (failure === 1) throw new Error('stop');
            return names;
          })
          .catch((error: Error) => error);
        if (seen instanceof Error) return failure === 1 ? 'failed as meant' : String(seen);
        return JSON.stringify(seen) === JSON.stringify(expected) ? 'own' : `leak: ${seen.join()}`;
      }),
    );
    expect(Object.groupBy(outcomes, (outcome) => outcome)).toEqual({
      own: expect.toSatisfy((all: unknown[]) => all.length === 667),
      'failed as meant': expect.toSatisfy((all: unknown[]) => all.length === 333),
    });
    const left = await pool.query(
      `select current_setting('app.org', true) as tenant, count(*)::int as n from resources`,
    );
    expect(left.rows).toEqual([{ tenant: '', n: 0 }]);
  }));

/** How many of `max` transactions can be open at once. */
async function openAtOnce(orm: Orm, max: number): Promise<number> {
  const open = Promise.withResolvers<void>();
  let count = 0;
  await Promise.all(
    Array.from({ length: max }, () =>
      orm.tenant(salon.organizationId, async () => {
        count += 1;
        if (count === max) open.resolve();
        await open.promise;
      }),
    ),
  );
  return count;
}

/** A murder that came too late for its transaction is noticed by whoever asks next: then there is another backend. */
async function livingBackendOf(pool: pg.Pool): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    try {
      return (await pool.query<{ pid: number }>(WHO.text)).rows[0]!.pid;
    } catch (error) {
      if (attempt === 2) throw error;
    }
  }
}

describe('when backends die inside transactions', () => {
  it('has its whole pool again at once', () =>
    withOrm(3, async (orm, pool) => {
      for (let kill = 0; kill < 8; kill++) {
        const murdered = orm.tenant(salon.organizationId, async (em, sql) => {
          await killBackendOf(sql);
          if (kill % 2 === 0) await em.find(Resource, {}); // else the commit is the first to notice
        });
        await expect(murdered).rejects.toMatchObject({ code: 'database.unavailable' });
      }
      expect(await openAtOnce(orm, 3)).toBe(3);
      expect(pool.totalCount).toBeLessThanOrEqual(3);
      expect(pool.waitingCount).toBe(0);
    }));

  it('gives the connection back when not even begin gets through', () =>
    withOrm(1, async (orm, pool) => {
      for (let kill = 0; kill < 5; kill++) {
        const pid = await livingBackendOf(pool);
        const killed = superuser.query('select pg_terminate_backend($1, 2000)', [pid]);
        await namesOf(orm, salon).catch((error: Error) =>
          expect(error).toMatchObject({ code: 'database.unavailable' }),
        );
        await killed;
      }
      expect(await openAtOnce(orm, 1)).toBe(1);
    }));

  // The clients that it loses are never given back, so this pool cannot be ended; its connections are dead anyway.
  it('would run dry with Kysely’s own driver', async () => {
    const pool = createPool({ url: database.appUrl, max: 2 });
    pool.options.connectionTimeoutMillis = 300;
    const orm = new MikroORM({
      entities: scheduleEntities,
      dbName: 'test',
      ensureDatabase: false,
      driverOptions: new PostgresDialect({ pool }),
    });
    const session = { variables: { 'app.org': salon.organizationId } };
    for (let kill = 0; kill < 2; kill++) {
      const murdered = orm.em.fork({ session }).transactional(async (em) => {
        const [{ pid }] = await em.execute<[{ pid: number }]>(WHO.text);
        await superuser.query('select pg_terminate_backend($1, 2000)', [pid]);
        await em.find(Resource, {});
      });
      await expect(murdered).rejects.toThrow(/terminat|not queryable/);
    }
    await expect(orm.em.fork({ session }).transactional(async () => 'through')).rejects.toThrow('timeout exceeded');
  });
});

it('does not report success for a transaction that a swallowed error has ended', () =>
  withOrm(1, async (orm) => {
    const hopeful = orm.tenant(salon.organizationId, async (_em, sql) => {
      const swallowed = await sql
        .query({ name: 'broken', text: 'select 1 / (select 0)' })
        .catch((error: Error) => error);
      expect(swallowed).toBeInstanceOf(Error);
      return 'stored';
    });
    await expect(hopeful).rejects.toThrow('rolled back');
    expect(await openAtOnce(orm, 1)).toBe(1);
  }));

it('runs a transaction again that lost a deadlock', () =>
  withOrm(2, async (orm) => {
    const lock = (name: string) => ({
      name: `lock_${name}`,
      text: `select from resources where name = '${name}' for update`,
    });
    const both = Promise.withResolvers<void>();
    let waiting = 0;
    const inOrder = (first: string, second: string) =>
      orm.tenant(garage.organizationId, async (_em, sql) => {
        await sql.query(lock(first));
        waiting += 1;
        if (waiting >= 2) both.resolve();
        await both.promise;
        await sql.query(lock(second));
        return 'through';
      });
    expect(await Promise.all([inOrder('Bo', 'Cy'), inOrder('Cy', 'Bo')])).toEqual(['through', 'through']);
    expect(waiting).toBe(3);
  }));
