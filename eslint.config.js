import globals from 'globals';
import tseslint from 'typescript-eslint';
import vue from 'eslint-plugin-vue';
import vueAccessibility from 'eslint-plugin-vuejs-accessibility';
import * as own from './test/architecture/lint-rules.ts';

// oxlint is the fast general linter (.oxlintrc.json). ESLint does what it cannot: Vue templates, their accessibility, and our own rules.
const CODE = ['**/*.{ts,vue}'];
const VUE = ['**/*.vue'];
const TESTS = ['**/*.test.ts', '**/testing/**', '**/test/**'];

/** Own rules are lists of selectors; a file gets one list, so each entry repeats what the wider ones already forbid. */
const product = [...own.everywhere, ...own.product];
const forbid = (...lists) => ({ 'no-restricted-syntax': ['error', ...lists.flat()] });

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/.nuxt-ui/**',
      '**/components.d.ts',
      '**/auto-imports.d.ts',
      'coverage/**',
      'test-artifacts/**',
      '.bookme/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'off' } },
  ...vue.configs['flat/recommended'].map((config) => ({ files: VUE, ...config })),
  ...vueAccessibility.configs['flat/recommended'].map((config) => ({ files: VUE, ...config })),
  {
    files: CODE,
    languageOptions: { parser: tseslint.parser, globals: { ...globals.node, Temporal: 'readonly' } },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: forbid(product),
  },
  { files: TESTS, rules: forbid(own.everywhere) },
  {
    files: VUE,
    languageOptions: {
      parser: vue.configs['flat/base'][1].languageOptions.parser,
      parserOptions: { parser: tseslint.parser },
      globals: globals.browser,
    },
    rules: {
      ...vue.configs['no-layout-rules'].rules, // prettier lays out
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/no-undef-components': 'off', // vue-tsc knows better
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off', // destructured props carry their defaults
      // Of components: a page that is nothing but a form may begin in its first field.
      'vuejs-accessibility/no-autofocus': ['error', { ignoreNonDOM: true }],
      // A label that names its control by `for` is as good as one that encloses it.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
  {
    files: ['core/**', 'workflows/**', 'temporal-config/**', 'migrations/**'],
    ignores: [...TESTS, 'workflows/**/workflow.ts', 'core/kernel/db/**'],
    rules: forbid(product, own.server),
  },
  {
    files: ['core/kernel/db/**'],
    ignores: TESTS,
    rules: forbid(
      product,
      own.server.filter((rule) => rule !== own.rawConnection),
    ),
  },
  {
    files: ['core/modules/**'],
    ignores: TESTS,
    rules: forbid(product, own.server, own.injectedClock, own.configuredEnvironment),
  },
  {
    files: ['plugins/**'],
    ignores: TESTS,
    rules: forbid(product, own.injectedClock, own.configuredEnvironment),
  },
  {
    files: ['**/*.domain.ts'],
    rules: forbid(product, own.server, own.injectedClock, own.configuredEnvironment, own.pure),
  },
  { files: ['workflows/**/workflow.ts'], rules: forbid(product, own.server, own.deterministic) },
);
