import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';
import { compressedTwins } from './vite/compressed-twins.ts';

const server = process.env.BOOKME_DEV_SERVER ?? 'http://localhost:3000';

/** `vite build --mode pseudo`: English becomes the pseudo-locale, to see by eye what is cut or hard-coded. */
const pseudoLocale = (): Plugin => ({
  name: 'pseudo-locale',
  enforce: 'pre',
  transform: {
    filter: { id: /locales\/(later\/)?en\.ts$/ },
    handler: (code, id) =>
      `import { pseudoMessages } from '${id.includes('later') ? '../' : ''}../../test/pseudo-locale.ts';\n${code.replace('export const messages =', 'const plain =')}\nexport const messages = pseudoMessages(plain);`,
  },
});

export default defineConfig(({ mode }) => ({
  base: '/',
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [vue(), compressedTwins(), mode === 'pseudo' && pseudoLocale()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  build: {
    target: 'es2022',
    manifest: true,
    assetsDir: 'assets/booking',
    // One style sheet: the server writes it into the page, so nothing waits for it and no chunk asks for it again.
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    // Few chunks compress better than many: what the first screens share with lazy ones stays in the entry, Vue and
    // what everything uses in a base that outlives most releases.
    rolldownOptions: {
      preserveEntrySignatures: 'allow-extension',
      output: {
        codeSplitting: { groups: [{ name: 'base', test: /node_modules|state.context|calendar.days|BmIcon/ }] },
      },
    },
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
}));
