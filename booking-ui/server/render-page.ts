import type { PageView } from '@bookme/core/client';
import {
  chooseLocale,
  directionOf,
  fill,
  isLanguage,
  languageOf,
  LANGUAGES,
  type RareMessages,
} from '../src/i18n/messages.ts';
import { messages as ar } from '../src/locales/rare/ar.ts';
import { messages as de } from '../src/locales/rare/de.ts';
import { messages as en } from '../src/locales/rare/en.ts';
import { brandStyle } from './brand-colour.ts';
import { filesFor, type Manifest } from './manifest.ts';

export { chooseLocale };

const MESSAGES: Record<keyof typeof LANGUAGES, RareMessages> = { en, de, ar };

/** What `vite build` left in dist/; loadBookingAssets() in `@bookme/booking-ui/assets` reads it. */
export interface BookingAssets {
  /** dist/index.html, with its `<!--bm:…-->` marks. */
  template: string;
  manifest: Manifest;
  /** The text of the one style sheet. */
  css: string;
}

export interface PageRequest {
  /** Null when the business is unknown, or left to the browser to fetch. */
  page: PageView | null;
  /** The visitor's full tag; chooseLocale(['query', 'cookie', …Accept-Language], business locale) finds it. */
  locale: string;
  /** Path of the request, `/b/demo/…`: what else to preload, and what search engines are told. */
  path?: string;
  /** For the `style-src 'nonce-…'` of the answer's Content-Security-Policy. Scripts need none: they are files of `'self'`. */
  nonce?: string;
  /** Origin of the public address, from configuration; for link previews. */
  baseUrl?: string;
}

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** JSON inside a script element: `<` must not end it, and U+2028/9 end lines in old parsers. */
const escapeJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[<\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const meta = (name: string, content: string, attribute = 'name'): string =>
  content ? `<meta ${attribute}="${name}" content="${escapeHtml(content)}">` : '';

/** For search engines: https://schema.org/LocalBusiness */
const businessCard = ({ business, location }: PageView, url: string): string =>
  `<script type="application/ld+json">${escapeJson({
    '@context': 'https://schema.org',
    '@type': 'LocalBusiness',
    name: business.name,
    description: location.description || undefined,
    address: location.address || undefined,
    telephone: location.phone ?? undefined,
    url: url || undefined,
  })}</script>`;

/**
 * The booking page as HTML: language, title, brand, style, data and preloads filled into the built template, so that
 * the first paint waits for nothing but itself. Pure: same input, same text.
 */
export function renderPage(
  assets: BookingAssets,
  { page, locale, path = '/', nonce, baseUrl = '' }: PageRequest,
): string {
  const tag = chooseLocale([locale], page?.business.locale);
  const language = languageOf(tag);
  const messages = MESSAGES[isLanguage(language) ? language : 'en'];
  const business = page?.business.name ?? 'BookMe';
  const title = fill(messages['app.title'], { business }, tag, String);
  const isPrivate = /^\/b\/[^/]+\/(manage|[^/]+\/done)(\/|$)/.test(path);
  const url = baseUrl && page ? `${baseUrl}/b/${page.slug}` : '';
  const style = `<style${nonce ? ` nonce="${escapeHtml(nonce)}"` : ''}>${assets.css}${page?.business.accent ? brandStyle(page.business.accent) : ''}</style>`;
  const preloads = filesFor(assets.manifest, language, path).map(
    (file) => `<link rel="modulepreload" crossorigin href="/${file}">`,
  );

  const head = [
    `<title>${escapeHtml(title)}</title>`,
    meta('description', page?.location.description || title),
    meta('og:title', title, 'property'),
    meta('og:type', 'website', 'property'),
    meta('og:url', isPrivate ? '' : url, 'property'),
    isPrivate || !page ? meta('robots', 'noindex') : '',
    url && !isPrivate ? `<link rel="canonical" href="${escapeHtml(url)}">` : '',
    ...preloads,
    style,
    page && !isPrivate ? businessCard(page, url) : '',
  ];
  const phone = page?.location.phone;
  const noScript = `<noscript><p>${escapeHtml(messages['app.noScript'])}${phone ? ` ${escapeHtml(business)}: <a href="tel:${escapeHtml(phone)}">${escapeHtml(phone)}</a>` : ''}</p></noscript>`;
  const data = `<script type="application/json" id="bm-data">${escapeJson({ page, locale: tag, locales: Object.keys(LANGUAGES) })}</script>`;

  // Functions as replacements: `$&` in a business's name must stay what it is.
  return assets.template
    .replace(/<html[^>]*>/, () => `<html lang="${tag}" dir="${directionOf(tag)}">`)
    .replaceAll(/\s*<link rel="(stylesheet|modulepreload)"[^>]*>/g, '')
    .replace('<!--bm:head-->', () => head.filter(Boolean).join('\n    '))
    .replace('<!--bm:noscript-->', () => noScript)
    .replace('<!--bm:data-->', () => data);
}
