import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../core/testing/index.ts';
import { foreignShapes, type Shape } from '../support/foreign-shapes.ts';
import { populateTenant, type PopulatedTenant } from '../support/populated-tenants.ts';

const CANARY_A = 'CanaryHere';
const CANARY_B = 'CanaryElsewhere';

let database: TestDatabase;
let superuser: pg.Client;
let app: pg.Client;
let a: PopulatedTenant;
let b: PopulatedTenant;
let shapes: Shape[];
const notices: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  app = new pg.Client({ connectionString: database.appUrl });
  await Promise.all([superuser.connect(), app.connect()]);
  app.on('notice', ({ message }) => notices.push(message ?? ''));
  a = await populateTenant(database, superuser, CANARY_A);
  b = await populateTenant(database, superuser, CANARY_B);
  await superuser.query('analyze');
  shapes = foreignShapes(a, b);
});
afterAll(async () => {
  await Promise.all([superuser.end(), app.end()]);
  await database.drop();
});

/** Everything of B in every table, seen by a superuser. */
async function allOfB(): Promise<string> {
  const { rows } = await superuser.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'organization_id' order by 1`,
  );
  const found = [];
  for (const { name } of rows) {
    const { rows: own } = await superuser.query(
      `select t::text as row from ${name} t where organization_id = $1 order by 1`,
      [b.organizationId],
    );
    found.push(name, ...own.map(({ row }) => row));
  }
  return found.join('\n');
}

/** What a shape gets hold of, in A's context; empty when it is held off as it must be. Its transaction is undone, unless told. */
async function breachOf({ sql, refused }: Shape, end: 'rollback' | 'commit' = 'rollback'): Promise<string> {
  notices.length = 0;
  let said = '';
  let code: string | undefined;
  await app.query('begin');
  await app.query(`select set_config('app.org', $1, true)`, [a.organizationId]);
  try {
    for (const statement of sql) said += JSON.stringify(await app.query(statement).then(({ rows }) => rows));
  } catch (error) {
    code = (error as { code?: string }).code ?? String(error);
    said += JSON.stringify(error, Object.getOwnPropertyNames(error));
  }
  await app.query(end);
  const shown = `${said} ${notices.join(' ')}`;
  if (shown.includes(CANARY_B)) return `shows ${shown.slice(0, 300)}`;
  return code === refused
    ? ''
    : `answers ${code ?? 'without an error'} in place of ${refused ?? 'none'}: ${said.slice(0, 300)}`;
}

describe('in the context of one tenant', () => {
  it('no shape of SQL reads or writes another’s rows', async () => {
    expect(shapes.length).toBeGreaterThan(50);
    const before = await allOfB();
    expect(before.split(CANARY_B).length).toBeGreaterThan(20);
    const breaches: Record<string, string> = {};
    for (const shape of shapes) {
      const breach = await breachOf(shape, 'commit');
      if (breach) breaches[shape.name] = breach;
    }
    expect(breaches).toEqual({});
    expect(await allOfB()).toBe(before);
  });

  it('a plan made for one tenant shows the next one only its own', async () => {
    const seenBy = async (tenant: PopulatedTenant): Promise<string[]> => {
      await app.query('begin');
      await app.query(`select set_config('app.org', $1, true)`, [tenant.organizationId]);
      const { rows } = await app.query<{ name: string }>({ name: 'kept_plan', text: 'select name from services' });
      await app.query('commit');
      return rows.map(({ name }) => name);
    };
    await app.query('set plan_cache_mode = force_generic_plan');
    for (let round = 0; round < 10; round++) {
      expect(await seenBy(a)).toEqual([CANARY_A]);
      expect(await seenBy(b)).toEqual([CANARY_B]);
    }
    await app.query('reset plan_cache_mode');
  });
});

describe('if a wall were missing', () => {
  const named = (name: string): Shape => shapes.find((shape) => shape.name === name)!;

  it.each([
    'read by tenant',
    'read self-join',
    'read window',
    'read prepared statement',
    'read a cheap function that tells',
  ])('the shape “%s” would show it', async (name) => {
    await superuser.query('alter table customers disable row level security');
    try {
      expect(await breachOf(named(name))).toMatch(/^shows /);
    } finally {
      await superuser.query('alter table customers enable row level security');
    }
    expect(await breachOf(named(name))).toBe('');
  });

  it.each(['insert a foreign row', 'move an own row over', 'truncate', 'take the wall down'])(
    'the shape “%s” would go through for a superuser',
    async (name) => {
      const holder = app;
      app = superuser;
      try {
        expect(await breachOf(named(name))).toMatch(/^answers (without an error|23503)/);
      } finally {
        app = holder;
      }
    },
  );

  it('a foreign update would be seen in what is stored', async () => {
    const before = await allOfB();
    await superuser.query(`update customers set phone = '1' where organization_id = $1`, [b.organizationId]);
    expect(await allOfB()).not.toBe(before);
  });
});
