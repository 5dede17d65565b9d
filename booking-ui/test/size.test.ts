// @vitest-environment node
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunksOf, filesFor, styleSheetOf, type Manifest } from '../server/manifest.ts';
import { renderPage } from '../server/render-page.ts';
import { LANGUAGES } from '../src/i18n/messages.ts';
import { PAGE } from './fixtures.ts';

// The page must open on a cheap phone with a poor network: these are promises, not observations.
const MOST_SCRIPT = 45_000;
const MOST_STYLE = 6_000;
/** A screen that is loaded later, on top. */
const MOST_SCREEN = 10_000;

const root = path.resolve(import.meta.dirname, '..');
const vite = path.resolve(import.meta.dirname, '../../node_modules/vite/bin/vite.js');
let dist: string;
let manifest: Manifest;

const gzipped = async (file: string): Promise<number> => gzipSync(await readFile(path.join(dist, file))).length;
const sum = async (files: readonly string[]): Promise<number> =>
  (await Promise.all(files.map(gzipped))).reduce((total, size) => total + size, 0);

beforeAll(async () => {
  dist = await mkdtemp(path.join(tmpdir(), 'bookme-booking-ui-'));
  // A process of its own: under NODE_ENV=test Vue would bring its warnings along.
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', dist, '--emptyOutDir'], { cwd: root, env });
  manifest = JSON.parse(await readFile(path.join(dist, '.vite/manifest.json'), 'utf8')) as Manifest;
}, 60_000);
afterAll(() => rm(dist, { recursive: true, force: true }));

describe('the first load', () => {
  it.each(Object.keys(LANGUAGES))('is at most 45 kB of script in %s', async (language) => {
    const files = filesFor(manifest, language, '/b/demo');
    expect(files.length).toBeGreaterThan(1);
    expect(await sum(files)).toBeLessThanOrEqual(MOST_SCRIPT);
  });

  it('is at most 6 kB of style', async () => {
    expect(await gzipped(styleSheetOf(manifest)!)).toBeLessThanOrEqual(MOST_STYLE);
  });

  it('asks for one language only', async () => {
    const german = filesFor(manifest, 'de', '/b/demo');
    expect(german).not.toContain(manifest['src/locales/en.ts']!.file);
    expect(german).toContain(manifest['src/locales/de.ts']!.file);
  });

  it('needs no file that the server does not name in the page', async () => {
    const template = await readFile(path.join(dist, 'index.html'), 'utf8');
    const css = await readFile(path.join(dist, styleSheetOf(manifest)!), 'utf8');
    const html = renderPage({ template, manifest, css }, { page: PAGE, locale: 'en', path: '/b/demo' });
    for (const file of chunksOf(manifest, 'index.html')) expect(html).toContain(`/${file}`);
    expect(html).not.toContain('<!--bm:');
  });
});

it.each(['Details', 'Done', 'Manage', 'Move', 'Visit'])(
  'loads at most 10 kB more for the screen %s',
  async (screen) => {
    const first = new Set(filesFor(manifest, 'en', '/b/demo'));
    const texts = chunksOf(manifest, 'src/locales/later/en.ts');
    const more = [...new Set([...chunksOf(manifest, `src/pages/${screen}Page.vue`), ...texts])].filter(
      (file) => !first.has(file),
    );
    expect(more.length).toBeGreaterThan(0);
    expect(await sum(more)).toBeLessThanOrEqual(MOST_SCREEN);
  },
);

it('brings each asset compressed, so that the server only has to send it', async () => {
  for (const file of filesFor(manifest, 'en', '/b/demo')) {
    expect(gunzipSync(await readFile(path.join(dist, `${file}.gz`)))).toEqual(await readFile(path.join(dist, file)));
    expect(brotliDecompressSync(await readFile(path.join(dist, `${file}.br`)))).toEqual(
      await readFile(path.join(dist, file)),
    );
  }
});

it('names its assets by their content, below a folder of its own', () => {
  const files = Object.values(manifest).map(({ file }) => file);
  expect(files.filter((file) => !/^assets\/booking\/[\w.-]+-[\w-]{8}\.(js|css|svg)$/.test(file))).toEqual([]);
});
