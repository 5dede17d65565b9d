import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyPassword } from '../modules/identity/passwords.ts';
import { createBusiness, createTestDatabase, type CreatedBusiness, type TestDatabase } from '../testing/index.ts';
import { resetPassword } from './reset-password.ts';

let database: TestDatabase;
let salon: CreatedBusiness;
let studio: CreatedBusiness;
const both = [
  { email: 'ada@example.com', role: 'owner' },
  { email: 'grace@example.com', role: 'staff' },
] as const;
beforeAll(async () => {
  database = await createTestDatabase();
  salon = await createBusiness(database.db, { name: 'Salon', slug: 'salon', users: [...both] });
  studio = await createBusiness(database.db, { name: 'Studio', slug: 'studio', users: [both[0]] });
});
afterAll(() => database.drop());

async function signsIn(business: CreatedBusiness, email: string, password: string): Promise<boolean> {
  const [user] = await database.db.tenant(business.organizationId, (sql) =>
    sql.query<{ password_hash: string }>({ name: 'hash', text: 'select password_hash from users where email = $1' }, [
      email,
    ]),
  );
  return verifyPassword(user?.password_hash ?? '', password);
}

it('gives an address its new password in every organization, and nobody else', async () => {
  expect(await resetPassword(database.db, 'Ada@Example.com', 'a-new-password-1')).toBe(2);
  expect(await signsIn(salon, 'ada@example.com', 'a-new-password-1')).toBe(true);
  expect(await signsIn(studio, 'ada@example.com', 'a-new-password-1')).toBe(true);
  expect(await signsIn(salon, 'grace@example.com', 'a-new-password-1')).toBe(false);
});

it('says when nobody signs in with an address', async () => {
  expect(await resetPassword(database.db, 'nobody@example.com', 'a-new-password-1')).toBe(0);
});
