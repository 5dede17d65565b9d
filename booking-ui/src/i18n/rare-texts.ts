import type { LoadTexts } from './i18n.ts';
import type { LanguageFile, RareMessages } from './messages.ts';

const files = import.meta.glob<LanguageFile<RareMessages>>('../locales/rare/*.ts');

/** What few visitors see; it comes with the first of those parts. */
export const rareTexts: LoadTexts = (language) =>
  (files[`../locales/rare/${language}.ts`] ?? files['../locales/rare/en.ts']!)();
