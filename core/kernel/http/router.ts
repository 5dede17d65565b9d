import { createHash } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { notFound, userError } from '../errors/errors.ts';
import { sessionCookieName, type Authenticator, type Caller } from './callers.ts';
import type { Endpoint, Permission } from './define-api.ts';
import { isKnown, type KeptAnswers, type Upon } from './kept-answers.ts';
import type { ApiRequest, Document, Idempotency, Route, SessionCookie } from './mount-api.ts';
import type { RateLimits } from './rate-limits.ts';
import { validate } from './validate.ts';

export interface RouterDeps {
  routes: readonly Route[];
  authenticator: Authenticator;
  rateLimits: RateLimits;
  /** Cookies are `Secure` and named `__Host-…`. */
  secureCookies: boolean;
  kept: Pick<KeptAnswers, 'mark' | 'conclude'>;
}

const KEY = /^[\x21-\x7e]{1,200}$/;
const SAFE = new Set(['GET', 'HEAD']);
/** Of a route that takes none: a wish such as `dryRun` is refused there, never passed over. */
const NO_QUERY = z.strictObject({});

const signInNeeded = () => userError('session.required', { status: 401, message: 'Please sign in.' });

/** Every route says who may call it; the server does not start with one that does not. */
function assertDeclared(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const { endpoint, handle } of routes) {
    const place = `${endpoint.method} ${endpoint.path}`;
    if (!/^(public|booking-link|signed-in|can:[a-z]+\.[a-z]+)$/.test(endpoint.access ?? ''))
      throw new Error(`${place} does not declare its access.`);
    if (typeof handle !== 'function') throw new Error(`${place} has no handler.`);
    if (endpoint.kept && (endpoint.access !== 'public' || endpoint.method !== 'GET'))
      throw new Error(`${place} cannot be kept: its answer is not for everyone.`);
    if (seen.has(place)) throw new Error(`${place} is declared twice.`);
    seen.add(place);
  }
}

function bearerOf(ctx: Context, { produces }: Endpoint): string | undefined {
  const header = /^Bearer ([\w.~+/=-]{1,200})$/.exec(ctx.get('authorization'))?.[1];
  // A calendar file is opened by programs that send no header.
  const query = ctx.query['token'];
  return header ?? (produces && typeof query === 'string' ? query : undefined);
}

async function authenticate(
  ctx: Context,
  endpoint: Endpoint,
  cookieName: string,
  authenticator: Authenticator,
): Promise<Caller> {
  const { access } = endpoint;
  if (access === 'public') return { kind: 'anonymous' };
  if (access === 'booking-link') {
    const token = bearerOf(ctx, endpoint);
    const caller = token ? await authenticator.bookingLink(token, (ctx['params'] as { id?: string }).id ?? '') : null;
    if (!caller) throw notFound('booking');
    return caller;
  }
  const token = ctx.cookies.get(cookieName);
  const caller = token ? await authenticator.session(token) : null;
  if (!caller) throw signInNeeded();
  if (!SAFE.has(ctx.method) && ctx.get('x-csrf-token') !== caller.csrfToken) {
    throw userError('session.csrf', { status: 403, message: 'The page is out of date. Please reload it.' });
  }
  const permission = access.startsWith('can:') ? (access.slice(4) as Permission) : undefined;
  if (permission && !caller.permissions.has(permission)) {
    throw userError('session.forbidden', { status: 403, message: 'Your role does not allow this.' });
  }
  return caller;
}

const principalOf = (caller: Caller): string =>
  caller.kind === 'user' ? `user:${caller.userId}` : caller.kind === 'link' ? `link:${caller.bookingId}` : 'anyone';

