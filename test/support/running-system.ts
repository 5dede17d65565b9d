import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../core/cli/ports.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const READY_WITHIN_MS = 300_000;

/** BookMe as `npm start` runs it, in a data directory of its own. */
export interface RunningSystem {
  readonly baseUrl: string;
  readonly admin: { readonly email: string; readonly password: string };
  readonly dataDir: string;
  /** Everything printed so far. */
  output(): string;
  /** Text of every mail that was written, oldest first. */
  mails(): string[];
  /** Waits for a mail that fits. @throws Error after so many milliseconds */
  mail(fits: (mail: string) => boolean, withinMs?: number): Promise<string>;
  /** As Ctrl-C. */
  stop(): Promise<number | null>;
  /** As pulling the plug on the launcher; the data directory stays. */
  kill(): Promise<void>;
  /** Removes the data directory; only after the end. */
  remove(): void;
}

/** @param dataDir, port of an earlier system, to start it again */
export async function startRunningSystem({
  port: wantedPort,
  dataDir,
  env = {},
}: { port?: number; dataDir?: string; env?: Record<string, string> } = {}): Promise<RunningSystem> {
  const folder = dataDir ?? mkdtempSync(path.join(tmpdir(), 'bookme-system-'));
  chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user, who passes through here
  const port = wantedPort ?? (await freePort());
  const admin = { email: 'owner@example.com', password: 'a good long password' };
  const child = spawn(process.execPath, [path.join(ROOT, 'core/cli/start.ts')], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      BOOKME_BASE_URL: `http://localhost:${port}`,
      BOOKME_DATA_DIR: folder,
      BOOKME_ADMIN_EMAIL: admin.email,
      BOOKME_ADMIN_PASSWORD: admin.password,
      BOOKME_RATE_LIMITS: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  const baseUrl = `http://localhost:${port}`;

  const isReady = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`BookMe ended with ${child.exitCode} instead of starting:\n${output}`);
    // The addresses are printed when everything is up, the worker included.
    return output.includes(`${baseUrl}/admin`);
  };
  for (const until = Date.now() + READY_WITHIN_MS; !(await isReady()); await sleep(100)) {
    if (Date.now() > until) throw new Error(`BookMe was not ready in time:\n${output}`);
  }

  const mailFolder = path.join(folder, 'mail');
  const mails = (): string[] => {
    const names = readdirSync(mailFolder, { withFileTypes: true }).filter((entry) => entry.name.endsWith('.eml'));
    return names.map((entry) => readFileSync(path.join(mailFolder, entry.name), 'utf8'));
  };
  const ended = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };

  return {
    baseUrl,
    admin,
    dataDir: folder,
    output: () => output,
    mails,
    async mail(fits, withinMs = 20_000) {
      for (const until = Date.now() + withinMs; ; await sleep(50)) {
        const found = mails().find(fits);
        if (found) return found;
        if (Date.now() > until) throw new Error(`no such mail among ${mails().length} within ${withinMs} ms`);
      }
    },
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended();
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
