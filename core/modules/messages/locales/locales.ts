import { de } from './de.ts';
import { en, type TextKey, type Texts } from './en.ts';

const LANGUAGES: Readonly<Record<string, Texts>> = { en, de };

/** Languages that there are texts in. */
export const LANGUAGE_TAGS: readonly string[] = Object.keys(LANGUAGES);

/** A language that we have texts in, and the tag by which dates and money are written: both always of one language. */
export interface Language {
  /** BCP 47, such as `de-AT`. */
  readonly tag: string;
  /** Fills a text in. A place without a value is a bug. */
  say(key: TextKey, values?: Readonly<Record<string, string>>): string;
}

/** @param wanted BCP 47; the nearest language that we have, else English, with the dates of the wanted region */
export function languageOf(wanted: string): Language {
  const locale = parse(wanted);
  const texts = LANGUAGES[locale.language];
  const tag = texts ? locale.baseName : `en-${locale.maximize().region ?? 'US'}`;
  return { tag, say: (key, values) => fill((texts ?? en)[key], values) };
}

function fill(text: string, values: Readonly<Record<string, string>> = {}): string {
  return text.replaceAll(/\{(\w+)\}/g, (_place, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`"${text}" lacks a value for ${name}`);
    return value;
  });
}

function parse(tag: string): Intl.Locale {
  try {
    return new Intl.Locale(tag);
  } catch (error) {
    if (error instanceof RangeError) return new Intl.Locale('en'); // no language tag at all
    throw error;
  }
}
