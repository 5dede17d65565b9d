import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDb, type Db } from '../../kernel/db/db.ts';
import { createRateLimits, type RateLimits } from '../../kernel/http/rate-limits.ts';
import { createDirectory } from '../../kernel/tenancy/directory.ts';
import { createBusiness } from '../../seed/create-business.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createIdentityService, type IdentityService } from './identity.service.ts';
import { verifyPassword } from './passwords.ts';

// The real thing, watched.
vi.mock(import('./passwords.ts'), async (original) => {
  const passwords = await original();
  return { ...passwords, verifyPassword: vi.fn(passwords.verifyPassword) };
});

const PASSWORD = 'correct horse battery';
const clock = { now: () => Date.parse('2026-11-23T08:00:00Z') };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await createBusiness(database.db, {
    name: 'Salon',
    slug: 'salon',
    users: ['known', 'guessed', 'busy', 'down'].map((name) => ({
      email: `${name}@example.com`,
      role: 'owner' as const,
      password: PASSWORD,
    })),
  });
});
afterAll(() => database.drop());

const identityOn = (db: Db, rateLimits: RateLimits = createRateLimits({ pool: db.pool })): IdentityService =>
  createIdentityService({ db, directory: createDirectory(db), rateLimits, clock });

const attempt = (identity: IdentityService, email: string, password: string): Promise<string> =>
  identity.signIn({ email, password }).then(
    () => 'in',
    (error: Error & { code?: string }) => error.code ?? String(error),
  );

describe('guessing', () => {
  it('is over after ten attempts at one account, in every process and after a restart', async () => {
    const first = identityOn(database.db);
    const outcomes = [];
    for (let guess = 0; guess < 10; guess++)
      outcomes.push(await attempt(first, 'guessed@example.com', `guess ${guess}`));
    expect(new Set(outcomes)).toEqual(new Set(['session.wrong_credentials']));
    const restarted = identityOn(database.db);
    await expect(restarted.signIn({ email: 'GUESSED@example.com', password: PASSWORD })).rejects.toMatchObject({
      code: 'request.too_many',
      status: 429,
      retryAfter: expect.toSatisfy((seconds: number) => seconds > 0 && seconds <= 900),
    });
    expect(await attempt(restarted, 'known@example.com', PASSWORD)).toBe('in');
  });

  it('costs an e-mail without an account just the same', async () => {
    const identity = identityOn(database.db);
    for (let guess = 0; guess < 10; guess++) await attempt(identity, 'nobody@example.com', 'a guess');
    expect(await attempt(identity, 'nobody@example.com', 'a guess')).toBe('request.too_many');
  });

  it('is forgiven to those who get it right', async () => {
    const identity = identityOn(database.db);
    for (let round = 0; round < 3; round++) {
      for (let guess = 0; guess < 5; guess++) await attempt(identity, 'busy@example.com', 'mistyped');
      expect(await attempt(identity, 'busy@example.com', PASSWORD)).toBe('in');
    }
  });
});

it('lets nobody in while the attempts cannot be counted', async () => {
  const elsewhere = createDb({ url: 'postgres://nobody:x@127.0.0.1:9/none', max: 1 });
  const identity = identityOn(database.db, createRateLimits({ pool: elsewhere.pool }));
  await expect(identity.signIn({ email: 'down@example.com', password: PASSWORD })).rejects.toMatchObject({
    kind: 'operational',
    code: 'database.unavailable',
  });
  await elsewhere.close();
});

describe('an unknown e-mail', () => {
  /** The statements of one attempt, in order. */
  async function workOf(email: string, password: string): Promise<string[]> {
    const done: string[] = [];
    const note = (name: string): void => void done.push(name);
    const { db } = database;
    const noting: Db = {
      ...db,
      query: (statement, values) => {
        note(statement.name);
        return db.query(statement, values);
      },
      tenant: (organizationId, work) =>
        db.tenant(organizationId, (sql) =>
          work({
            query: (statement, values) => {
              note(`tenant ${statement.name}`);
              return sql.query(statement, values);
            },
          }),
        ),
    };
    const unlimited = { spend: async () => note('spend'), forgive: async () => note('forgive') };
    expect(await attempt(identityOn(noting, unlimited), email, password)).toBe('session.wrong_credentials');
    return done;
  }

  it('is as much work for the database as a wrong password', async () => {
    const unknown = await workOf('stranger@example.com', 'a guess');
    expect(unknown).toEqual(['spend', 'find_in_directory', 'tenant find_account']);
    expect(await workOf('known@example.com', 'a guess')).toEqual(unknown);
  });

  it('is as much work for the processor: one hash is verified, with the same parameters', async () => {
    const identity = identityOn(database.db, { spend: async () => undefined, forgive: async () => undefined });
    const hashesFor = async (email: string): Promise<(string | undefined)[]> => {
      vi.mocked(verifyPassword).mockClear();
      await attempt(identity, email, 'a guess');
      return vi
        .mocked(verifyPassword)
        .mock.calls.map(([hash]) => /^(\$argon2id\$v=19\$[^$]+)\$[^$]+\$.+$/.exec(hash)?.[1]);
    };
    const unknown = await hashesFor('stranger@example.com');
    expect(unknown).toEqual(['$argon2id$v=19$m=19456,t=2,p=1']);
    expect(await hashesFor('known@example.com')).toEqual(unknown);
  });
});
