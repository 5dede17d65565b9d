import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { createHttpApp } from '../../core/kernel/http/http-app.ts';
import { defineApi } from '../../core/kernel/http/define-api.ts';
import { mountApi } from '../../core/kernel/http/mount-api.ts';
import { createRouter } from '../../core/kernel/http/router.ts';
import { createLog } from '../../core/kernel/log/log.ts';
import { createMetrics } from '../../core/kernel/log/metrics.ts';

// The same small answer by bare node:http and through the product's whole pipeline: request id, security headers,
// metrics, log, problems, body parser, router, access, contract in and out. Only the database is missing.

const api = defineApi({
  empty: {
    method: 'GET',
    path: '/empty',
    access: 'public',
    summary: 'Nothing',
    query: z.strictObject({ n: z.string().optional() }),
    response: z.object({ ok: z.boolean() }),
  },
});

async function listenerOf(kind: string) {
  if (kind === 'bare') {
    return (_: unknown, response: import('node:http').ServerResponse) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ok: true }));
    };
  }
  const nobody = async () => null;
  const router = createRouter({
    routes: mountApi(api, { empty: () => ({ ok: true }) }),
    authenticator: { session: nobody, bookingLink: nobody },
    rateLimits: { spend: async () => undefined, forgive: async () => undefined },
    secureCookies: false,
    kept: { mark: () => 0, conclude: () => undefined },
  });
  const log = createLog('warn', 'bench');
  const app = await createHttpApp({ router, log, metrics: createMetrics(), https: false, trustProxy: 0, outer: [] });
  return app.callback();
}

const server = createServer(await listenerOf(process.argv[2] ?? 'stack'));
server.listen(0, '127.0.0.1', () => process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port }));
process.on('SIGTERM', () => process.exit(0));
