import { NameRefused, namesOf, type Names } from './names.ts';
import type { SkeletonMaker } from './skeleton.ts';

const SOURCES = 'admin-ui/src';

const page = ({ camel }: Names): string => `<script setup lang="ts">
import PageHead from '../components/common/PageHead.vue';
import { useI18n } from '../i18n/i18n.ts';

const { t } = useI18n();
</script>

<template>
  <div class="page">
    <PageHead :title="t('${camel}.title')" :lead="t('${camel}.lead')" />
    <p class="card p-6 text-muted">{{ t('${camel}.empty') }}</p>
  </div>
</template>
`;

const test = ({ camel, pascal }: Names): string => `import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import { createI18n, i18nKey, LANGUAGES } from '../i18n/i18n.ts';
import ${pascal}Page from './${pascal}Page.vue';

const nothingStored = { getItem: () => null, setItem: () => undefined };

it.each(LANGUAGES)('says in %s what it is for, under one heading', async (language) => {
  const i18n = await createI18n({ storage: nothingStored, languages: [language] });
  const shown = mount(${pascal}Page, { global: { provide: { [i18nKey]: i18n } } });
  expect(shown.findAll('h1').map((heading) => heading.text())).toEqual([i18n.t('${camel}.title')]);
  expect(shown.text()).toContain(i18n.t('${camel}.empty'));
});
`;

const english = ({ camel, title }: Names): string => `export const ${camel} = {
  title: '${title}',
  lead: 'What your team should know about them.',
  empty: 'Nothing here yet.',
};
`;

const german = ({ camel, title }: Names): string => `import type { Area } from '../en/index.ts';

export const ${camel}: Area<'${camel}'> = {
  title: '${title}',
  lead: 'Was Ihr Team darüber wissen sollte.',
  empty: 'Noch nichts da.',
};
`;

/** Replaces what `pattern` finds, which must be there once. */
function replaceOnce(text: string, pattern: RegExp, replacement: string, what: string): string {
  if (!pattern.test(text)) throw new NameRefused(`Nothing was written: ${what} was not found where it is expected.`);
  return text.replace(pattern, replacement);
}

const listedIn =
  (language: string, { camel, kebab }: Names) =>
  (text: string): string => {
    if (new RegExp(`\\b${camel}\\b`).test(text)) throw new NameRefused(`The texts know ${camel} already.`);
    const imported = text.replace(
      /(\nimport [^\n]*;)(?!.*\nimport )/s,
      `$1\nimport { ${camel} } from './${kebab}.ts';`,
    );
    const list = new RegExp(`(export const ${language}\\b[^=]*= \\{[^}]*?),?\\s*\\}`);
    return replaceOnce(imported, list, `$1, ${camel} }`, `the list of texts in ${language}`);
  };

const routed =
  ({ kebab, pascal, camel }: Names) =>
  (text: string): string => {
    const route = `  {
    path: '/${kebab}',
    name: '${kebab}',
    component: () => import('./pages/${pascal}Page.vue'),
    meta: { title: '${camel}.title', nav: '${kebab}' },
  },
`;
    return replaceOnce(text, /( {2}\{\n {4}path: '\/:rest)/, `${route}$1`, 'the route of unknown addresses');
  };

/** A page of the admin with its route, its texts in every language and a test. */
export const newPage: SkeletonMaker = (name) => {
  const names = namesOf(name);
  const { kebab, pascal } = names;
  return {
    files: {
      [`${SOURCES}/pages/${pascal}Page.vue`]: page(names),
      [`${SOURCES}/pages/${pascal}Page.test.ts`]: test(names),
      [`${SOURCES}/locales/en/${kebab}.ts`]: english(names),
      [`${SOURCES}/locales/de/${kebab}.ts`]: german(names),
    },
    edits: {
      [`${SOURCES}/locales/en/index.ts`]: listedIn('en', names),
      [`${SOURCES}/locales/de/index.ts`]: listedIn('de', names),
      [`${SOURCES}/router.ts`]: routed(names),
    },
    next: [
      `Open /admin/${kebab}. To have it in the side bar, list it in ${SOURCES}/composables/useNavigation.ts.`,
      `Write its texts in ${SOURCES}/locales/en/${kebab}.ts and translate them beside it.`,
      'Put its state into a composable and its parts into components; the page only puts them together.',
    ],
  };
};
