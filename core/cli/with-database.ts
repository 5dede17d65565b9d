import path from 'node:path';
import type { Config } from '../kernel/config/config.ts';
import { lockDataDir } from './data-lock.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { identify } from './process-identity.ts';
import { clusterUrl, readPassword, readPidFile } from './running-postgres.ts';

/**
 * Runs a command on BookMe's database as bookme_app: your own, else the embedded one, which is started for the
 * command when BookMe does not run.
 */
export async function withDatabaseUrl<T>(config: Config, use: (url: string) => Promise<T>): Promise<T> {
  if (config.databaseUrl) return use(config.databaseUrl);
  const dataDir = path.join(config.dataDir, 'postgres');
  const running = readPidFile(path.join(dataDir, 'cluster'));
  if (running?.ready && identify(running.pid)) {
    return use(clusterUrl(running.port, readPassword(dataDir), 'bookme', 'bookme_app'));
  }
  const lock = lockDataDir(config.dataDir);
  try {
    const server = await startEmbeddedPostgres({ dataDir });
    try {
      return await use(server.url('bookme'));
    } finally {
      await server.stop();
    }
  } finally {
    lock.release();
  }
}
