import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../core/cli/embedded-postgres.ts';
import { createDb, type Db } from '../../core/kernel/db/db.ts';
import { migrate } from '../../core/kernel/db/migrate.ts';
import { startChild, type Child } from './child.ts';
import { createReferenceData, REFERENCE, type ReferenceData, type ReferenceSize } from './reference-data.ts';

const API = path.resolve(import.meta.dirname, '../../core/server.ts');

export interface BenchSystem {
  readonly postgres: EmbeddedPostgres;
  readonly db: Db;
  readonly data: ReferenceData;
  readonly env: Record<string, string>;
  /** A real API process on this database, its rate limits off. */
  startApi(): Promise<Child>;
  close(): Promise<void>;
}

/** A durable PostgreSQL of its own with the reference data set. */
export async function startSystem({
  appointments = 2_000,
  size = REFERENCE,
}: { appointments?: number; size?: ReferenceSize } = {}): Promise<BenchSystem> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bookme-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir: folder, durable: true });
  await migrate(postgres.ownerUrl);
  const db = createDb({ url: postgres.url('bookme'), max: 8 });
  const data = await createReferenceData(db, new URL('/bookme', postgres.superuserUrl).href, appointments, size);
  const env = {
    DATABASE_URL: postgres.url('bookme'),
    DATABASE_OWNER_URL: postgres.ownerUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:9', // nobody is there: booking must not need it
    BOOKME_SECRET: randomBytes(32).toString('hex'),
    BOOKME_DATA_DIR: folder,
    BOOKME_RATE_LIMITS: 'off',
    BOOKME_LOG_LEVEL: 'warn',
    PORT: '0',
    HOST: '127.0.0.1',
  };
  return {
    postgres,
    db,
    data,
    env,
    startApi: () => startChild(API, env),
    async close() {
      await db.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
