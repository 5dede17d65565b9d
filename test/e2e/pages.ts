import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser, type ParsedMail } from 'mailparser';
import { expect, inject } from 'vitest';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const SHOTS = path.resolve(import.meta.dirname, '../../test-artifacts/screens');

export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 900 } };

export interface Visit {
  readonly page: Page;
  /** Errors of the page: what it logged, threw, or was refused by its policy. */
  readonly problems: string[];
  close(): Promise<void>;
}

/** A visitor of their own: nothing is shared with others. */
export async function visit(browser: Browser, options: BrowserContextOptions = PHONE): Promise<Visit> {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    // Answers such as 409 are logged by the browser itself; they are part of some tests.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) problems.push(message.text());
  });
  page.setDefaultTimeout(15_000);
  return { page, problems, close: () => context.close() };
}

/** Takes a picture for those who look, and holds the page to WCAG 2.2 AA and to its own width. */
export async function check(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true });
  await page.evaluate(axe.source);
  // Frames stay out: the one of a mail's preview runs no scripts, so nothing can be asked inside.
  const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false }));
  expect(
    violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
  ).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
}

/** Mails that were written for one address, oldest first. */
export async function mailsTo(address: string, count: number, withinMs = 20_000): Promise<ParsedMail[]> {
  const folder = path.join(inject('system').dataDir, 'mail');
  for (const until = Date.now() + withinMs; ; await sleep(100)) {
    // By the time of writing: dates in mails are whole seconds, and two may fall into one.
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.eml'))
      .map((name) => path.join(folder, name))
      .toSorted((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
    const all = await Promise.all(files.map((file) => simpleParser(readFileSync(file))));
    const found = all.filter((mail) => [mail.to ?? []].flat().some((to) => to.text.includes(address)));
    if (found.length >= count) return found;
    if (Date.now() > until) throw new Error(`${found.length} of ${count} mails to ${address} after ${withinMs} ms`);
  }
}
