// @vitest-environment node
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
  isEntry?: boolean;
}

const ROOT = path.resolve(import.meta.dirname, '..');
const KB = 1024;
let dist: string;
let manifest: Record<string, Chunk>;

beforeAll(() => {
  dist = mkdtempSync(path.join(tmpdir(), 'bookme-admin-ui-'));
  const vite = path.join(ROOT, '../node_modules/vite/bin/vite.js');
  // A process of its own: in this one Vue would be built as for tests.
  const { status, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', '--manifest', '--outDir', dist, '--emptyOutDir', '--logLevel', 'error'],
    { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  manifest = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
}, 180_000);
afterAll(() => rmSync(dist, { recursive: true, force: true }));

/** A chunk with everything that must come before it runs. */
function withImports(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const other of manifest[name]!.imports ?? []) withImports(other, seen);
  return seen;
}
const gzipped = (files: Iterable<string>): number =>
  [...new Set(files)].reduce((sum, file) => sum + gzipSync(readFileSync(path.join(dist, file))).length, 0);
const script = (...names: string[]): number =>
  gzipped(names.flatMap((name) => [...withImports(name)].map((one) => manifest[one]!.file)));
const style = (...names: string[]): number =>
  gzipped(names.flatMap((name) => [...withImports(name)].flatMap((one) => manifest[one]!.css ?? [])));

const entry = (): string => Object.keys(manifest).find((name) => manifest[name]!.isEntry)!;
const pages = (): string[] => Object.keys(manifest).filter((name) => name.startsWith('src/pages/'));
const PANES = ['src/components/bookings/BookingPane.vue', 'src/components/desk/NewBooking.vue'];

describe('the build', () => {
  it('needs at most 150 kB of script, compressed, before any page', () => {
    expect(script(entry()) / KB).toBeLessThan(150);
    expect(style(entry()) / KB).toBeLessThan(25);
  });

  it('needs at most 180 kB for any page, also with the panes that lie over it', () => {
    expect(pages().length).toBeGreaterThan(8);
    for (const page of pages()) expect(script(entry(), page, ...PANES) / KB, page).toBeLessThan(180);
  });

  it('keeps German out of the shell', () => {
    expect([...withImports(entry())].join()).not.toContain('locales/de');
    expect(Object.keys(manifest)).toContain('src/locales/de/index.ts');
  });

  it('works under a policy without inline scripts, inline styles and eval', () => {
    const html = readFileSync(path.join(dist, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son\w+=/);
    for (const { file } of Object.values(manifest))
      if (file.endsWith('.js'))
        expect(readFileSync(path.join(dist, file), 'utf8'), file).not.toMatch(/\bnew Function\(|[^.\w]eval\(/);
  });
});
