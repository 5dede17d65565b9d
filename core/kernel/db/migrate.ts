import { fileURLToPath } from 'node:url';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';

const FOLDER = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** Brings the database up to date. One process at a time: others wait for it on an advisory lock and then find nothing to do. */
export async function migrate(ownerUrl: string): Promise<{ applied: string[] }> {
  const orm = await MikroORM.init({
    clientUrl: ownerUrl,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: {
      path: FOLDER,
      tableName: 'migrations',
      snapshot: false,
      transactional: true,
      allOrNothing: true,
      silent: true,
    },
    driverOptions: { max: 2 },
  });
  const connection = orm.em.getConnection();
  try {
    await connection.execute(`select pg_advisory_lock(7205759403792794)`);
    const applied = await orm.migrator.up();
    // made before the first migration could set default privileges; /readyz compares it with the code's own list
    await connection.execute(`grant select on migrations to bookme_app`);
    return { applied: applied.map((migration) => migration.name) };
  } finally {
    await orm.close(true);
  }
}
