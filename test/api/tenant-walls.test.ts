import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../core/testing/index.ts';
import { populateTenant, type PopulatedTenant } from '../support/populated-tenants.ts';

// The floor under everything else: what the database itself keeps apart, whatever the code above it asks.

/** Read across tenants by design; they hold ids and digests, nothing of persons. */
const NO_WALL = new Map([
  ['directory', 'finds the tenant of something public'],
  ['outbox', 'the relay works for all tenants'],
]);
const RUNTIME_ROLES = ['bookme_app', 'bookme_reporter'];

let database: TestDatabase;
let superuser: pg.Client;
let app: pg.Client;
let one: PopulatedTenant;

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  app = new pg.Client({ connectionString: database.appUrl });
  await Promise.all([superuser.connect(), app.connect()]);
  one = await populateTenant(database, superuser, 'CanaryOne');
});
afterAll(async () => {
  await Promise.all([superuser.end(), app.end()]);
  await database.drop();
});

const rows = async <Row>(text: string, values: unknown[] = [], on = superuser): Promise<Row[]> =>
  (await on.query(text, values)).rows as Row[];
const names = async (text: string, values: unknown[] = []): Promise<string[]> =>
  (await rows<{ name: string }>(text, values)).map(({ name }) => name);

/** Tables that belong to tenants: with an `organization_id`, and `organizations` itself. */
const TENANT_TABLES = `
  select c.oid, c.relname as name from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and (c.relname = 'organizations' or exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped))`;

const unwalled = () => names(`select t.name from (${TENANT_TABLES}) t join pg_class c using (oid) where not (c.relrowsecurity and c.relforcerowsecurity)`); // prettier-ignore

/** Unique keys that two tenants would meet in. */
const sharedKeys = () =>
  names(`
    select i.indexrelid::regclass::text as name from (${TENANT_TABLES}) t join pg_index i on i.indrelid = t.oid
    where i.indisunique and t.name <> 'organizations' and not exists (
      select from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'organization_id' and a.attnum = any(i.indkey::int2[]))
    order by 1`);

describe('every table of tenants', () => {
  it('is found', async () => {
    expect(await names(`${TENANT_TABLES} order by 2`)).toEqual(
      expect.arrayContaining(['bookings', 'claims', 'customers', 'messages', 'organizations', 'sessions', 'users']),
    );
  });

  it('has row-level security that binds its owner too', async () => {
    expect((await unwalled()).toSorted()).toEqual([...NO_WALL.keys()].toSorted());
  });

  it('has the one policy, for every command and everybody, that its tenant is the transaction’s', async () => {
    const policies = await rows<Record<string, string>>(`
      select tablename, policyname, permissive, roles::text, cmd, qual, with_check from pg_policies
      where schemaname = 'public' order by tablename`);
    const walled = (await names(`${TENANT_TABLES} order by 2`)).filter((name) => !NO_WALL.has(name));
    expect(policies).toEqual(
      walled.map((tablename) => {
        const column = tablename === 'organizations' ? 'id' : 'organization_id';
        const own = `(${column} = (NULLIF(current_setting('app.org'::text, true), ''::text))::uuid)`;
        return {
          tablename,
          policyname: 'tenant',
          permissive: 'PERMISSIVE',
          roles: '{public}',
          cmd: 'ALL',
          qual: own,
          with_check: own,
        };
      }),
    );
  });

  it('has the tenant in every unique key', async () => {
    expect(await sharedKeys()).toEqual(['directory_public_key', 'outbox_pkey']);
  });

  it('refers to others only together with the tenant', async () => {
    const loose = await names(`
      select k.conname as name from pg_constraint k join (${TENANT_TABLES}) t on t.oid = k.conrelid
      where k.contype = 'f' and not exists (
        select from pg_attribute a where a.attrelid = k.conrelid and a.attname = 'organization_id' and a.attnum = any(k.conkey))`);
    expect(loose).toEqual([]);
  });

  it('would be reported without its wall or with a key that tenants share', async () => {
    await superuser.query('create table gifts (organization_id uuid not null, id uuid primary key)');
    try {
      expect(await unwalled()).toContain('gifts');
      expect(await sharedKeys()).toContain('gifts_pkey');
      await superuser.query('alter table gifts enable row level security'); // yet not for its owner
      expect(await unwalled()).toContain('gifts');
    } finally {
      await superuser.query('drop table gifts');
    }
  });
});