function idempotencyOf(ctx: Context, endpoint: Endpoint, caller: Caller, body: unknown): Idempotency | null {
  const key = ctx.get('idempotency-key');
  if (!key || !endpoint.idempotent) return null;
  if (!KEY.test(key))
    throw userError('request.invalid_idempotency_key', {
      message: 'Idempotency-Key takes 1 to 200 visible ASCII characters.',
    });
  const requestHash = createHash('sha256')
    .update(JSON.stringify([ctx.path, body ?? null]))
    .digest();
  return { scope: `${endpoint.method} ${endpoint.path} ${principalOf(caller)}`, key, requestHash };
}

const cookieOf = (ctx: Context, name: string, secure: boolean): SessionCookie => ({
  set: (token, expiresAt) =>
    void ctx.cookies.set(name, token, {
      httpOnly: true,
      sameSite: 'lax',
      secure,
      path: '/',
      expires: new Date(expiresAt),
      overwrite: true,
    }),
  clear: () =>
    void ctx.cookies.set(name, null, { httpOnly: true, sameSite: 'lax', secure, path: '/', overwrite: true }),
});

const knows = (ctx: Context, etag: string): boolean => isKnown(ctx.get('if-none-match'), etag);

function sendDocument(ctx: Context, type: string, { content, filename, etag, headers = {} }: Document): void {
  ctx.set(headers);
  if (etag) ctx.set('etag', etag);
  if (etag && knows(ctx, etag)) {
    ctx.status = 304;
    return;
  }
  ctx.type = type;
  if (filename) ctx.set('content-disposition', `attachment; filename="${filename}"`);
  ctx.body = content;
}

function send(ctx: Context, { endpoint, name }: Route, answer: unknown): void {
  const preview = ctx.query['dryRun'] === 'true' ? endpoint.preview : undefined;
  const response = preview ?? endpoint.response;
  ctx.status = preview ? 200 : (endpoint.status ?? 200);
  if (endpoint.produces) {
    sendDocument(ctx, endpoint.produces, answer as Document);
  } else if (response) {
    const result = response.safeParse(answer);
    if (!result.success) throw new Error(`${name} answers what its contract does not allow: ${result.error.message}`);
    ctx.body = result.data;
  } else {
    ctx.status = endpoint.status ?? 204;
    ctx.body = null;
  }
}

/** One Koa router for all modules: limit, caller, CSRF, permission, contract; then the handler; then the contract again. */
export function createRouter({ routes, authenticator, rateLimits, secureCookies, kept }: RouterDeps): Router {
  assertDeclared(routes);
  const cookieName = sessionCookieName(secureCookies);
  const router = new Router({ prefix: '/api/v1' });
  for (const route of routes) {
    const { endpoint } = route;
    router.register(endpoint.path, [endpoint.method], async (ctx) => {
      ctx.set('cache-control', 'no-store');
      const place = `${endpoint.method} ${endpoint.path}`;
      ctx.state['route'] = place;
      const limit = endpoint.limit ?? (SAFE.has(ctx.method) ? 'read' : 'write');
      await rateLimits.spend(limit, ctx.ip);
      const asOf = kept.mark();
      let upon: Upon | undefined;
      const raw = (ctx.request as unknown as { body?: unknown }).body;
      const caller = await authenticate(ctx, endpoint, cookieName, authenticator);
      const body = endpoint.body ? validate('body', endpoint.body, raw) : undefined;
      const request = {
        params: endpoint.params && validate('params', endpoint.params, ctx['params']),
        query: validate('query', endpoint.query ?? NO_QUERY, { ...ctx.query }),
        body,
        caller,
        requestId: ctx.state['requestId'] as string,
        ip: ctx.ip,
        idempotency: idempotencyOf(ctx, endpoint, caller, body),
        cookie: cookieOf(ctx, cookieName, secureCookies),
        knows: (etag) => knows(ctx, etag),
        keep: (on) => (upon = on),
      } as ApiRequest<Endpoint>;
      send(ctx, route, await route.handle(request));
      if (endpoint.kept) kept.conclude(ctx, ctx.body, { route: place, limit, asOf, upon });
    });
  }
  return router;
}
