import { createHmac } from 'node:crypto';
import { Client } from 'pg';

/** owner: migrations · app: the running product, held by row-level security · reporter: reads only. */
export const databaseRoles = ['bookme_owner', 'bookme_app', 'bookme_reporter'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

export type ProvisionOptions = {
  readonly database: string;
  /** Copy this database instead of making an empty one. Nobody may be connected to it. */
  readonly template?: string;
};
export type ProvisionedDatabase = { readonly [role in 'owner' | 'app' | 'reporter']: string };

const PROVISION_LOCK = 7_265_001;
const DUPLICATE_DATABASE = '42P04';

/**
 * The password of a role of our own cluster. Derived, so that one secret is kept and every process
 * and test that knows the superuser's URL agrees on it.
 */
export function rolePassword(superuserPassword: string, role: DatabaseRole): string {
  return createHmac('sha256', superuserPassword).update(`role:${role}`).digest('base64url');
}

/**
 * Makes roles, database and extensions as far as they are missing, and answers with the URL of each role.
 * May be repeated and run by several processes at once. Only for clusters that BookMe (or a test) owns:
 * it sets the passwords of the three roles.
 *
 * @param superuserUrl URL of a superuser, password included; its database is only used to connect
 */
export async function provisionDatabase(superuserUrl: string, options: ProvisionOptions): Promise<ProvisionedDatabase> {
  const secret = new URL(superuserUrl).password;
  if (!secret) throw new Error('provisionDatabase needs a superuser URL with a password');
  await withClient(inDatabase(superuserUrl, 'postgres'), async (client) => {
    await client.query('select pg_advisory_lock($1)', [PROVISION_LOCK]); // given back when the connection ends
    for (const role of databaseRoles) await ensureRole(client, role, rolePassword(secret, role));
    await ensureDatabase(client, options);
  });
  await withClient(inDatabase(superuserUrl, options.database), async (client) => {
    await client.query('select pg_advisory_lock($1)', [PROVISION_LOCK]);
    await client.query('create extension if not exists btree_gist');
  });
  const urlOf = (role: DatabaseRole): string => {
    const url = new URL(inDatabase(superuserUrl, options.database));
    url.username = role;
    url.password = rolePassword(secret, role);
    return url.href;
  };
  return { owner: urlOf('bookme_owner'), app: urlOf('bookme_app'), reporter: urlOf('bookme_reporter') };
}

async function ensureRole(client: Client, role: DatabaseRole, password: string): Promise<void> {
  const name = client.escapeIdentifier(role);
  const found = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  if (found.rowCount === 0) await client.query(`create role ${name}`);
  await client.query(
    `alter role ${name} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password ${client.escapeLiteral(password)}`,
  );
  await client.query(`alter role ${name} set timezone = 'UTC'`);
  if (role === 'bookme_reporter') await client.query(`alter role ${name} set default_transaction_read_only = on`);
}

async function ensureDatabase(client: Client, { database, template }: ProvisionOptions): Promise<void> {
  const name = client.escapeIdentifier(database);
  const found = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (found.rowCount === 0) {
    const from = template ? ` template ${client.escapeIdentifier(template)}` : '';
    try {
      await client.query(`create database ${name} owner bookme_owner${from}`);
    } catch (error) {
      if ((error as { code?: string }).code !== DUPLICATE_DATABASE) throw error;
    }
  }
  await client.query(`revoke all on database ${name} from public`);
  await client.query(`grant connect, temporary on database ${name} to bookme_app`);
  await client.query(`grant connect on database ${name} to bookme_reporter`);
}

function inDatabase(url: string, database: string): string {
  const target = new URL(url);
  target.pathname = `/${encodeURIComponent(database)}`;
  return target.href;
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