describe('the roles of the running product', () => {
  it('are no superusers, pass no policy by and make no roles', async () => {
    const roles = await rows(
      `select rolname as name, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = any($1) order by 1`,
      [RUNTIME_ROLES],
    );
    const nothing = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
    };
    expect(roles).toEqual(RUNTIME_ROLES.map((name) => ({ name, ...nothing })));
  });

  it('own nothing and belong to no other role', async () => {
    expect(
      await names(
        `select c.oid::regclass::text as name from pg_class c where pg_get_userbyid(c.relowner) = any($1)
         union all select p.oid::regprocedure::text from pg_proc p where pg_get_userbyid(p.proowner) = any($1)
         union all select n.nspname from pg_namespace n where pg_get_userbyid(n.nspowner) = any($1)
         union all select d.datname from pg_database d where pg_get_userbyid(d.datdba) = any($1)
         union all select m.roleid::regrole::text from pg_auth_members m where pg_get_userbyid(m.member) = any($1)`,
        [RUNTIME_ROLES],
      ),
    ).toEqual([]);
  });

  it('may not truncate, refer to or hang triggers on any table, nor make one', async () => {
    expect(
      await names(
        `select r || ' ' || c.relname as name from pg_class c, unnest($1::text[]) r
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
           and has_table_privilege(r, c.oid, 'truncate, references, trigger')
         union all select r || ' public' from unnest($1::text[]) r where has_schema_privilege(r, 'public', 'create')`,
        [RUNTIME_ROLES],
      ),
    ).toEqual([]);
  });

  it('find no function or view that acts with its owner’s rights', async () => {
    expect(
      await names(`
        select p.oid::regprocedure::text as name from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
        union all select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
          and not coalesce(c.reloptions @> '{security_invoker=true}', false)`),
    ).toEqual([]);
  });

  it('let the reporter only read', async () => {
    const written = await names(`
      select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and has_table_privilege('bookme_reporter', c.oid, 'insert, update, delete')`);
    expect(written).toEqual([]);
  });
});

describe('without a tenant', () => {
  it('every table of tenants is empty, for the product and for its owner', async () => {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    try {
      for (const name of await names(`${TENANT_TABLES} order by 2`)) {
        const [{ n } = { n: -1 }] = await rows<{ n: number }>(`select count(*)::int as n from ${name}`);
        expect([name, n > 0 || NO_WALL.has(name)]).toEqual([name, true]); // else the next line would prove nothing
        if (NO_WALL.has(name)) continue;
        for (const role of [app, owner])
          expect([name, await rows(`select count(*)::int as n from ${name}`, [], role)]).toEqual([name, [{ n: 0 }]]);
      }
    } finally {
      await owner.end();
    }
  });

  it('nothing can be written', async () => {
    const insert = `insert into customers (organization_id, id, name) values ($1, $2, 'Nobody')`;
    await expect(app.query(insert, [one.organizationId, randomUUID()])).rejects.toMatchObject({ code: '42501' });
    expect((await app.query(`update customers set name = 'Nobody'`)).rowCount).toBe(0);
    expect((await app.query(`delete from bookings`)).rowCount).toBe(0);
  });

  it('nothing is left of the tenant of the transaction before', async () => {
    await database.db.tenant(one.organizationId, async (sql) => {
      expect(await sql.query({ name: 'walls_names', text: 'select name from customers' })).toEqual([
        { name: 'CanaryOne' },
      ]);
    });
    const left = await Promise.all(
      Array.from({ length: 8 }, () => database.db.query({ name: 'walls_names', text: 'select name from customers' })),
    );
    expect(left.flat()).toEqual([]);
  });
});

it('keeps two tenants apart in 1,000 interleaved transactions on a few connections, a third of them failing', async () => {
  const two = await populateTenant(database, superuser, 'CanaryTwo');
  const outcomes = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => {
      const own = index % 2 === 0 ? one : two;
      return database.db
        .tenant(own.organizationId, async (sql) => {
          const seen = await sql.query<{ name: string }>({ name: 'walls_names', text: 'select name from customers' });
          if (index % 3 === 1) await sql.query({ name: 'walls_broken', text: 'select 1 / (select 0)' });
          return seen.length === 1 && seen[0]!.name === own.canary ? 'own' : `leak: ${JSON.stringify(seen)}`;
        })
        .catch((error: Error & { code?: string }) => error.code);
    }),
  );
  expect(Object.fromEntries(Map.groupBy(outcomes, (outcome) => outcome).entries().map(([key, all]) => [key, all.length]))).toEqual({ own: 667, '22012': 333 }); // prettier-ignore
});
