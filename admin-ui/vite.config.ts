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
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    proxy: { '/api': { target: server, ws: true } },
  },
});
