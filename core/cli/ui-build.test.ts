import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildUi, sourcesKey } from './ui-build.ts';

let root: string;
const put = (file: string, text: string): void => {
  mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};
/** Stands for Vite: writes the page, and counts how often it was asked to. */
const VITE = `
  const fs = require('node:fs');
  fs.appendFileSync('../builds', 'x');
  if (fs.existsSync('src/broken.ts')) { console.error('src/broken.ts: unexpected token'); process.exit(1); }
  fs.mkdirSync('dist', { recursive: true });
  fs.writeFileSync('dist/index.html', 'built');`;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bookme-ui-'));
  put('node_modules/vite/bin/vite.js', VITE);
  put('booking-ui/vite.config.ts', 'export default {}');
  put('booking-ui/src/main.ts', 'one');
  put('core/client/client.ts', 'client');
});
afterEach(() => rmSync(root, { recursive: true }));

it('builds once per change of the sources', async () => {
  expect(await buildUi(root, 'booking-ui')).toBe(true);
  expect(await buildUi(root, 'booking-ui')).toBe(false);
  put('booking-ui/src/main.ts', 'two');
  expect(await buildUi(root, 'booking-ui')).toBe(true);
  put('core/client/client.ts', 'another client');
  expect(await buildUi(root, 'booking-ui')).toBe(true);
});

it('builds again when the result was deleted', async () => {
  await buildUi(root, 'booking-ui');
  rmSync(path.join(root, 'booking-ui/dist'), { recursive: true });
  expect(await buildUi(root, 'booking-ui')).toBe(true);
});

it('says what the builder said when it fails', async () => {
  put('booking-ui/src/broken.ts', '');
  await expect(buildUi(root, 'booking-ui')).rejects.toThrow(/booking-ui could not be built:[^]*unexpected token/);
});

it('has nothing to build without a vite.config', async () => {
  put('admin-ui/package.json', '{}');
  expect(await buildUi(root, 'admin-ui')).toBe(false);
});

it('looks at contents, not at times, results or tests', () => {
  const key = sourcesKey(root, 'booking-ui');
  utimesSync(path.join(root, 'booking-ui/src/main.ts'), 0, 0);
  put('booking-ui/dist/index.html', 'built');
  put('booking-ui/test/some.test.ts', 'test');
  put('booking-ui/src/components.d.ts', 'written by the build');
  expect(sourcesKey(root, 'booking-ui')).toBe(key);
  put('booking-ui/src/second.ts', '');
  expect(sourcesKey(root, 'booking-ui')).not.toBe(key);
});
