import type { messages as first } from '../locales/en.ts';
import type { messages as later } from '../locales/later/en.ts';
import type { messages as rare } from '../locales/rare/en.ts';

/** CLDR categories: a language fills those that it has, `other` always (Arabic has all six). */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

export type English = typeof first & typeof later & typeof rare;
export type MessageKey = keyof English;
type Translated<Texts> = { [Key in keyof Texts]: Texts[Key] extends string ? string : Plural };
/** What the first screens say, what is loaded with the others, and what with those that few visitors see. */
export type FirstMessages = Translated<typeof first>;
export type LaterMessages = Translated<typeof later>;
export type RareMessages = Translated<typeof rare>;
export type Messages = FirstMessages & LaterMessages & RareMessages;

export interface LanguageFile<Part = FirstMessages> {
  messages: Part;
}

/** Languages with a file in locales/, each by its own name. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', ar: 'العربية' } as const;
export type Language = keyof typeof LANGUAGES;

const RIGHT_TO_LEFT = /^(ar|dv|fa|he|ks|ku|ps|sd|ug|ur|yi)(-|$)/;
export const directionOf = (tag: string): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.test(tag) ? 'rtl' : 'ltr');

export const isLanguage = (name: string): name is Language => Object.hasOwn(LANGUAGES, name);
export const languageOf = (tag: string): string => tag.split('-')[0]!.toLowerCase();

/** The tag without extensions, in the case that everyone writes, or nothing if it is none. */
export function cleanTag(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).baseName;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The visitor's full tag (`de-AT`) whose language has a file: messages come by its language, formats by the whole tag.
 * @param wanted most wanted first; whatever is not a tag is passed over
 */
export function chooseLocale(wanted: readonly (string | null | undefined)[], fallback = 'en'): string {
  for (const each of [...wanted, fallback]) {
    const tag = each ? cleanTag(each) : undefined;
    if (tag && isLanguage(languageOf(tag))) return tag;
  }
  return 'en';
}

type Placeholder<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type TextOf<Key extends MessageKey> = English[Key] extends string ? English[Key] : never;
/** Values that a message needs; a plural always needs `count`. */
export type Values<Key extends MessageKey> = English[Key] extends string
  ? Record<Placeholder<TextOf<Key>>, string | number>
  : { count: number } & Record<string, string | number>;

/** Messages that need no values. */
export type PlainKey = { [Key in MessageKey]: keyof Values<Key> extends never ? Key : never }[MessageKey];

/** Fills in the values; numbers are written by `write`. */
export function fill(
  message: string | Plural,
  values: Record<string, string | number>,
  tag: string,
  write: (value: number) => string,
): string {
  const text =
    typeof message === 'string'
      ? message
      : (message[new Intl.PluralRules(tag).select(Number(values.count))] ?? message.other);
  // A name in Latin letters must not reorder an Arabic sentence: isolate it (Unicode UAX #9, FSI … PDI).
  const isolate = (value: string): string => (directionOf(tag) === 'rtl' ? `\u2068${value}\u2069` : value);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '';
    return typeof value === 'number' ? write(value) : isolate(value);
  });
}
