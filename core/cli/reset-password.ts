import { randomBytes } from 'node:crypto';
import { loadConfig } from '../kernel/config/config.ts';
import { sha256 } from '../kernel/crypto/tokens.ts';
import { createDb, type Db, type Statement } from '../kernel/db/db.ts';
import { hashPassword } from '../modules/identity/passwords.ts';
import { StartupError } from './startup-error.ts';
import { withDatabaseUrl } from './with-database.ts';

const FIND: Statement = {
  name: 'cli_find_sign_in',
  text: `select organization_id, target_id from directory where kind = 'sign-in' and key = $1`,
};
const SET: Statement = {
  name: 'cli_set_password',
  text: 'update users set password_hash = $3 where organization_id = $1 and id = $2',
};
const SIGN_OUT: Statement = {
  name: 'cli_end_sessions',
  text: 'delete from sessions where organization_id = $1 and user_id = $2',
};

/**
 * Gives everybody with this address a new password and ends their sessions: for the person at the machine, who
 * forgot it. An address may belong to users of several organizations. Answers how many there were.
 */
export async function resetPassword(db: Db, email: string, password: string): Promise<number> {
  const key = sha256(email.toLowerCase()).toString('hex');
  const users = await db.query<{ organization_id: string; target_id: string }>(FIND, [key]);
  const hash = await hashPassword(password);
  for (const { organization_id: organization, target_id: user } of users) {
    await db.tenant(organization, async (sql) => {
      await sql.query(SET, [organization, user, hash]);
      await sql.query(SIGN_OUT, [organization, user]);
    });
  }
  return users.length;
}

/** `bookme reset-password [EMAIL]`; the first admin's address unless told. */
export async function resetPasswordCommand([address]: readonly string[]): Promise<void> {
  const config = loadConfig(process.env);
  const email = address ?? config.adminEmail;
  const password = randomBytes(12).toString('base64url');
  await withDatabaseUrl(config, async (url) => {
    const db = createDb({ url, max: 1 });
    try {
      if ((await resetPassword(db, email, password)) === 0) throw new StartupError(`Nobody signs in as ${email}.`);
    } finally {
      await db.close();
    }
  });
  console.log(`${email} now signs in with  ${password}  (shown this once). Sessions that were open are ended.`);
}
