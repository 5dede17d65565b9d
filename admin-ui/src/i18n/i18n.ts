import { computed, inject, type InjectionKey, shallowRef } from 'vue';
import { createFormats } from '../format/formats.ts';
import { en, type English } from '../locales/en/index.ts';
import { type KeyOf, lookUp, type Messages, type ParamsOf, render, type Translated } from './translate.ts';

export type MessageKey = KeyOf<English>;
/** Texts without placeholders, which can be named by a variable. */
export type PlainKey = { [K in MessageKey]: ParamsOf<English, K> extends [] ? K : never }[MessageKey];
export type Language = 'en' | 'de';

/** One lazy chunk a language; English is in the shell, as the language of last resort. */
const LOADERS: Record<Exclude<Language, 'en'>, () => Promise<Translated<English>>> = {
  de: async () => (await import('../locales/de/index.ts')).de,
};
export const LANGUAGES: readonly Language[] = ['en', 'de'];

const STORED = 'bookme.language';
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);
export const directionOf = (tag: string): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.has(tag.split('-')[0]!) ? 'rtl' : 'ltr');

const asLanguage = (tag: string | null | undefined): Language | undefined =>
  LANGUAGES.find((language) => language === tag?.toLowerCase().split('-')[0]);

/** The first of the person's languages that we speak. */
export const pickLanguage = (wanted: readonly (string | null | undefined)[]): Language =>
  wanted.map(asLanguage).find((language) => language !== undefined) ?? 'en';

export async function createI18n({
  storage = globalThis.localStorage,
  languages = navigator.languages,
}: {
  storage?: Pick<Storage, 'getItem' | 'setItem'>;
  languages?: readonly string[];
} = {}) {
  const language = shallowRef<Language>('en');
  const messages = shallowRef<Messages>(en);
  /** With the region of the browser, so that an English-speaking Briton sees 14:30 and not 2:30 PM. */
  const locale = computed(() => languages.find((tag) => asLanguage(tag) === language.value) ?? language.value);
  const formats = computed(() => createFormats(locale.value));
  const rules = computed(() => new Intl.PluralRules(language.value));

  async function use(next: Language): Promise<void> {
    messages.value = next === 'en' ? en : await LOADERS[next]();
    language.value = next;
    document.documentElement.lang = next;
    document.documentElement.dir = directionOf(next);
  }

  /** A text by its key; a key that is unknown at run time (a code from the server) gives undefined. */
  const maybe = (key: string, params: Record<string, string | number> = {}): string | undefined => {
    const message = lookUp(messages.value, key) ?? lookUp(en, key);
    return message === undefined ? undefined : render(message, params, rules.value, formats.value.number);
  };

  await use(pickLanguage([storage.getItem(STORED), ...languages]));

  return {
    language,
    locale,
    formats,
    maybe,
    t: <K extends MessageKey>(key: K, ...[params]: ParamsOf<English, K>): string => maybe(key, params) ?? key,
    async setLanguage(next: Language): Promise<void> {
      await use(next);
      storage.setItem(STORED, next);
    },
  };
}

export type I18n = Awaited<ReturnType<typeof createI18n>>;
export const i18nKey: InjectionKey<I18n> = Symbol('i18n');

export function useI18n(): I18n {
  const i18n = inject(i18nKey);
  if (!i18n) throw new Error('No i18n was provided');
  return i18n;
}
