import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

export interface Mailpit {
  /** For SMTP_URL. */
  readonly url: string;
  /** A JSON answer of its REST API, such as `/api/v1/search?query=…`. */
  get<T>(path: string): Promise<T>;
  /** The raw mail. */
  raw(id: string): Promise<string>;
  /** Lets the next mails fail with this code at this step, or (null) not any more. */
  chaos(step: 'Sender' | 'Recipient' | 'Authentication', code: number | null): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one on free ports, with nothing kept on disk. */
export async function startMailpit(program: string): Promise<Mailpit> {
  const [smtp, http] = await freePorts(2);
  const flags = ['--disable-version-check', '--enable-chaos', '--smtp-auth-accept-any', '--smtp-auth-allow-insecure'];
  const child = spawn(program, ['-s', `127.0.0.1:${smtp}`, '-l', `127.0.0.1:${http}`, ...flags], { stdio: 'ignore' });
  const exit = once(child, 'exit');
  const base = `http://127.0.0.1:${http}`;
  const call = async (path: string, init?: RequestInit): Promise<Response> => {
    const answer = await fetch(`${base}${path}`, init);
    if (!answer.ok) throw new Error(`mailpit answered ${answer.status} to ${path}: ${await answer.text()}`);
    return answer;
  };
  await ready(() => call('/readyz'), exit);
  return {
    url: `smtp://127.0.0.1:${smtp}`,
    get: async <T>(path: string) => (await (await call(path)).json()) as T,
    raw: async (id) => (await call(`/api/v1/message/${id}/raw`)).text(),
    async chaos(step, code) {
      const trigger = { ErrorCode: code ?? 451, Probability: code === null ? 0 : 100 };
      await call('/api/v1/chaos', { method: 'PUT', body: JSON.stringify({ [step]: trigger }) });
    },
    async stop() {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

async function ready(ask: () => Promise<unknown>, exit: Promise<unknown>): Promise<void> {
  let gone = false;
  void exit.then(() => (gone = true));
  for (let attempt = 1; ; attempt++) {
    try {
      await ask();
      return;
    } catch (error) {
      if (gone || attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
