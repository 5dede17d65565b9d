import { computed, shallowRef } from 'vue';
import { createFormat } from './format.ts';
import {
  chooseLocale,
  directionOf,
  fill,
  languageOf,
  type FirstMessages,
  type LanguageFile,
  type LaterMessages,
  type MessageKey,
  type Messages,
  type RareMessages,
  type Values,
} from './messages.ts';

/** Texts that come with a screen. */
export type LoadTexts = (language: string) => Promise<LanguageFile<LaterMessages | RareMessages>>;
export interface LoadLanguage {
  first: (language: string) => Promise<LanguageFile>;
  later: (language: string) => Promise<LanguageFile<LaterMessages>>;
}

/** Messages and formats of one visitor. `t` and `format` follow a later change of language. */
export function createI18n(firstTag: string, firstMessages: FirstMessages | Messages, load: LoadLanguage) {
  const tag = shallowRef(firstTag);
  // A screen that needs later texts waits for `need()` before it is shown.
  const messages = shallowRef(firstMessages as Messages);
  const parts = new Set<LoadTexts>();
  const format = computed(() => createFormat(tag.value));

  const t = <Key extends MessageKey>(
    key: Key,
    ...[values]: keyof Values<Key> extends never ? [] : [Values<Key>]
  ): string => fill(messages.value[key], values ?? {}, tag.value, format.value.number);

  return {
    t,
    /** A text that needs no values, if there is one by that name. */
    perhaps: (key: string): string | undefined => (messages.value as unknown as Partial<Record<string, string>>)[key],
    tag,
    language: computed(() => languageOf(tag.value)),
    direction: computed(() => directionOf(tag.value)),
    format,
    /** Keeps the visitor's region where one of their languages has it: German by `de-AT` if they speak that. */
    async use(language: string, spoken: readonly string[]): Promise<void> {
      const files = await Promise.all([load.first(language), ...[...parts].map((part) => part(language))]);
      const full = spoken.find((each) => languageOf(each) === language);
      messages.value = Object.assign({}, ...files.map((file) => file.messages)) as Messages;
      tag.value = chooseLocale([full, language]);
    },
    /** Loads the texts of screens that are loaded on demand, or those that one of them brings along. */
    async need(texts: LoadTexts = load.later): Promise<void> {
      if (parts.has(texts)) return;
      const language = languageOf(tag.value);
      const file = await texts(language);
      // Another language was chosen meanwhile: its texts, not these.
      if (language !== languageOf(tag.value)) return this.need(texts);
      parts.add(texts);
      messages.value = { ...messages.value, ...file.messages };
    },
  };
}

export type I18n = ReturnType<typeof createI18n>;
