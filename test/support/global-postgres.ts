import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../core/cli/embedded-postgres.ts';
import { provisionDatabase } from '../../core/cli/provision-database.ts';
import { migrate } from '../../core/kernel/db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's PostgreSQL: a superuser's URL, and the name of a migrated database to copy. */
    postgres: { readonly superuserUrl: string; readonly template: string };
  }
}

const TEMPLATE = 'bookme_template';

/** One real PostgreSQL for a run of tests; every test file copies the migrated template for itself. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'bookme-test-postgres-'));
  const server = await startEmbeddedPostgres({ dataDir, durable: false, maxConnections: 400 });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const { owner } = await provisionDatabase(server.superuserUrl, { database: TEMPLATE });
    await migrate(owner);
    project.provide('postgres', { superuserUrl: server.superuserUrl, template: TEMPLATE });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
