import { randomUUID } from 'node:crypto';
import { bodyParser } from '@koa/bodyparser';
import type Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import type { Logger } from '../log/log.ts';
import type { Metrics } from '../log/metrics.ts';
import { problems, sendProblem } from './problems.ts';
import { securityHeaders } from './security-headers.ts';

export interface HttpAppDeps {
  router: Router;
  log: Logger;
  metrics: Metrics;
  https: boolean;
  /** How many own proxies stand in front and set X-Forwarded-For. */
  trustProxy: number;
  /** Health, pages and static files; asked before the API's 404. */
  outer: readonly Middleware[];
}

const BODY_LIMIT = '128kb';
const REQUEST_ID = /^[\w.:-]{8,64}$/;
const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Only JSON is read, and only for the API; anything else that brings a body is told so. */
const jsonBody = (): Middleware => {
  const parse = bodyParser({ enableTypes: ['json'], jsonLimit: BODY_LIMIT, jsonStrict: true });
  return (ctx, next) => {
    if (BODILESS.has(ctx.method)) return next();
    const length = Number(ctx.get('content-length') || 0);
    const hasBody = length > 0 || ctx.get('transfer-encoding') !== '';
    if (hasBody && !ctx.is('application/json')) {
      sendProblem(ctx, 415, 'request.unsupported_media_type', {
        detail: 'Send JSON with Content-Type: application/json.',
      });
      return undefined;
    }
    return parse(ctx, next);
  };
};

const observe =
  (log: Logger, metrics: Metrics): Middleware =>
  async (ctx, next) => {
    const begun = performance.now();
    await next();
    const seconds = (performance.now() - begun) / 1000;
    const route = (ctx.state['route'] as string | undefined) ?? 'other';
    metrics.request(route, ctx.status, seconds);
    const level = ctx.status >= 500 ? 'warn' : ctx.method === 'GET' ? 'debug' : 'info';
    log[level](
      { requestId: ctx.state['requestId'], route, status: ctx.status, ms: Math.round(seconds * 1000) },
      'request',
    );
  };

/** Nothing matched below /api: the method is wrong, or there is no such thing. */
const nothingHere =
  (router: Router): Middleware =>
  (ctx) => {
    const offered = router.match(ctx.path, ctx.method).path.flatMap((layer) => layer.methods);
    if (offered.length === 0) return sendProblem(ctx, 404, 'route.not_found');
    ctx.set('allow', [...new Set(offered)].join(', '));
    return sendProblem(ctx, 405, 'route.method_not_allowed');
  };

export async function createHttpApp({ router, log, metrics, https, trustProxy, outer }: HttpAppDeps): Promise<Koa> {
  const app = new Koa({ proxy: trustProxy > 0, maxIpsCount: trustProxy });
  const headers = await securityHeaders({ https });
  app.on('error', (err: unknown) => log.error({ err }, 'connection error'));
  app.use(async (ctx, next) => {
    const given = ctx.get('x-request-id');
    const requestId = REQUEST_ID.test(given) ? given : randomUUID();
    ctx.state['requestId'] = requestId;
    ctx.set('x-request-id', requestId);
    for (const [name, value] of headers) ctx.res.setHeader(name, value);
    await next();
  });
  app.use(observe(log, metrics));
  app.use(problems(log));
  for (const middleware of outer) app.use(middleware);
  app.use(jsonBody());
  app.use(router.routes());
  app.use(nothingHere(router));
  return app;
}
