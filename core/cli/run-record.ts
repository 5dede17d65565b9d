import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endProcess, isRunning, type ProcessIdentity } from './process-identity.ts';
import { StartupError } from './startup-error.ts';

/** The processes of this start, written down so that the next one can end what a killed one left behind. */
export type RunRecord = {
  readonly set: (name: string, identity: ProcessIdentity) => void;
  readonly clear: () => void;
};

export function createRunRecord(dataDir: string): RunRecord {
  const file = path.join(dataDir, 'run.json');
  let children: Record<string, ProcessIdentity> = {};
  return {
    set(name, identity) {
      children = { ...children, [name]: identity };
      writeFileSync(`${file}.new`, JSON.stringify(children));
      renameSync(`${file}.new`, file);
    },
    clear() {
      children = {};
      rmSync(file, { force: true });
    },
  };
}

/**
 * Ends what still runs of an earlier start. PostgreSQL is not among them: embedded-postgres.ts knows its own,
 * and how to end it without a recovery.
 *
 * @throws StartupError when one of them does not end
 */
export async function endLeftovers(dataDir: string, note: (line: string) => void): Promise<void> {
  for (const [name, identity] of Object.entries(readRecord(dataDir))) {
    if (name === 'PostgreSQL' || !isRunning(identity)) continue;
    note(`stopping the ${name} (process ${identity.pid}) that an earlier start left behind`);
    const ended = await endProcess(identity, [
      { signal: name === 'Temporal' ? 'SIGINT' : 'SIGTERM', graceMs: 4_000 },
      { signal: 'SIGKILL', graceMs: 2_000 },
    ]);
    if (!ended) throw new StartupError(`${name} of an earlier start (process ${identity.pid}) does not end.`);
  }
}

function readRecord(dataDir: string): Record<string, ProcessIdentity> {
  try {
    return JSON.parse(readFileSync(path.join(dataDir, 'run.json'), 'utf8')) as Record<string, ProcessIdentity>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return {};
    throw error;
  }
}
