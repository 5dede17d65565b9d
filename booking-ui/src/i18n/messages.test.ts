import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../../test/messages.ts';
import { chooseLocale, fill, type Language, type Messages } from './messages.ts';

const FILES: Record<Language, Messages> = MESSAGES;
const { ar, de, en } = MESSAGES;
const SOURCE = path.resolve(import.meta.dirname, '..');
const textsOf = (message: string | object): string[] =>
  typeof message === 'string' ? [message] : Object.values(message);
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).toSorted();
const number = String;

describe.each(Object.entries(FILES))('%s', (language, messages) => {
  it('has every text, none of them empty', () => {
    expect(Object.keys(messages).toSorted()).toEqual(Object.keys(en).toSorted());
    for (const message of Object.values(messages))
      for (const text of textsOf(message)) expect(text.trim()).not.toBe('');
  });

  it('names the same values as English', () => {
    for (const [key, message] of Object.entries(messages)) {
      const expected = new Set(textsOf(en[key as keyof Messages]).flatMap(placeholders));
      // A plural may leave out the number where the word says it ("one", "two").
      for (const text of textsOf(message)) for (const name of placeholders(text)) expect(expected, key).toContain(name);
      if (typeof message === 'string') expect(new Set(placeholders(message)), key).toEqual(expected);
    }
  });

  it('has every plural form that the language uses', () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, message] of Object.entries(messages))
      if (typeof message !== 'string') expect(Object.keys(message).toSorted(), key).toEqual(categories.toSorted());
  });
});

it('has no text that no screen shows', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(vue|ts)$/.test(file) && !/locales\/|\.test\.ts$/.test(file))
    .map((file) => readFileSync(path.join(SOURCE, file), 'utf8'));
  const code = [...files, readFileSync(path.join(SOURCE, '../server/render-page.ts'), 'utf8')].join('\n');
  const composed = /^(status\..*|refused\..*|when\.(morning|afternoon|evening)|manage\.(moved|changed))$/;
  const unused = Object.keys(en).filter((key) => !code.includes(`'${key}'`) && !composed.test(key));
  expect(unused).toEqual([]);
});

it('takes messages by language and formats by the whole tag', () => {
  expect(chooseLocale(['de-AT', 'en'])).toBe('de-AT');
  expect(chooseLocale(['fr-FR', 'pt', 'en-gb'])).toBe('en-GB');
  expect(chooseLocale(['fr'], 'de')).toBe('de');
  expect(chooseLocale([undefined, null, '', '*', 'not a tag'], 'xx')).toBe('en');
  expect(chooseLocale(['de-DE-u-co-phonebk'])).toBe('de-DE');
});

it('picks the plural by the rules of the language', () => {
  const count = (messages: Messages, value: number, tag: string) =>
    fill(messages['when.count'], { count: value }, tag, number);
  expect(count(en, 1, 'en-GB')).toBe('1 time free');
  expect(count(en, 0, 'en-GB')).toBe('0 times free');
  expect(count(de, 1, 'de')).toBe('1 freie Zeit');
  expect(new Set([0, 1, 2, 3, 11, 100].map((value) => count(ar, value, 'ar')))).toHaveLength(6);
});

it('fills in values as they are, and isolates them where the sentence runs from right to left', () => {
  expect(fill('Call {phone}', { phone: '$& {phone}' }, 'en', number)).toBe('Call $& {phone}');
  expect(fill('{phone}', { phone: '+49 30' }, 'ar', number)).toBe('\u2068+49 30\u2069');
});
