import path from 'node:path';
import { ConfigError, loadConfig } from '../kernel/config/config.ts';
import { loadEnvFile } from './load-env-file.ts';
import { StartupError } from './startup-error.ts';

// `bookme COMMAND`: the processes of an installation one by one, as an image runs them (docs/running.md).
const root = path.resolve(import.meta.dirname, '../..');

const commands: Record<string, { about: string; run: (args: readonly string[]) => Promise<unknown> }> = {
  start: { about: 'everything, with embedded services where none are set', run: () => import('./start.ts') },
  api: { about: 'the web server', run: () => import('../server.ts') },
  worker: { about: 'workflows, outbox relay and reconciler', run: workerCommand },
  migrate: { about: 'bring the database of DATABASE_OWNER_URL up to date', run: migrateCommand },
  'reset-password': {
    about: 'a new password for EMAIL, or for the first admin',
    run: async (args) => (await import('./reset-password.ts')).resetPasswordCommand(args),
  },
};

function workerCommand(): Promise<unknown> {
  process.env.TZ = 'UTC'; // workflows replay only if every worker is in one zone
  process.argv.splice(2, 1); // it reads its own arguments
  return import(path.join(root, 'workflows/worker.ts')); // by its path: core runs without the package of the workflows
}

async function migrateCommand(): Promise<void> {
  const { databaseOwnerUrl } = loadConfig(process.env);
  if (!databaseOwnerUrl)
    throw new StartupError('migrate needs DATABASE_URL or DATABASE_OWNER_URL. npm start migrates by itself.');
  const { migrate } = await import('../kernel/db/migrate.ts');
  const { applied } = await migrate(databaseOwnerUrl);
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
}

loadEnvFile(root);
const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
try {
  if (!command) {
    const list = Object.entries(commands).map(([word, { about }]) => `  ${word.padEnd(16)}${about}`);
    throw new StartupError(`usage: bookme COMMAND\n\n${list.join('\n')}`);
  }
  await command.run(args);
} catch (error) {
  if (!(error instanceof ConfigError) && !(error instanceof StartupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
