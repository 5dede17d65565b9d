import { existsSync } from 'node:fs';
import path from 'node:path';
import { send } from '@koa/send';
import type { Middleware } from 'koa';

export interface StaticFilesOptions {
  /** Folder of built files. */
  root: string;
  /** Path in front of them, `/assets/booking/`. */
  prefix: string;
  /** Their names carry a hash of their content: kept for a year. Others are asked for again each time. */
  hashed: boolean;
}

const YEAR_MS = 31_536_000_000;

/** Built files of a user interface; compressed twins (`.br`, `.gz`) beside them are preferred. */
export const staticFiles =
  ({ root, prefix, hashed }: StaticFilesOptions): Middleware =>
  async (ctx, next) => {
    if (!ctx.path.startsWith(prefix) || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    const file = path.join(root, path.normalize(ctx.path.slice(prefix.length - 1)));
    if (!file.startsWith(root) || !path.extname(file) || !existsSync(file)) return next();
    ctx.state['route'] = `GET ${prefix}*`;
    ctx.vary('accept-encoding'); // or a shared cache hands the compressed twin to everyone
    await send(ctx, path.relative(root, file), {
      root,
      maxage: hashed ? YEAR_MS : 0,
      immutable: hashed,
      brotli: true,
      gzip: true,
      setHeaders: (res) => {
        if (!hashed) res.setHeader('cache-control', 'no-cache');
      },
    });
  };
