import type { LanguageFile } from './messages.ts';
import type { LoadLanguage } from './i18n.ts';

// One lazy chunk a language; the server preloads the visitor's.
const files = import.meta.glob<LanguageFile>('../locales/*.ts');

export const loadLanguage: LoadLanguage = (language) =>
  (files[`../locales/${language}.ts`] ?? files['../locales/en.ts']!)();
