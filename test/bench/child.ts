import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Child {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/** Runs one of our processes and waits for its `{ type: 'ready', port }`. */
export async function startChild(
  file: string,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<Child> {
  const child: ChildProcess = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ready = once(child, 'message') as Promise<[{ port?: number }]>;
  const exited = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`${file} ended with ${code} before it was ready`)),
  );
  const [{ port = 0 }] = await Promise.race([ready, exited]);
  exited.catch(() => undefined); // from now on its end is expected
  return {
    pid: child.pid!,
    port,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
