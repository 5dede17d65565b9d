import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import { pagePolicy } from './security-headers.ts';
import { staticFiles } from './static-files.ts';

export interface UserInterfaceOptions<Page> {
  /** The repository: both apps are found in it at run time, and BookMe runs as an API alone where they are not built. */
  root: string;
  /** What the public page of a business shows, or null when there is none of that name. @param link of a service that is on no page */
  page: (slug: string, link?: string) => Promise<Page | null>;
  /** Where `/` leads. */
  home: () => Promise<string>;
  baseUrl: string;
}

/** What booking-ui exports for the server; found at run time, so that core does not depend on it. */
interface BookingRenderer<Page> {
  chooseLocale: (wanted: readonly string[], fallback?: string) => string;
  renderPage: (
    assets: unknown,
    request: { page: Page | null; locale: string; path: string; nonce: string; baseUrl: string },
  ) => string;
}

const isPage = (ctx: Context): boolean => ctx.method === 'GET' || ctx.method === 'HEAD';

function sendHtml(ctx: Context, html: string, https: boolean, nonce?: string): void {
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('content-security-policy', pagePolicy({ https }, nonce));
  ctx.set('cache-control', 'no-cache');
  ctx.body = html;
}

/** Languages as the visitor asks for them: `?lang=`, the language chosen before, then Accept-Language in its order. */
function wantedLocales(ctx: Context): string[] {
  const asked = ctx.query['lang'];
  const accepted = ctx
    .get('accept-language')
    .split(',')
    .map((part) => part.split(';')[0]!.trim());
  return [...(typeof asked === 'string' ? [asked] : []), ctx.cookies.get('bm-locale') ?? '', ...accepted].filter(
    (tag) => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(tag),
  );
}

async function bookingPages<Page extends { business: { locale: string } }>({
  root,
  page,
  baseUrl,
}: UserInterfaceOptions<Page>): Promise<Middleware | null> {
  const folder = path.join(root, 'booking-ui');
  if (!existsSync(path.join(folder, 'dist/index.html'))) return null;
  const from = (file: string) => import(pathToFileURL(path.join(folder, 'server', file)).href);
  const { renderPage, chooseLocale } = (await from('render-page.ts')) as BookingRenderer<Page>;
  const { loadBookingAssets } = (await from('load-assets.ts')) as {
    loadBookingAssets: (dist: string) => Promise<unknown>;
  };
  const assets = await loadBookingAssets(path.join(folder, 'dist'));
  const https = baseUrl.startsWith('https:');
  const html: Middleware = async (ctx, next) => {
    const slug = /^\/b\/([a-z0-9-]{1,63})(\/|$)/.exec(ctx.path)?.[1];
    if (!slug || !isPage(ctx)) return next();
    ctx.state['route'] = 'GET /b/:slug';
    const link = ctx.query['link'];
    const found = await page(slug, typeof link === 'string' ? link : undefined);
    const nonce = randomBytes(16).toString('base64url');
    ctx.status = found ? 200 : 404;
    ctx.vary(['accept-language', 'cookie']);
    sendHtml(
      ctx,
      renderPage(assets, {
        page: found,
        locale: chooseLocale(wantedLocales(ctx), found?.business.locale),
        path: ctx.path,
        nonce,
        baseUrl,
      }),
      https,
      nonce,
    );
  };
  return compose([
    staticFiles({ root: path.join(folder, 'dist/assets/booking'), prefix: '/assets/booking/', hashed: true }),
    html,
  ]);
}

function adminPages({ root, baseUrl }: UserInterfaceOptions<never>): Middleware | null {
  const dist = path.join(root, 'admin-ui/dist');
  if (!existsSync(path.join(dist, 'index.html'))) return null;
  const template = readFileSync(path.join(dist, 'index.html'), 'utf8');
  const https = baseUrl.startsWith('https:');
  const html: Middleware = (ctx, next) => {
    if (!/^\/admin(\/|$)/.test(ctx.path) || !isPage(ctx) || path.extname(ctx.path)) return next();
    ctx.state['route'] = 'GET /admin';
    sendHtml(ctx, template, https);
    return undefined;
  };
  return compose([
    staticFiles({ root: path.join(dist, 'assets'), prefix: '/admin/assets/', hashed: true }),
    staticFiles({ root: dist, prefix: '/admin/', hashed: false }),
    html,
  ]);
}

/** The customer's app at `/b/<slug>`, the team's at `/admin`, and `/` that leads to one of them. */
export async function userInterfaces<Page extends { business: { locale: string } }>(
  options: UserInterfaceOptions<Page>,
): Promise<Middleware[]> {
  const start: Middleware = async (ctx, next) => {
    if (ctx.path !== '/' || !isPage(ctx)) return next();
    ctx.redirect(await options.home());
  };
  const pages = [await bookingPages(options), adminPages(options as unknown as UserInterfaceOptions<never>)];
  return [start, ...pages.filter((middleware) => middleware !== null)];
}
