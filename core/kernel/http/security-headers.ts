import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import koaHelmet from 'koa-helmet';
import type { Context } from 'koa';

export interface SecurityHeaderOptions {
  /** Sends HSTS and upgrades requests: only when the base URL is https. */
  https: boolean;
}

/**
 * The headers helmet would send, worked out once at start: they are the same for every answer, and asking a dozen
 * middlewares each time costs more than the rest of the stack.
 */
export async function securityHeaders({
  https,
}: SecurityHeaderOptions): Promise<ReadonlyArray<readonly [string, string]>> {
  const req = new IncomingMessage(new Socket());
  const res = new ServerResponse(req);
  const helmet = koaHelmet({
    contentSecurityPolicy: false, // pages bring their own, with a nonce
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  });
  await helmet({ req, res } as unknown as Context, async () => undefined);
  const headers = Object.entries(res.getHeaders()).map(([name, value]) => [name, String(value)] as const);
  return [...headers, ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"]];
}

/** No inline script, no eval. @param nonce of the page's one inline style element, where it has one */
export const pagePolicy = ({ https }: SecurityHeaderOptions, nonce?: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    nonce ? `style-src 'self' 'nonce-${nonce}'` : "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
