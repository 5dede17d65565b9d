// @vitest-environment node
import { expect, it } from 'vitest';
import { PAGE } from '../test/fixtures.ts';
import { renderPage, type BookingAssets } from './render-page.ts';

const assets: BookingAssets = {
  template: `<!doctype html>
<html lang="en" dir="ltr">
  <head>
    <!--bm:head-->
    <script type="module" crossorigin src="/assets/booking/index-1.js"></script>
    <link rel="modulepreload" crossorigin href="/assets/booking/vue-1.js">
    <link rel="stylesheet" crossorigin href="/assets/booking/style-1.css">
  </head>
  <body><div id="app"></div><!--bm:noscript--><!--bm:data--></body>
</html>`,
  manifest: {
    'index.html': { file: 'assets/booking/index-1.js', imports: ['_vue.js'], isEntry: true },
    '_vue.js': { file: 'assets/booking/vue-1.js' },
    'src/locales/de.ts': { file: 'assets/booking/de-1.js' },
    'src/pages/ManagePage.vue': { file: 'assets/booking/ManagePage-1.js', imports: ['_vue.js', 'index.html'] },
    'style.css': { file: 'assets/booking/style-1.css' },
  },
  css: 'body{margin:0}',
};
const HOSTILE = '</script><script>alert(1)</script><!-- $& "\u2028';
const dataTextIn = (html: string): string =>
  /<script type="application\/json" id="bm-data">([^]*?)<\/script>/.exec(html)![1]!;
const dataIn = (html: string): unknown => JSON.parse(dataTextIn(html));

it('writes language, direction, title and data in the visitor’s language', () => {
  const html = renderPage(assets, { page: PAGE, locale: 'de-AT' });
  expect(html).toContain('<html lang="de-AT" dir="ltr">');
  expect(html).toContain('<title>Termin buchen bei Salon Demo</title>');
  expect(html).toContain('<meta name="description" content="Hair and care.">');
  expect(dataIn(html)).toEqual({ page: PAGE, locale: 'de-AT', locales: ['en', 'de', 'ar'] });
  expect(renderPage(assets, { page: PAGE, locale: 'ar-EG' })).toContain('<html lang="ar-EG" dir="rtl">');
});

it('lets nothing that a business typed become markup, and gives it back unchanged', () => {
  const page = {
    ...PAGE,
    business: { ...PAGE.business, name: HOSTILE },
    location: { ...PAGE.location, description: HOSTILE, phone: '"><script>' },
  };
  const html = renderPage(assets, { page, locale: 'en' });
  expect(html.match(/<script/g)).toHaveLength(3); // the module, the data, the business card
  expect(html.match(/<\/script>/g)).toHaveLength(3);
  expect(html).not.toContain('<script>');
  expect(dataTextIn(html)).not.toMatch(/[<\u2028]/);
  expect((dataIn(html) as { page: typeof page }).page.business.name).toBe(HOSTILE);
});

it('needs no inline script and gives its one style the nonce, so that a strict policy lets it pass', () => {
  const html = renderPage(assets, { page: PAGE, locale: 'en', nonce: 'n0nce+/=' });
  const executable = html.match(/<script(?![^>]*type="application\/(ld\+)?json")[^>]*>/g);
  expect(executable).toEqual(['<script type="module" crossorigin src="/assets/booking/index-1.js">']);
  expect(html.match(/<style[^>]*>/g)).toEqual(['<style nonce="n0nce+/=">']);
  expect(html).not.toMatch(/\son\w+=|\sstyle=/);
  expect(html).not.toContain('rel="stylesheet"');
  expect(html).toContain('body{margin:0}');
});

it('preloads the entry, what it imports, the language and the screen in the address, each once', () => {
  const html = renderPage(assets, { page: PAGE, locale: 'de', path: '/b/demo/manage/b1' });
  expect(html.match(/(?<=modulepreload" crossorigin href=")[^"]+/g)).toEqual([
    '/assets/booking/index-1.js',
    '/assets/booking/vue-1.js',
    '/assets/booking/de-1.js',
    '/assets/booking/ManagePage-1.js',
  ]);
});

it('hides a booking’s own page from search engines, and says where the public one is', () => {
  const own = renderPage(assets, {
    page: PAGE,
    locale: 'en',
    path: '/b/demo/manage/b1',
    baseUrl: 'https://book.example',
  });
  expect(own).toContain('<meta name="robots" content="noindex">');
  expect(own).not.toContain('canonical');
  const open = renderPage(assets, { page: PAGE, locale: 'en', path: '/b/demo', baseUrl: 'https://book.example' });
  expect(open).toContain('<link rel="canonical" href="https://book.example/b/demo">');
  expect(open).not.toContain('noindex');
});

it('works without a page, and falls back to the business’s language', () => {
  const html = renderPage(assets, { page: null, locale: 'fr-FR' });
  expect(html).toContain('<html lang="en" dir="ltr">');
  expect(dataIn(html)).toMatchObject({ page: null, locale: 'en' });
  expect(renderPage(assets, { page: PAGE, locale: 'fr-FR' })).toContain('<html lang="de" dir="ltr">');
});

it('lays the brand over the default colours in both themes', () => {
  const html = renderPage(assets, {
    page: { ...PAGE, business: { ...PAGE.business, accent: '#ffd400' } },
    locale: 'en',
  });
  expect(html).toMatch(/<style>body\{margin:0\}:root\{--bm-accent:#816a00;.*prefers-color-scheme:dark.*<\/style>/);
});
