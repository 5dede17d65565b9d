import type { LoadLanguage } from './i18n.ts';
import type { LanguageFile, LaterMessages } from './messages.ts';

// Two lazy chunks a language: what the first screens say, preloaded by the server, and what the others do.
const first = import.meta.glob<LanguageFile>('../locales/*.ts');
const later = import.meta.glob<LanguageFile<LaterMessages>>('../locales/later/*.ts');

export const loadLanguage: LoadLanguage = {
  first: (language) => (first[`../locales/${language}.ts`] ?? first['../locales/en.ts']!)(),
  later: (language) => (later[`../locales/later/${language}.ts`] ?? later['../locales/later/en.ts']!)(),
};
