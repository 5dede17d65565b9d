import path from 'node:path';
import type { Config } from '../kernel/config/config.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import type { Logs } from './logs.ts';
import type { StablePorts } from './stable-ports.ts';
import type { Supervisor } from './supervisor.ts';
import { findTemporal } from './temporal-binary.ts';
import { startTemporalServer, type TemporalServer } from './temporal-server.ts';
import { fileTail } from './file-tail.ts';

export type OwnServices = {
  readonly config: Config;
  readonly logs: Logs;
  readonly supervisor: Supervisor;
  readonly ports: StablePorts;
  readonly graceMs: { readonly postgres: number; readonly temporal: number };
  readonly print: (line: string) => void;
};

const POSTGRES_PORT = 54_320;
const TEMPORAL_PORT = 7_233;
const TEMPORAL_UI_PORT = 8_233;

/** PostgreSQL under the supervisor, and how to reach it: the same after every restart. */
export async function runEmbeddedPostgres(
  services: OwnServices,
): Promise<{ databaseUrl: string; databaseOwnerUrl: string }> {
  const { config, logs, supervisor, ports, graceMs, print } = services;
  const logFile = logs.file('postgres');
  const dataDir = path.join(config.dataDir, 'postgres');
  let first: EmbeddedPostgres | undefined;
  await ports.with('postgres', POSTGRES_PORT, (port) =>
    supervisor.run({
      name: 'PostgreSQL',
      graceMs: graceMs.postgres,
      async start() {
        const server = await startEmbeddedPostgres({ dataDir, port, logFile, note: print });
        first ??= server;
        return { ...server, lastLines: () => fileTail(logFile) };
      },
    }),
  );
  if (!first) throw new Error('PostgreSQL was not started');
  return { databaseUrl: first.url('bookme'), databaseOwnerUrl: first.ownerUrl };
}

/** Temporal's development server under the supervisor. The program is looked for, and built if need be, once. */
export async function runTemporal(
  services: OwnServices,
  signal: AbortSignal,
): Promise<{ address: string; uiUrl: string }> {
  const { config, logs, supervisor, ports, graceMs, print } = services;
  const env = { ...process.env, TEMPORAL_CLI: config.temporalCli };
  const { file } = await findTemporal({ env, note: (line) => print(`  ${line}`), signal });
  const logFile = logs.file('temporal');
  const dataFile = path.join(config.dataDir, 'temporal', 'temporal.db');
  let first: TemporalServer | undefined;
  await ports.with('temporal-ui', TEMPORAL_UI_PORT, (uiPort) =>
    ports.with('temporal', TEMPORAL_PORT, (port) =>
      supervisor.run({
        name: 'Temporal',
        graceMs: graceMs.temporal,
        async start() {
          const { temporalNamespace: namespace } = config;
          const server = await startTemporalServer({ binary: file, dataFile, namespace, port, uiPort, logFile });
          first ??= server;
          return { ...server, lastLines: () => fileTail(logFile) };
        },
      }),
    ),
  );
  if (!first) throw new Error('Temporal was not started');
  return { address: first.address, uiUrl: first.uiUrl };
}
