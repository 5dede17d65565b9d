import { defineAsyncComponent, type Component } from 'vue';
import type { I18n, LoadTexts } from './i18n/i18n.ts';
import type { Store } from './state/storage.ts';

const AGAIN_AFTER_MS = 60_000;

interface Lazy<Part> {
  default: Part;
  /** Those that come with it. */
  texts?: LoadTexts;
}

async function withTexts<Part>(load: () => Promise<Lazy<Part>>, i18n: I18n): Promise<Lazy<Part>> {
  const [file] = await Promise.all([load(), i18n.need()]);
  if (file.texts) await i18n.need(file.texts);
  return file;
}

/** A part that is loaded when it is shown, with the texts that it needs. */
export const lazyPart = <Part extends Component>(load: () => Promise<Lazy<Part>>, i18n: I18n) =>
  defineAsyncComponent(() => withTexts(load, i18n));

/**
 * A screen that is loaded when it is asked for. A file that cannot be had was missed while offline, or belongs to an
 * older release: the page is loaded afresh as soon as that can help, which loses nothing, for all that was chosen is in
 * the address and all that was typed is kept.
 */
export function lazyPage<Page extends Component>(
  load: () => Promise<Lazy<Page>>,
  { i18n, session }: { i18n: I18n; session: Store },
) {
  const loadAfresh = (): void => {
    if (Date.now() - (session.get<number>('afresh') ?? 0) < AGAIN_AFTER_MS) return;
    session.set('afresh', Date.now());
    window.location.reload();
  };
  return defineAsyncComponent({
    loader: () => withTexts(load, i18n),
    onError(error, _retry, fail) {
      if (window.navigator.onLine) loadAfresh();
      else window.addEventListener('online', loadAfresh, { once: true });
      console.warn('A screen could not be loaded.', error);
      fail();
    },
  });
}
