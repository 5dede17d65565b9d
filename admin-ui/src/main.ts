import { ApiProblem } from '@bookme/core/client';
import { addCollection } from '@iconify/vue';
import { MutationCache, QueryCache, QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import icons from 'virtual:icons';
import { createApp } from 'vue';
import { apiKey } from './api.ts';
import App from './App.vue';
import { createLive, liveKey } from './composables/useLive.ts';
import { createPreferences, preferencesKey } from './composables/usePreferences.ts';
import { createRuleWrites, ruleWritesKey } from './composables/useRuleWrites.ts';
import { createSession, sessionKey } from './composables/useSession.ts';
import { createToasts, toastsKey } from './composables/useToasts.ts';
import { createI18n, i18nKey } from './i18n/i18n.ts';
import { reloadWhenReplaced } from './replaced-build.ts';
import { createRouter } from './router.ts';
import './styles/main.css';

addCollection(icons);

const preferences = createPreferences();
const i18n = await createI18n({ storage: preferences.storage });
const session = createSession();

const signedOut = (error: unknown): void => {
  if (!(error instanceof ApiProblem)) return;
  if (error.problem.status === 401) session.expire();
  // Somebody signed in again in another window: this one takes over the new token.
  if (error.problem.code === 'session.csrf') void session.load();
};
const worthARetry = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.problem.status === 0 || error.problem.status >= 500);

const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: signedOut }),
  mutationCache: new MutationCache({ onError: signedOut }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && worthARetry(error),
      throwOnError: (error) => !(error instanceof ApiProblem),
      networkMode: 'always', // "offline" of the browser says nothing about a server in the same house
    },
    mutations: { networkMode: 'always' },
  },
});

reloadWhenReplaced({ entry: import.meta.url, storage: sessionStorage });

const toasts = createToasts();
const app = createApp(App);
// A bug stays loud, and the person in front of it is told.
app.config.errorHandler = (error) => {
  toasts.bad(i18n.t('problem.bug'));
  reportError(error);
};
const router = createRouter(session);
// A page whose parts do not arrive stays where it was.
router.onError((error: unknown) => {
  toasts.bad(i18n.t('problem.code.client.offline'));
  reportError(error);
});
app
  .use(router)
  .use(VueQueryPlugin, { queryClient })
  .provide(apiKey, session.api)
  .provide(sessionKey, session)
  .provide(preferencesKey, preferences)
  .provide(i18nKey, i18n)
  .provide(toastsKey, toasts)
  .provide(ruleWritesKey, createRuleWrites())
  .provide(liveKey, createLive({ queryClient }))
  .mount('#app');
