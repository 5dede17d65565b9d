import {
  ApiProblem,
  type Client,
  type Operation,
  type PreviewOf,
  type Problem,
  type RequestOf,
} from '@bookme/core/client';
import { inject, type InjectionKey } from 'vue';

export const apiKey: InjectionKey<Client> = Symbol('api');

export function useApi(): Client {
  const api = inject(apiKey);
  if (!api) throw new Error('No API client was provided');
  return api;
}

/** The problem document of a failed call; anything else is a bug and is thrown on. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  throw error;
}

/** What a call would do; its request says `query: { dryRun: 'true' }`. */
export const previewed = async <O extends Operation>(
  api: Client,
  operation: O,
  request: RequestOf<O> & { query: { dryRun: 'true' } },
): Promise<PreviewOf<O>> => (await api(operation, request)) as unknown as PreviewOf<O>;

const random = (): string => Math.random().toString(36).slice(2).padEnd(11, '0');

/** One per intent. `crypto.randomUUID` is missing where the page came over plain http, as on a phone in the shop. */
export const intentKey = (): string =>
  globalThis.crypto.randomUUID === undefined
    ? `${Date.now().toString(36)}-${random()}${random()}`
    : crypto.randomUUID();
