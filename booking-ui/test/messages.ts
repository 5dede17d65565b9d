import type { Messages } from '../src/i18n/messages.ts';
import { messages as ar } from '../src/locales/ar.ts';
import { messages as de } from '../src/locales/de.ts';
import { messages as en } from '../src/locales/en.ts';
import { messages as laterAr } from '../src/locales/later/ar.ts';
import { messages as rareAr } from '../src/locales/rare/ar.ts';
import { messages as laterDe } from '../src/locales/later/de.ts';
import { messages as rareDe } from '../src/locales/rare/de.ts';
import { messages as laterEn } from '../src/locales/later/en.ts';
import { messages as rareEn } from '../src/locales/rare/en.ts';

/** Every text of each language, those of later screens included. */
export const MESSAGES: Record<'en' | 'de' | 'ar', Messages> = {
  en: { ...en, ...laterEn, ...rareEn },
  de: { ...de, ...laterDe, ...rareDe },
  ar: { ...ar, ...laterAr, ...rareAr },
};
