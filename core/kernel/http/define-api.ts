import type { z } from 'zod';

export type Permission =
  | 'bookings.read'
  | 'bookings.write'
  | 'bookings.override'
  | 'customers.read'
  | 'catalog.read'
  | 'catalog.write'
  | 'schedules.read'
  | 'schedules.write'
  | 'messages.read'
  | 'messages.write'
  | 'settings.read'
  | 'settings.write'
  | 'health.read';

/**
 * Who may call a route. `booking-link` is the holder of one booking's link (Bearer), `signed-in` any team member,
 * `can:…` a team member whose role grants that permission.
 */
export type Access = 'public' | 'booking-link' | 'signed-in' | `can:${Permission}`;

/** Named budgets of requests; the figures are in rate-limits.ts. */
export type RateLimit = 'read' | 'write' | 'booking' | 'feed' | 'sign-in';

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, with `:name` for parameters. */
  readonly path: `/${string}`;
  readonly access: Access;
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Absent: the answer has no JSON body (204, or a document of `produces`). */
  readonly response?: z.ZodType;
  /** The answer to `?dryRun=true`, which writes nothing; 200. */
  readonly preview?: z.ZodType;
  /** 200 unless told. */
  readonly status?: number;
  /** Media type of an answer that is not JSON, such as `text/calendar`. */
  readonly produces?: string;
  /** Accepts `Idempotency-Key`; the same key with the same body gives the same answer for 72 h. */
  readonly idempotent?: boolean;
  readonly limit?: RateLimit;
  /**
   * The answer is the same for everyone and has an ETag; it is kept until something changes that its handler named by
   * `keep`, and asked for again it is 304. Public GET only.
   */
  readonly kept?: boolean;
}

export type Api = Readonly<Record<string, Endpoint>>;

/** Declares routes once: the server validates by it, OpenAPI is printed from it and the client is typed by it. */
export const defineApi = <const T extends Api>(api: T): T => api;
