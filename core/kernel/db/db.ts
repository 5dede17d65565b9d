import { availableParallelism } from 'node:os';
import pg from 'pg';
import { OperationalError } from '../errors/errors.ts';

/** A prepared statement: the name is its identity on every connection, so one name has one text for ever. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export interface Sql {
  /** Rows of one prepared statement. */
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Db extends Sql {
  /** One auto-committed statement without a tenant: guarded functions (they set it themselves) and tables without a wall. */
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
  /** One transaction that sees exactly one tenant. */
  tenant<T>(organizationId: string, work: (sql: Sql) => Promise<T>): Promise<T>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface DbOptions {
  url: string;
  /** Connections of this process; by the cores of the machine unless told. */
  max?: number | undefined;
  /** Where a connection that dies while idle is reported. */
  onConnectionError?: (error: Error) => void;
  /** Set when the login is not bookme_app itself. */
  role?: string;
}

const SET_TENANT: Statement = {
  name: 'set_tenant',
  text: `select set_config('app.org', $1, true), set_config('lock_timeout', '2000', true)`,
};
const CONNECTION_LOST = new Set([
  '3D000',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08003',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
]);
const RETRYABLE = new Set(['40P01', '40001', '55P03']);
const TRIES = 4;

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const isConnectionLost = (error: unknown): boolean =>
  CONNECTION_LOST.has(codeOf(error) ?? '') ||
  (error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|Query read timeout|is not queryable/.test(
      error.message,
    ));

/** A lost connection is the world's fault (503, try again); all else keeps its own face. */
export const translateDbError = (error: unknown): unknown =>
  isConnectionLost(error)
    ? new OperationalError('database.unavailable', {
        message: 'The database cannot be reached at the moment.',
        retryAfter: 2,
        cause: error,
      })
    : error;

const jitter = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 10 * 2 ** attempt * Math.random()));

/** Runs again after a deadlock, a serialization failure or a lock that was not got in time: at most three times, then 503. */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!RETRYABLE.has(codeOf(error) ?? '')) throw translateDbError(error);
      if (attempt === TRIES)
        throw new OperationalError('database.busy', {
          message: 'Too many at once; please try again.',
          retryAfter: 1,
          cause: error,
        });
      await jitter(attempt);
    }
  }
}

/** Each further backend costs the others their caches, and on few cores more than it brings (docs/adr/0016). */
export const connectionsFor = (cores: number): number => Math.min(20, Math.max(4, 2 * cores));

export function createPool({
  url,
  max = connectionsFor(availableParallelism()),
  onConnectionError,
  role,
}: DbOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 15_000,
    application_name: 'bookme',
    options: role ? `-c role=${role} -c timezone=UTC` : '-c timezone=UTC',
  });
  const report = onConnectionError ?? (() => undefined);
  pool.on('error', report);
  pool.on('connect', (client) => client.on('error', report));
  return pool;
}

const sqlOf = (client: Pick<pg.ClientBase, 'query'>): Sql => ({
  query: async <Row>({ name, text }: Statement, values: readonly unknown[] = []) =>
    (await client.query({ name, text, values: [...values] })).rows as Row[],
});

/** COMMIT of a transaction that an error had already ended is answered with ROLLBACK and no error: nothing was stored. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') throw new Error('The transaction was rolled back: an error inside it was swallowed.');
}

export function createDb(options: DbOptions): Db {
  const pool = createPool(options);

  async function transaction<T>(organizationId: string, work: (sql: Sql) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const sql = sqlOf(client);
      await sql.query(SET_TENANT, [organizationId]);
      const result = await work(sql);
      await commit(client);
      return result;
    } catch (error) {
      await client.query('rollback').catch((cause: Error) => {
        broken = cause; // the connection is thrown away below, so its transaction ends with it
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  return {
    pool,
    query: (statement, values) => withRetries(() => sqlOf(pool as unknown as pg.ClientBase).query(statement, values)),
    tenant: (organizationId, work) => withRetries(() => transaction(organizationId, work)),
    close: () => pool.end(),
  };
}
