import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type TransactionSettings,
} from 'kysely';
import pg from 'pg';

/** One borrowed client. `broken` is why it must not go back into the pool. */
interface Connection extends DatabaseConnection {
  readonly client: pg.PoolClient;
  broken?: Error;
}

const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

// date, timestamp, timestamptz and interval stay text: the ORM reads them itself, and a wall time must not pass
// through a Date, which would see it in the zone of this machine.
const AS_TEXT = new Set([1082, 1114, 1184, 1186]);
const asText = (value: string): string => value;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text') =>
    AS_TEXT.has(oid) ? asText : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

const connectionOf = (client: pg.PoolClient): Connection => ({
  client,
  async executeQuery<R>({ sql, parameters }: CompiledQuery) {
    const { command, rowCount, rows } = await client.query({ text: sql, values: [...parameters], types });
    return WRITES.has(command)
      ? { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) }
      : { rows: (rows ?? []) as R[] };
  },
  streamQuery() {
    throw new Error('Streaming is not offered by this dialect; page through the rows instead.');
  },
});

const settingsOf = ({ isolationLevel, accessMode }: TransactionSettings): string =>
  [isolationLevel && `isolation level ${isolationLevel}`, accessMode].filter(Boolean).join(' ');

/**
 * Kysely over our own pool, for MikroORM. Kysely's own driver keeps the client for ever when begin, commit or rollback
 * fails (kysely issue 1990, present in 0.29.6), so every backend that dies inside a transaction costs a place in the
 * pool until nothing works any more. To be removed once the kill test in orm.pg.test.ts passes without it.
 */
export function createPoolDialect(pool: pg.Pool): Dialect {
  const command = (connection: DatabaseConnection, sql: string) => connection.executeQuery(CompiledQuery.raw(sql));
  const own = (connection: DatabaseConnection): Connection => connection as Connection;

  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connectionOf(await pool.connect()),
    async beginTransaction(connection, settings) {
      try {
        await command(connection, `begin ${settingsOf(settings)}`);
      } catch (error) {
        own(connection).client.release(error as Error); // nobody else would: Kysely forgets it here
        throw error;
      }
    },
    async commitTransaction(connection) {
      const { command: done } = await own(connection).client.query('commit');
      // COMMIT of a transaction that an error has already ended is answered with ROLLBACK and no error.
      if (done !== 'COMMIT') throw new Error('The transaction was rolled back: an error inside it was swallowed.');
    },
    async rollbackTransaction(connection) {
      try {
        await command(connection, 'rollback');
      } catch (error) {
        own(connection).broken = error as Error; // it goes with the connection, see releaseConnection
      }
    },
    savepoint: async (connection, name) => void (await command(connection, `savepoint "${name}"`)),
    rollbackToSavepoint: async (connection, name) =>
      void (await command(connection, `rollback to savepoint "${name}"`)),
    releaseSavepoint: async (connection, name) => void (await command(connection, `release savepoint "${name}"`)),
    releaseConnection: async (connection) => own(connection).client.release(own(connection).broken),
    destroy: async () => undefined, // the pool belongs to the kernel
  };

  return {
    createDriver: () => driver,
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

/** The client under a Kysely connection of this dialect. */
export const clientOf = (connection: DatabaseConnection): pg.PoolClient => (connection as Connection).client;
