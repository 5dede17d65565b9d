import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const server = process.env.BOOKME_DEV_SERVER ?? 'http://localhost:3000';

export default defineConfig({
  base: '/',
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [vue()],
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
    modulePreload: { polyfill: false },
    // What the first screens share with the lazy ones stays in the entry: many small chunks compress worse.
    rolldownOptions: { preserveEntrySignatures: 'allow-extension' },
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
});
