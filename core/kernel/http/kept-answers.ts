import { hash } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import type { Clock } from '../clock/clock.ts';
import type { DependsOn, Stamps } from '../live/stamps.ts';
import type { RateLimit } from './define-api.ts';
import type { RateLimits } from './rate-limits.ts';

/** What an answer depends on, and until when it holds if nothing of it changes: epoch milliseconds, included. */
export interface Upon extends DependsOn {
  readonly until: number;
}

export interface KeptAnswersDeps {
  stamps: Stamps;
  clock: Clock;
  rateLimits: RateLimits;
  /** Bytes of all bodies together. */
  mostBytes?: number;
}

interface Entry {
  readonly route: string;
  readonly limit: RateLimit;
  readonly etag: string;
  readonly body: Buffer;
  readonly upon: Upon;
  /** Epoch milliseconds, included. */
  readonly until: number;
  /** The mark at which it was last known to be right. */
  asOf: number;
  /** Asked for since the last look for what may go. */
  used: boolean;
}

export interface ToKeep {
  readonly route: string;
  readonly limit: RateLimit;
  /** The mark taken before anything was read. */
  readonly asOf: number;
  /** Absent: this answer is not kept. */
  readonly upon: Upon | undefined;
}

const MOST_BYTES = 16_000_000;
const MOST_ENTRIES = 5_000;
const LONGEST_URL = 400;
/** A process may die after its commit and before it tells; so nothing is believed for longer. */
const LONGEST_MS = 60_000;

const JSON_TYPE = 'application/json; charset=utf-8';

/** RFC 9110, 13.1.2: weak comparison. */
export const isKnown = (ifNoneMatch: string, etag: string): boolean =>
  ifNoneMatch === etag ||
  (ifNoneMatch !== '' &&
    ifNoneMatch.split(',').some((part) => {
      const tag = part.trim();
      return tag === '*' || tag === etag || tag === `W/${etag}`;
    }));

function answer(ctx: Context, etag: string, body: Buffer): void {
  ctx.res.setHeader('cache-control', 'no-cache'); // kept by whoever likes, asked about each time
  ctx.res.setHeader('etag', etag);
  if (isKnown((ctx.req.headers['if-none-match'] as string | undefined) ?? '', etag)) {
    ctx.status = 304;
    return;
  }
  ctx.res.setHeader('content-type', JSON_TYPE);
  ctx.body = body;
}

/**
 * Public answers as bytes with an ETag (strong: of the bytes, so that it means the same in every process). They decide
 * nothing: who acts on one is judged by the facts. What may be stale is never sent, only made again.
 */
export function createKeptAnswers({ stamps, clock, rateLimits, mostBytes = MOST_BYTES }: KeptAnswersDeps) {
  const entries = new Map<string, Entry>();
  let bytes = 0;

  function drop(url: string, entry: Entry): void {
    entries.delete(url);
    bytes -= entry.body.length;
  }

  function isRight(url: string, entry: Entry): boolean {
    const asOf = stamps.mark();
    if (clock.now() <= entry.until && stamps.isUnchanged(entry.upon, entry.asOf)) {
      entry.asOf = asOf;
      return true;
    }
    if (entries.get(url) === entry) drop(url, entry);
    return false;
  }

  /** The oldest goes first, unless it was asked for meanwhile. */
  function makeRoom(): void {
    for (const [url, entry] of entries) {
      if (bytes <= mostBytes && entries.size <= MOST_ENTRIES) return;
      entries.delete(url);
      if (entry.used) {
        entry.used = false;
        entries.set(url, entry);
      } else bytes -= entry.body.length;
    }
  }

  const middleware: Middleware = async (ctx, next) => {
    const url = ctx.req.url!;
    const entry = ctx.method === 'GET' ? entries.get(url) : undefined;
    if (!entry || !isRight(url, entry)) return next();
    ctx.state['route'] = entry.route;
    await rateLimits.spend(entry.limit, ctx.ip);
    if (!isRight(url, entry)) return next();
    entry.used = true;
    answer(ctx, entry.etag, entry.body);
  };

  return {
    middleware,
    mark: stamps.mark,
    /** Answers with what was just made and keeps it, if it may be kept. */
    conclude(ctx: Context, made: unknown, { route, limit, asOf, upon }: ToKeep): void {
      const body = Buffer.from(JSON.stringify(made));
      const etag = `"${hash('sha1', body, 'base64url')}"`;
      const url = ctx.req.url!;
      const old = entries.get(url);
      if (old) drop(url, old);
      if (upon && url.length <= LONGEST_URL && ctx.method === 'GET' && stamps.isUnchanged(upon, asOf)) {
        const until = Math.min(upon.until, clock.now() + LONGEST_MS);
        entries.set(url, { route, limit, etag, body, upon, until, asOf, used: false });
        bytes += body.length;
        makeRoom();
      }
      answer(ctx, etag, body);
    },
    size: () => ({ entries: entries.size, bytes }),
  };
}

export type KeptAnswers = ReturnType<typeof createKeptAnswers>;
