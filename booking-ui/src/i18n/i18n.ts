import { computed, shallowRef } from 'vue';
import { createFormat } from './format.ts';
import {
  chooseLocale,
  directionOf,
  fill,
  languageOf,
  type LanguageFile,
  type MessageKey,
  type Messages,
  type Values,
} from './messages.ts';

export type LoadLanguage = (language: string) => Promise<LanguageFile>;

/** Messages and formats of one visitor. `t` and `format` follow a later change of language. */
export function createI18n(firstTag: string, firstMessages: Messages, load: LoadLanguage) {
  const tag = shallowRef(firstTag);
  const messages = shallowRef(firstMessages);
  const format = computed(() => createFormat(tag.value));

  const t = <Key extends MessageKey>(
    key: Key,
    ...[values]: keyof Values<Key> extends never ? [] : [Values<Key>]
  ): string => fill(messages.value[key], values ?? {}, tag.value, format.value.number);

  return {
    t,
    tag,
    language: computed(() => languageOf(tag.value)),
    direction: computed(() => directionOf(tag.value)),
    format,
    /** Keeps the visitor's region where one of their languages has it: German by `de-AT` if they speak that. */
    async use(language: string, spoken: readonly string[]): Promise<void> {
      const file = await load(language);
      const full = spoken.find((each) => languageOf(each) === language);
      messages.value = file.messages;
      tag.value = chooseLocale([full, language]);
    },
  };
}

export type I18n = ReturnType<typeof createI18n>;
