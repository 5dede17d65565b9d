import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { provisionDatabase } from '../cli/provision-database.ts';
import { createDb, type Db } from '../kernel/db/db.ts';

/** A migrated database of its own, empty of tenants. */
export interface TestDatabase {
  /** As bookme_app, the role of the running product: held by row-level security. */
  readonly appUrl: string;
  /** As bookme_owner: owns the tables, and yet is held by row-level security (FORCE). */
  readonly ownerUrl: string;
  /** To look past every wall. Its connections may do anything: for arranging and for oracles only. */
  readonly superuserUrl: string;
  /** The product's own door, as bookme_app. Closed by `drop`. */
  readonly db: Db;
  /** Ends every connection to the database and removes it. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** The server and the migrated database to copy; those of the test run unless told. */
  readonly superuserUrl?: string;
  readonly template?: string;
  /** Connections of `db`. Default 4. */
  readonly max?: number;
}

/** About 0.1 s. Call it once a test file, in `beforeAll`; needs the vitest project `api`, `e2e` or `chaos`. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { superuserUrl, template } =
    options.superuserUrl && options.template
      ? { superuserUrl: options.superuserUrl, template: options.template }
      : inject('postgres');
  const database = `test_${randomBytes(8).toString('hex')}`;
  const { app, owner } = await provisionDatabase(superuserUrl, { database, template });
  const db = createDb({ url: app, max: options.max ?? 4 });
  return {
    appUrl: app,
    ownerUrl: owner,
    superuserUrl: Object.assign(new URL(superuserUrl), { pathname: `/${database}` }).href,
    db,
    async drop() {
      await db.close();
      const client = new pg.Client({ connectionString: superuserUrl });
      await client.connect();
      try {
        await client.query(`drop database if exists ${client.escapeIdentifier(database)} with (force)`);
      } finally {
        await client.end();
      }
    },
  };
}

/** SQL that changes one function of the database, to break on purpose what it guards; fails where there is nothing to change. */
export const rewritten = (name: string, from: string, to: string): string => `
  do $rewrite$
  declare
    v_text text := pg_get_functiondef('${name}'::regproc);
  begin
    if position($from$${from}$from$ in v_text) = 0 then raise exception 'there is nothing to break in ${name}'; end if;
    execute replace(v_text, $from$${from}$from$, $to$${to}$to$);
  end $rewrite$;`;
