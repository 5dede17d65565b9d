import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp, createRuntime, type Runtime } from '../app.ts';
import type { Route } from '../kernel/http/mount-api.ts';
import type { Clock } from '../kernel/clock/clock.ts';
import { loadRuntimeConfig } from '../kernel/config/config.ts';
import type { TestDatabase } from './database.ts';

/** The whole API on a free port of this machine, on a test's own database. */
export interface TestApi {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly runtime: Runtime;
  /** What the server serves. */
  readonly routes: readonly Route[];
  /** One request; the body of the answer as text and, when it is JSON, as a value. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  /** Signs in and returns what further requests need. */
  signIn(email: string, password: string): Promise<SignedIn>;
  close(): Promise<void>;
}

export interface AskOptions {
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads what it expects
  readonly json: any;
}

export interface SignedIn {
  /** Cookie and CSRF token. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface TestApiOptions {
  readonly clock?: Clock;
  /** Environment besides what the test database decides; limits are off unless told. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function startTestApi(database: TestDatabase, { clock, env = {} }: TestApiOptions = {}): Promise<TestApi> {
  const config = loadRuntimeConfig({
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:9',
    BOOKME_SECRET: 'only for tests: thirty-two characters',
    BOOKME_LOG_LEVEL: 'silent',
    BOOKME_RATE_LIMITS: 'off',
    PORT: '0',
    ...env,
  });
  const runtime = await createRuntime(config, { name: 'test', ...(clock ? { clock } : {}) });
  const { app, stream, routes } = await createHttp(runtime);
  const server = createServer(app.callback());
  stream.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function ask(method: string, path: string, { body, raw, headers = {} }: AskOptions = {}): Promise<Answer> {
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(content === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      redirect: 'manual',
      ...(content === undefined ? {} : { body: content as string }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text ? JSON.parse(text) : undefined,
    };
  }

  return {
    url,
    runtime,
    routes,
    ask,
    async signIn(email, password) {
      const answer = await ask('POST', '/api/v1/session', { body: { email, password } });
      if (answer.status !== 201) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
      const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
      return { headers: { cookie, 'x-csrf-token': answer.json.csrfToken } };
    },
    async close() {
      stream.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await runtime.close();
    },
  };
}
