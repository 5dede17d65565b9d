import { MikroORM, type EntityManager, type Transaction } from '@mikro-orm/postgresql';
import type { DatabaseConnection } from 'kysely';
import type pg from 'pg';
import { withRetries, type Sql, type Statement } from './db.ts';
import { clientOf, createPoolDialect } from './kysely-dialect.ts';

/** What `defineEntity` returns. */
export type Entity = NonNullable<NonNullable<ConstructorParameters<typeof MikroORM>[0]>['entities']>[number];

/** The lane of admin and settings: entities and a unit of work. Hot paths use `Db` on the same pool instead. */
export interface Orm {
  /**
   * One transaction that sees exactly one tenant; what was changed is flushed before its commit. `work` runs again
   * after a deadlock, so it must touch nothing but the database.
   *
   * @param work `em` for entities; `sql` for prepared statements in the same transaction (flush what they must see)
   * @throws OperationalError `database.unavailable`, `database.busy`
   */
  tenant<T>(organizationId: string, work: (em: EntityManager, sql: Sql) => Promise<T>): Promise<T>;
  /** Forgets the entities; the pool stays open, it is not the ORM's. */
  close(): Promise<void>;
}

export interface OrmOptions {
  /** From `createPool`. */
  pool: pg.Pool;
  entities: readonly Entity[];
}

/** Its metadata and schema tools without a tenant, for the test that compares entities with the migrated database. */
export const createMikroOrm = ({ pool, entities }: OrmOptions): MikroORM =>
  new MikroORM({
    entities: [...entities],
    dbName: 'bookme', // not asked for: the pool knows where to connect
    ensureDatabase: false,
    driverOptions: createPoolDialect(pool),
    sessionContext: 'transaction',
    metadataCache: { enabled: false },
    discovery: { warnWhenNoEntities: false },
    schemaGenerator: { createForeignKeyConstraints: false, ignoreTriggers: true, ignoreRoutines: true },
  });

/** Statements on the very connection of an open transaction: they see its tenant and what it has flushed. */
const sqlIn = (transaction: Transaction): Sql => ({
  query: <Row>({ name, text }: Statement, values: readonly unknown[] = []) =>
    transaction.getExecutor().provideConnection(async (connection: DatabaseConnection) => {
      const { rows } = await clientOf(connection).query({ name, text, values: [...values] });
      return rows as Row[];
    }),
});

export function createOrm(options: OrmOptions): Orm {
  const orm = createMikroOrm(options);
  return {
    tenant: (organizationId, work) =>
      withRetries(() =>
        orm.em
          .fork({ session: { variables: { 'app.org': organizationId, lock_timeout: 2000 } } })
          .transactional((em) => work(em as EntityManager, sqlIn(em.getTransactionContext()!))),
      ),
    close: () => orm.close(),
  };
}
