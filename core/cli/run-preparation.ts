import { fork } from 'node:child_process';
import type { Logs } from './logs.ts';
import type { Prepared } from './prepare-database.ts';
import { StartupError } from './startup-error.ts';

export type PreparationOptions = {
  readonly file: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logs: Logs;
  readonly signal: AbortSignal;
};

/**
 * Migrates and seeds, in a process of its own.
 * @throws StartupError with the end of its output when it fails
 */
export async function runPreparation({ file, cwd, env, logs, signal }: PreparationOptions): Promise<Prepared> {
  const child = fork(file, { cwd, env: { ...process.env, ...env }, silent: true, signal, detached: true });
  if (!child.stdout || !child.stderr) throw new Error('fork without pipes');
  const lastLines = logs.capture('migrations', child.stdout, child.stderr, { quiet: true }); // the message below has it
  let prepared: Prepared | undefined;
  child.on('message', (message) => (prepared = message as Prepared));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0 && prepared) return prepared;
  throw new StartupError(`The database could not be prepared:\n${lastLines()}`);
}
