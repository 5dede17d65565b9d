import type { Client, PageView } from '@bookme/core/client';
import { mount, type VueWrapper } from '@vue/test-utils';
import { ref, shallowRef, type Component } from 'vue';
import { vi } from 'vitest';
import { createI18n } from '../src/i18n/i18n.ts';
import type { Messages } from '../src/i18n/messages.ts';
import { createAvailability } from '../src/state/availability.ts';
import { createClock } from '../src/state/clock.ts';
import { BOOKME, type BookMe } from '../src/state/context.ts';
import { createLive } from '../src/state/live.ts';
import { createPage } from '../src/state/page.ts';
import { createRemembered } from '../src/state/remembered.ts';
import { createRoute } from '../src/state/route.ts';
import { createStore } from '../src/state/storage.ts';
import { PAGE } from './fixtures.ts';
import { MESSAGES } from './messages.ts';

export type Answers = Partial<Record<string, (request: Record<string, unknown>) => unknown>>;

/** A server of canned answers: `{ 'GET /availability': () => … }`; what is not listed never answers. */
export const answering = (answers: Answers): Client =>
  vi.fn((operation: string, request: Record<string, unknown>) => {
    const answer = answers[operation];
    return answer ? Promise.resolve().then(() => answer(request)) : new Promise(() => undefined);
  }) as unknown as Client;

/** A Storage that lives as long as the test. */
export const storageOf = (kept: Map<string, string> = new Map()): Storage =>
  ({
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }) as unknown as Storage;

export interface ContextOptions {
  address?: string;
  answers?: Answers;
  locale?: string;
  messages?: Messages;
  page?: PageView;
  session?: Map<string, string>;
}

/** The app's context with its real parts around a canned server. */
export function contextOf({
  address = '/b/demo',
  answers = {},
  locale = 'en-GB',
  messages = MESSAGES.en,
  page = PAGE,
  session,
}: ContextOptions = {}): BookMe {
  window.history.replaceState(null, '', address);
  const api = answering(answers);
  const clock = createClock(() => Date.parse(PAGE.now));
  return {
    api,
    clock,
    route: createRoute(window as unknown as Window & typeof globalThis),
    i18n: createI18n(locale, messages, {
      first: () => Promise.reject(new Error('no other language in this test')),
      later: () => Promise.resolve({ messages }),
    }),
    page: createPage(api, clock, page.slug, page, () => undefined),
    live: createLive({
      slug: page.slug,
      window: window as unknown as Window,
      open: () => ({ close: () => undefined, watch: () => undefined }),
    }),
    availability: createAvailability(api),
    remembered: createRemembered(createStore(() => storageOf())),
    session: createStore(() => storageOf(session)),
    zone: ref('Europe/Berlin'),
    online: ref(true),
    fresh: shallowRef(),
    news: shallowRef(),
  };
}

export const mountIn = (bookme: BookMe, component: Component, props: Record<string, unknown> = {}): VueWrapper =>
  mount(component, { props, attachTo: document.body, global: { provide: { [BOOKME as symbol]: bookme } } });
