import type { z } from 'zod';
import type { CallerOf } from './callers.ts';
import type { Api, Endpoint } from './define-api.ts';
import type { Upon } from './kept-answers.ts';

/** The key of a repeated request and the digest of what it asked, within its route and caller. */
export interface Idempotency {
  readonly scope: string;
  readonly key: string;
  readonly requestHash: Buffer;
}

export interface SessionCookie {
  set(token: string, expiresAt: number): void;
  clear(): void;
}

export interface RequestContext {
  readonly requestId: string;
  readonly ip: string;
  readonly idempotency: Idempotency | null;
  readonly cookie: SessionCookie;
  /** Whether the asker has what this ETag stands for: RFC 9110, 13.1.2. */
  knows(etag: string): boolean;
  /** Of an endpoint that is `kept`: what this answer depends on. Not called: it is not kept. */
  keep(upon: Upon): void;
}

type Parsed<E, K extends 'params' | 'query' | 'body'> =
  E extends Record<K, infer S extends z.ZodType> ? z.output<S> : undefined;

/** What a handler gets: parts already checked by the contract, and a caller already allowed. */
export interface ApiRequest<E extends Endpoint> extends RequestContext {
  readonly params: Parsed<E, 'params'>;
  readonly query: Parsed<E, 'query'>;
  readonly body: Parsed<E, 'body'>;
  readonly caller: CallerOf<E['access']>;
}

/** An answer that is not JSON, of the endpoint's media type. */
export interface Document {
  readonly content: string;
  /** Offered as a download under this name. */
  readonly filename?: string;
  /** Where the asker knows it, nothing is sent but 304: the content may be left empty then. */
  readonly etag?: string;
  /** Besides those of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

type Preview<E> = E extends { preview: infer S extends z.ZodType } ? z.input<S> : never;
type Answer<E> = E extends { response: infer S extends z.ZodType }
  ? z.input<S> | Preview<E>
  : E extends { produces: string }
    ? Document
    : void;

export type Handler<E extends Endpoint> = (request: ApiRequest<E>) => Promise<Answer<E>> | Answer<E>;

export interface Route {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly handle: (request: ApiRequest<Endpoint>) => unknown;
}

/** Joins a contract with its handlers: one for each endpoint, typed by it. */
export const mountApi = <T extends Api>(api: T, handlers: { readonly [K in keyof T]: Handler<T[K]> }): Route[] =>
  Object.entries(api).map(([name, endpoint]) => ({
    name,
    endpoint,
    handle: handlers[name as keyof T] as Route['handle'],
  }));
