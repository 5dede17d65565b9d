import { createHash, randomUUIDv7 } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Resource, scheduleEntities } from '../../modules/schedules/schedules.entities.ts';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import { createBusiness } from '../../seed/create-business.ts';
import { userError } from '../errors/errors.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createWrites, type Write, type WriteRequest } from './idempotent.ts';
import { createOrm, type Orm } from './orm.ts';

let database: TestDatabase;
let superuser: pg.Client;
let orm: Orm;
let write: Write;
let salon: CreatedBusiness;
let garage: CreatedBusiness;

beforeAll(async () => {
  database = await createTestDatabase({ max: 8 });
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  orm = createOrm({ pool: database.db.pool, entities: scheduleEntities });
  write = createWrites({ orm });
  salon = await createBusiness(database.db, { name: 'Salon', slug: 'salon' });
  garage = await createBusiness(database.db, { name: 'Garage', slug: 'garage' });
});
afterAll(async () => {
  await orm.close();
  await superuser.end();
  await database.drop();
});
beforeEach(() => superuser.query('delete from resources; delete from idempotency_keys'));

const request = (key: string | null, body: string, { organizationId } = salon): WriteRequest => ({
  caller: { organizationId },
  idempotency: key
    ? { scope: 'POST /staff user:1', key, requestHash: createHash('sha256').update(body).digest() }
    : null,
});

const addStaff = (name: string, { organizationId, locationId } = salon) => {
  let runs = 0;
  const work: Parameters<Write>[1] = async (em) => {
    runs += 1;
    const id = randomUUIDv7();
    em.create(Resource, { organizationId, id, locationId, kind: 'staff', name });
    return { name, id };
  };
  return Object.assign(work, { runs: () => runs });
};

const stored = async (): Promise<string[]> =>
  (await superuser.query<{ name: string }>('select name from resources order by name')).rows.map(({ name }) => name);

it('answers a repeated request as it did the first time, and does nothing more', async () => {
  const first = await write(request('k1', 'Ada'), addStaff('Ada'));
  const again = addStaff('Ada');
  expect(JSON.stringify(await write(request('k1', 'Ada'), again))).toBe(JSON.stringify(first));
  expect(again.runs()).toBe(0);
  expect(await stored()).toEqual(['Ada']);
});

it('refuses a key that was used for another request', async () => {
  await write(request('k1', 'Ada'), addStaff('Ada'));
  await expect(write(request('k1', 'Bo'), addStaff('Bo'))).rejects.toMatchObject({
    code: 'request.idempotency_key_reused',
    status: 422,
  });
  expect(await stored()).toEqual(['Ada']);
});

it('has one effect and one answer when the same request arrives twenty times at once', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => write(request('k1', 'Ada'), addStaff('Ada'))));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await stored()).toEqual(['Ada']);
});

it('does a work that refuses once, and answers one that lost to its own twin', async () => {
  let runs = 0;
  const refuses = async (): Promise<object> => {
    runs += 1;
    throw userError('staff.name_taken', { status: 409, message: 'There is one of this name.' });
  };
  await expect(write(request('k1', 'Ada'), refuses)).rejects.toMatchObject({ code: 'staff.name_taken' });
  expect(runs).toBe(1);

  const first = addStaff('Ada');
  let answered: object | undefined;
  const lost = write(request('k2', 'Ada'), async () => {
    answered = await write(request('k2', 'Ada'), first); // the same request, which comes first
    return refuses();
  });
  expect(await lost).toEqual(answered);
  expect([runs, first.runs()]).toEqual([2, 1]);
});

it('keeps nothing of a request that failed, so that it can be tried again', async () => {
  const failing = write(request('k1', 'Ada'), async (em, sql) => {
    await addStaff('Ada')(em, sql);
    throw new Error('disk full');
  });
  await expect(failing).rejects.toThrow('disk full');
  expect(await stored()).toEqual([]);
  await write(request('k1', 'Ada'), addStaff('Ada'));
  expect(await stored()).toEqual(['Ada']);
});

it('takes the same key of two tenants for two requests', async () => {
  await write(request('k1', 'Ada'), addStaff('Ada'));
  await write(request('k1', 'Bo', garage), addStaff('Bo', garage));
  expect(await stored()).toEqual(['Ada', 'Bo']);
});

it('repeats the effect of a request without a key', async () => {
  await write(request(null, 'Ada'), addStaff('Ada'));
  await write(request(null, 'Ada'), addStaff('Ada'));
  expect(await stored()).toEqual(['Ada', 'Ada']);
});

it('passes on a unique violation that is not about the key', async () => {
  const id = randomUUIDv7();
  const twice: Parameters<Write>[1] = async (em) => {
    em.create(Resource, {
      organizationId: salon.organizationId,
      id,
      locationId: salon.locationId,
      kind: 'staff',
      name: 'X',
    });
    return { id };
  };
  await write(request('k1', 'X'), twice);
  await expect(write(request('k2', 'X'), twice)).rejects.toMatchObject({ code: '23505', table: 'resources' });
});
