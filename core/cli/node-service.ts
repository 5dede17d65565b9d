import { spawn } from 'node:child_process';
import type { Logs } from './logs.ts';
import { endProcess, identify } from './process-identity.ts';
import type { Running } from './supervisor.ts';
import { StartupError } from './startup-error.ts';

export type NodeServiceOptions = {
  readonly name: string;
  /** Absolute path of a .ts or .js file. */
  readonly file: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logs: Logs;
  /** Called when the process says `{ type: 'ready' }` on its channel. */
  readonly onReady: () => void;
};

/**
 * Runs one of our own processes on this very Node. It gets a channel to us, by which it notices our end even
 * when we are killed (parent-watch.ts).
 */
export function startNodeService({ name, file, cwd, env, logs, onReady }: NodeServiceOptions): Running {
  const child = spawn(process.execPath, [file], {
    cwd,
    env: { ...process.env, ...env },
    detached: true, // its own group: Ctrl-C reaches the launcher alone, which stops things in order
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (!identity || !child.stdout || !child.stderr) throw new StartupError(`The ${name} (${file}) could not be run.`);
  const lastLines = logs.capture(name.toLowerCase(), child.stdout, child.stderr);
  child.on('message', (message) => {
    if ((message as { type?: unknown }).type === 'ready') onReady();
  });
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', reject);
  });
  return {
    identity,
    exited,
    lastLines,
    async stop(graceMs = 4_000) {
      const ended = await endProcess(identity, [
        { signal: 'SIGTERM', graceMs },
        { signal: 'SIGKILL', graceMs: 1_000 },
      ]);
      if (!ended) throw new StartupError(`The ${name} (process ${identity.pid}) does not end, even when killed.`);
    },
  };
}
