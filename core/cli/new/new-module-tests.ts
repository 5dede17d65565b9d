import type { Names } from './names.ts';

const ruleTest = (many: Names, one: Names): string => `import { expect, it } from 'vitest';
import { assertRoomForAnother${one.pascal}, MOST_${many.constant} } from './${many.kebab}.domain.ts';

it('allows ${many.title.toLowerCase()} up to the limit and not one more', () => {
  expect(() => assertRoomForAnother${one.pascal}(MOST_${many.constant} - 1)).not.toThrow();
  expect(() => assertRoomForAnother${one.pascal}(MOST_${many.constant})).toThrow(
    expect.objectContaining({ code: '${one.snake}.too_many', status: 409 }),
  );
});
`;

const serviceTest = (many: Names, one: Names): string => `import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPool } from '../../kernel/db/db.ts';
import { createOrm, type Orm } from '../../kernel/db/orm.ts';
import type { UserCaller } from '../../kernel/http/callers.ts';
import { createBusiness, createTestDatabase, type TestDatabase } from '../../testing/index.ts';
import { ${one.camel}Entities } from './${many.kebab}.entities.ts';
import { create${many.pascal}Module } from './${many.kebab}.module.ts';

let database: TestDatabase;
let pool: pg.Pool;
let orm: Orm;
let salon: UserCaller;
let garage: UserCaller;

const ownerOf = (organizationId: string): UserCaller => ({
  kind: 'user',
  organizationId,
  userId: '01900000-0000-7000-8000-000000000001',
  name: 'Ada',
  role: 'owner',
  permissions: new Set(['settings.read', 'settings.write']),
  staffId: null,
  csrfToken: '',
  sessionToken: '',
  expiresAt: Date.parse('2027-01-01T00:00Z'),
});

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.appUrl, max: 2 });
  orm = createOrm({ pool, entities: ${one.camel}Entities });
  const businesses = [
    await createBusiness(database.db, { name: 'Salon', slug: 'salon' }),
    await createBusiness(database.db, { name: 'Garage', slug: 'garage' }),
  ] as const;
  [salon, garage] = [ownerOf(businesses[0].organizationId), ownerOf(businesses[1].organizationId)];
});
afterAll(async () => {
  await orm.close();
  await pool.end();
  await database.drop();
});

it('keeps what was added and changed, for its own business alone', async () => {
  const { service } = create${many.pascal}Module({ orm });
  const made = await service.create({ name: 'First' }, salon);
  await service.update(made.id, { name: 'Renamed', active: false }, salon);
  expect((await service.list(salon)).data).toEqual([{ id: made.id, name: 'Renamed', active: false }]);
  expect((await service.list(garage)).data).toEqual([]);
  await expect(service.update(made.id, { name: 'Taken' }, garage)).rejects.toMatchObject({
    code: '${one.snake}.not_found',
    status: 404,
  });
});
`;

export const moduleTests = (many: Names, one: Names): Record<string, string> => ({
  [`core/modules/${many.kebab}/${many.kebab}.domain.test.ts`]: ruleTest(many, one),
  [`core/modules/${many.kebab}/${many.kebab}.pg.test.ts`]: serviceTest(many, one),
});
