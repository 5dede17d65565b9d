import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rolePassword, type DatabaseRole } from './provision-database.ts';

/** URL of a role of our own cluster. Names and passwords are ours and need no escaping, databases may. */
export function clusterUrl(
  port: number,
  superuserPassword: string,
  database: string,
  role: DatabaseRole | 'postgres',
): string {
  const password = role === 'postgres' ? superuserPassword : rolePassword(superuserPassword, role);
  return `postgres://${role}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

export const passwordFileOf = (dataDir: string): string => path.join(dataDir, 'superuser-password');
export const readPassword = (dataDir: string): string => readFileSync(passwordFileOf(dataDir), 'utf8').trim();

/** What the server of a cluster says about itself while it runs. */
export type PidFile = {
  readonly pid: number;
  readonly directory: string;
  readonly port: number;
  readonly ready: boolean;
};

export function readPidFile(cluster: string): PidFile | undefined {
  const file = path.join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  return {
    pid: Number(lines[0]),
    directory: lines[1] ?? cluster,
    port: Number(lines[3]),
    ready: lines[7]?.trim() === 'ready',
  };
}
