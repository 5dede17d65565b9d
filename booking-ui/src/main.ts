import './styles/tokens.css';
import './styles/base.css';
import './styles/button.css';
import './styles/layout.css';
import type { PageView } from '@bookme/core/client';
import { createBookingApp, createBookMe } from './create-app.ts';
import { createI18n } from './i18n/i18n.ts';
import { loadLanguage } from './i18n/load-language.ts';
import { chooseLocale, languageOf } from './i18n/messages.ts';

/** What the server wrote into the page; absent behind a plain file server. */
interface PageData {
  page: PageView | null;
  locale: string;
}
const inline = document.getElementById('bm-data')?.textContent;
const data = inline ? (JSON.parse(inline) as PageData) : undefined;

const cookie = /(?:^|; )bm-locale=([\w-]+)/.exec(document.cookie)?.[1];
/** The visitor's own region of a language that they chose by name. */
const spokenTag = (language: string | undefined): string | undefined =>
  language && (navigator.languages.find((each) => languageOf(each) === language) ?? language);
const asked = new URLSearchParams(location.search).get('lang');
const tag = chooseLocale([asked, spokenTag(cookie), data?.locale, ...navigator.languages]);

// No top-level await: lazy chunks import from this one, which must have been evaluated by then.
void loadLanguage.first(languageOf(tag)).then(({ messages }) => {
  const i18n = createI18n(tag, messages, loadLanguage);
  createBookingApp(createBookMe(window, i18n, data?.page ?? null)).mount('#app');
});
