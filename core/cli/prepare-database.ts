import { loadConfig } from '../kernel/config/config.ts';
import { migrate } from '../kernel/db/migrate.ts';
import { firstRun, type FirstRun } from '../seed/first-run.ts';

/** What migrations and first seed have to tell the launcher. */
export type Prepared = FirstRun & { readonly applied: readonly string[] };

// Run by the launcher in a process of its own: this needs the whole ORM, the launcher does not.
const config = loadConfig(process.env);
const { databaseUrl, databaseOwnerUrl } = config;
if (!databaseUrl || !databaseOwnerUrl) throw new Error('prepare-database.ts needs DATABASE_URL');
const { applied } = await migrate(databaseOwnerUrl);
const prepared: Prepared = { applied, ...(await firstRun({ ...config, databaseUrl, databaseOwnerUrl })) };
process.send?.(prepared);
process.disconnect?.();
