import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { OperationalError, UserError } from '../errors/errors.ts';

interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  errors?: readonly unknown[];
  requestId: string;
}

const TITLES: Record<number, string> = {
  400: 'The request is not right',
  401: 'Sign-in is needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'This method is not offered here',
  409: 'It has changed meanwhile',
  413: 'Too large',
  415: 'This kind of content is not understood',
  422: 'It cannot be done like that',
  429: 'Too many requests',
  500: 'Something went wrong on our side',
  503: 'Not available at the moment',
};

/** @param status HTTP status; the title follows from it */
export function sendProblem(ctx: Context, status: number, code: string, more: Record<string, unknown> = {}): void {
  const body: ProblemBody = {
    type: `/problems/${code}`,
    title: TITLES[status] ?? 'The request failed',
    status,
    code,
    ...more,
    requestId: ctx.state['requestId'] as string,
  };
  ctx.status = status;
  ctx.type = 'application/problem+json';
  ctx.set('cache-control', 'no-store');
  ctx.body = JSON.stringify(body);
}

/** Errors of Koa and the body parser that carry a status; their text may hold what was sent, so it is not passed on. */
const PARSER_CODES: Record<number, string> = {
  400: 'request.malformed',
  413: 'request.too_large',
  415: 'request.unsupported_media_type',
};

function statusOf(error: unknown): number | undefined {
  if (error instanceof Error && 'status' in error && typeof error.status === 'number') return error.status;
  return undefined;
}

/** The one place where errors become answers (RFC 9457). A 5xx says nothing of the inside: its request id leads to the log. */
export const problems =
  (log: Logger): Middleware =>
  async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof UserError) {
        if (error.retryAfter !== undefined) ctx.set('retry-after', String(error.retryAfter));
        const errors = error.errors.length > 0 ? { errors: error.errors } : {};
        return sendProblem(ctx, error.status, error.code, { detail: error.message, ...errors, ...error.extra });
      }
      if (error instanceof OperationalError) {
        log.warn(
          { requestId: ctx.state['requestId'], code: error.code, cause: String(error.cause ?? '') },
          'operational error',
        );
        ctx.set('retry-after', String(error.retryAfter));
        return sendProblem(ctx, 503, error.code, { detail: error.message });
      }
      const code = PARSER_CODES[statusOf(error) ?? 0];
      if (code) return sendProblem(ctx, statusOf(error)!, code);
      log.error({ requestId: ctx.state['requestId'], err: error }, 'bug');
      return sendProblem(ctx, 500, 'server.error');
    }
  };
