import { createClient, type PageView } from '@bookme/core/client';
import { createApp, ref, shallowRef, watch, type App as VueApp } from 'vue';
import App from './App.vue';
import type { I18n } from './i18n/i18n.ts';
import { createAvailability } from './state/availability.ts';
import { createClock } from './state/clock.ts';
import { BOOKME, type BookMe } from './state/context.ts';
import { createLive } from './state/live.ts';
import { createPage } from './state/page.ts';
import { createRemembered } from './state/remembered.ts';
import { createRoute } from './state/route.ts';
import { createStore } from './state/storage.ts';

/** Everything wired once; the only place where the parts of the app meet the browser. */
export function createBookMe(window: Window & typeof globalThis, i18n: I18n, initial: PageView | null): BookMe {
  const api = createClient();
  const clock = createClock();
  const route = createRoute(window);
  const { slug } = route.place.value;
  const session = createStore(() => window.sessionStorage);
  const availability = createAvailability(api);
  const live = createLive({ slug, window });
  const online = ref(window.navigator.onLine);

  for (const event of ['online', 'offline'])
    window.addEventListener(event, () => void (online.value = window.navigator.onLine));
  window.addEventListener('focus', clock.tick);
  clock.start();
  live.on((days) => void availability.refresh(days), availability.looked);

  // Of a business that does not exist there is no news.
  const opened = (): string | undefined => ('link' in route.place.value ? route.place.value.link : undefined);
  const page = createPage(api, clock, slug, initial, opened);
  const known = (): boolean => page.view.value !== null;
  if (known()) live.start();
  else watch(known, live.start, { once: true });

  return {
    api,
    route,
    i18n,
    clock,
    session,
    availability,
    live,
    online,
    page,
    remembered: createRemembered(createStore(() => window.localStorage)),
    zone: ref(session.get<string>('zone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone),
    fresh: shallowRef(),
    news: shallowRef(),
  };
}

export const createBookingApp = (bookme: BookMe): VueApp => createApp(App).provide(BOOKME, bookme);
