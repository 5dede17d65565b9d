import { describe, expect, it } from 'vitest';
import { de } from '../locales/de/index.ts';
import { en } from '../locales/en/index.ts';
import { createI18n, pickLanguage } from './i18n.ts';
import { isPlural, type Message, type Messages, render } from './translate.ts';

const flat = (node: Messages, prefix = ''): [string, Message][] =>
  Object.entries(node).flatMap(([key, value]): [string, Message][] =>
    typeof value === 'string' || isPlural(value) ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  );
const forms = (message: Message): string[] => (typeof message === 'string' ? [message] : Object.values(message));
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).toSorted();
const english = new Map(flat(en));

describe.each([['de', de as Messages]])('%s', (language, messages) => {
  const own = new Map(flat(messages));

  it('has exactly the keys of English', () => {
    expect([...own.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  it('has something to say for every key, with the same placeholders', () => {
    for (const [key, message] of own) {
      const wanted = new Set(forms(english.get(key)!).flatMap(placeholders));
      for (const form of forms(message)) {
        expect(form.trim(), key).not.toBe('');
        for (const name of placeholders(form)) expect(wanted, key).toContain(name);
      }
      expect(new Set(forms(message).flatMap(placeholders)), key).toEqual(wanted);
    }
  });

  it('has every plural form that its grammar needs', () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, message] of own)
      if (typeof message === 'object') expect(Object.keys(message).toSorted(), key).toEqual(needed.toSorted());
  });
});

describe('a text', () => {
  const rules = new Intl.PluralRules('en');
  const number = (value: number): string => new Intl.NumberFormat('en').format(value);

  it('takes its plural form from the count and writes numbers in the language', () => {
    const message = { one: '{count} booking', other: '{count} bookings' };
    expect(render(message, { count: 1 }, rules, number)).toBe('1 booking');
    expect(render(message, { count: 1200 }, rules, number)).toBe('1,200 bookings');
  });

  it('never treats what a person typed as a placeholder', () => {
    expect(render('Move {name}?', { name: '{name} $& <b>' }, rules, number)).toBe('Move {name} $& <b>?');
  });
});

describe('the language', () => {
  it('is the stored one, else the first of the browser’s that we speak', () => {
    expect(pickLanguage(['de', 'en'])).toBe('de');
    expect(pickLanguage([null, 'fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(pickLanguage(['fr', undefined])).toBe('en');
  });

  it('is kept when chosen, and keeps the browser’s region', async () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (k: string, v: string) => void kept.set(k, v),
    };
    const i18n = await createI18n({ storage, languages: ['en-GB', 'de-AT'] });
    expect(i18n.locale.value).toBe('en-GB');
    await i18n.setLanguage('de');
    expect(i18n.locale.value).toBe('de-AT');
    expect(document.documentElement.lang).toBe('de');
    expect((await createI18n({ storage, languages: ['en-GB'] })).language.value).toBe('de');
  });
});
