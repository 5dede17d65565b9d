import { fileURLToPath } from 'node:url';
import nuxtUi from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { icons } from './vite/icons-plugin.ts';
import { kitTheme } from './vite/kit-theme.ts';

const src = fileURLToPath(new URL('src', import.meta.url));
const server = process.env.BOOKME_DEV_SERVER ?? 'http://localhost:3000';

export default defineConfig({
  base: '/admin/',
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    vue(),
    nuxtUi({
      components: false,
      autoImport: false,
      colorMode: false,
      experimental: { componentDetection: true },
      ...kitTheme,
    }),
    icons(src, ['i-lucide-loader-circle', 'i-lucide-check', 'i-lucide-minus']),
  ],
  define: { __VUE_OPTIONS_API__: 'false' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What three or more parts share comes in two files instead of forty.
        codeSplitting: {
          groups: [
            { name: 'kit', test: /node_modules/, minShareCount: 3, priority: 1 },
            { name: 'shared', test: /admin-ui[\\/]src/, minShareCount: 3 },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': { target: server, ws: true } },
  },
});
