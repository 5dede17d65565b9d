import { describe, expect, it } from 'vitest';
import { de } from './de.ts';
import { en, type TextKey } from './en.ts';
import { languageOf } from './locales.ts';

const placesOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).toSorted();

describe.each([['de', de]])('%s', (_language, texts) => {
  it('has every text, each with the places of the English one', () => {
    expect(Object.keys(texts).toSorted()).toEqual(Object.keys(en).toSorted());
    const differing = (Object.keys(en) as TextKey[]).filter(
      (key) => `${placesOf(texts[key])}` !== `${placesOf(en[key])}`,
    );
    expect(differing).toEqual([]);
  });
});

it.each([
  ['de', 'de', 'Guten Tag Zoë,'],
  ['de-AT', 'de-AT', 'Guten Tag Zoë,'],
  ['DE-ch', 'de-CH', 'Guten Tag Zoë,'],
  ['en-GB', 'en-GB', 'Hello Zoë,'],
  ['fr', 'en-FR', 'Hello Zoë,'],
  ['pt-BR', 'en-BR', 'Hello Zoë,'],
  ['', 'en', 'Hello Zoë,'],
  ['no language at all', 'en', 'Hello Zoë,'],
])('speaks to a reader of %j in %s', (wanted, tag, greeting) => {
  const language = languageOf(wanted);
  expect([language.tag, language.say('greeting', { name: 'Zoë' })]).toEqual([tag, greeting]);
});

it('puts values in as they are, whatever they look like', () => {
  expect(languageOf('en').say('greeting', { name: '{name} $& {other}' })).toBe('Hello {name} $& {other},');
});

it('refuses to leave a place empty', () => {
  expect(() => languageOf('en').say('greeting')).toThrow('lacks a value for name');
});
