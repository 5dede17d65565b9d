import { DatabaseSchema, defineEntity, p, SchemaComparator } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogEntities } from '../../modules/catalog/catalog.entities.ts';
import { organizationEntities } from '../../modules/organizations/organizations.entities.ts';
import { scheduleEntities } from '../../modules/schedules/schedules.entities.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { tenantWall } from '../tenancy/tenant-wall.ts';
import { createPool } from './db.ts';
import { createMikroOrm, type Entity } from './orm.ts';

/** Written by hand in the migrations alone, which may know more of them than the entities do. */
const ONLY_IN_MIGRATIONS = new Set(['removedForeignKeys', 'removedChecks', 'removedIndexes']);
const NOT_A_DIFFERENCE = new Set(['name', 'fromTable', 'toTable']);

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.ownerUrl, max: 2 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** What would have to change in the database for it to be as the entities say; tables without an entity are left out. */
async function driftOf(entities: readonly Entity[]): Promise<string[]> {
  const orm = createMikroOrm({ pool, entities });
  const platform = orm.em.getPlatform();
  const schema = 'public';
  const real = await DatabaseSchema.create(orm.em.getConnection(), platform, orm.config, schema);
  const meant = DatabaseSchema.fromMetadata(
    [...orm.getMetadata().getAll().values()],
    platform,
    orm.config,
    schema,
    orm.em,
  );
  const { newTables, changedTables } = new SchemaComparator(platform).compare(real, meant);
  await orm.close();
  return [
    ...Object.keys(newTables).map((table) => `${table} is missing`),
    ...Object.entries(changedTables).flatMap(([table, differences]) =>
      Object.entries(differences)
        .filter(([kind]) => !ONLY_IN_MIGRATIONS.has(kind) && !NOT_A_DIFFERENCE.has(kind))
        .filter(([, what]) => (typeof what === 'object' ? Object.keys(what).length > 0 : what !== undefined))
        .map(
          ([kind, what]) => `${table} ${kind}: ${typeof what === 'object' ? Object.keys(what).join() : String(what)}`,
        ),
    ),
  ];
}

it('finds entities and migrated tables equal in columns, keys and policies', async () => {
  expect(await driftOf([...organizationEntities, ...catalogEntities, ...scheduleEntities])).toEqual([]);
});

const organizationId = p.uuid().primary();
const id = p.uuid().primary();

it.each([
  [
    'a column that no migration made',
    defineEntity({ name: 'A', tableName: 'brands', ...tenantWall(), properties: { organizationId, id, name: p.text(), accent: p.text().nullable(), motto: p.text() } }), // prettier-ignore
    ['brands addedColumns: motto'],
  ],
  [
    'another type',
    defineEntity({ name: 'B', tableName: 'brands', ...tenantWall(), properties: { organizationId, id, name: p.integer(), accent: p.text().nullable() } }), // prettier-ignore
    expect.arrayContaining(['brands changedColumns: name']),
  ],
  [
    'another nullability',
    defineEntity({ name: 'C', tableName: 'brands', ...tenantWall(), properties: { organizationId, id, name: p.text(), accent: p.text() } }), // prettier-ignore
    ['brands changedColumns: accent'],
  ],
  [
    'a forgotten column',
    defineEntity({ name: 'D', tableName: 'brands', ...tenantWall(), properties: { organizationId, id, name: p.text() } }), // prettier-ignore
    ['brands removedColumns: accent'],
  ],
  [
    'a missing wall',
    defineEntity({ name: 'E', tableName: 'brands', properties: { organizationId, id, name: p.text(), accent: p.text().nullable() } }), // prettier-ignore
    ['brands removedPolicies: tenant', 'brands changedRlsEnabled: false', 'brands changedRlsForced: false'],
  ],
  [
    'another wall',
    defineEntity({ name: 'F', tableName: 'brands', ...tenantWall('id'), properties: { organizationId, id, name: p.text(), accent: p.text().nullable() } }), // prettier-ignore
    ['brands addedPolicies: tenant', 'brands removedPolicies: tenant'],
  ],
  [
    'a key without the tenant',
    defineEntity({ name: 'G', tableName: 'brands', ...tenantWall(), properties: { organizationId: p.uuid(), id, name: p.text(), accent: p.text().nullable() } }), // prettier-ignore
    expect.arrayContaining([expect.stringContaining('changedIndexes')]),
  ],
  [
    'a table that no migration made',
    defineEntity({ name: 'H', tableName: 'wishes', ...tenantWall(), properties: { organizationId, id } }),
    ['wishes is missing'],
  ],
])('would report %s', async (_what, entity, report) => {
  expect((await driftOf([entity])).map((line) => line.replace('public.', ''))).toEqual(report);
});
