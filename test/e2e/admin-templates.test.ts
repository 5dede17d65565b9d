import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { check, DESKTOP, mailsTo, PHONE, visit, type Visit } from './pages.ts';

const { baseUrl, email, password } = inject('system');
const LIST = `${baseUrl}/admin/messages/templates?locale=en`;

let browser: Browser;
let desk: Visit;
let page: Page;

async function signIn(to: Page): Promise<void> {
  await to.goto(`${baseUrl}/admin`);
  await to.getByLabel('E-mail').fill(email);
  await to.getByLabel('Password', { exact: true }).fill(password);
  await to.getByRole('button', { name: 'Sign in' }).click();
  await to.waitForURL(/calendar/);
}

beforeAll(async () => {
  browser = await openBrowser();
  desk = await visit(browser, DESKTOP);
  page = desk.page;
  await signIn(page);
});
afterAll(async () => {
  await desk.close();
  await browser.close();
});

const body = () => page.getByLabel('Body, in MJML');
const frame = () => page.frameLocator('iframe');

it('lists every message, in each language, with what it says now', async () => {
  await page.goto(`${baseUrl}/admin/messages`);
  await page.getByRole('link', { name: 'Templates' }).click();
  await page
    .getByRole('region', { name: 'To customers' })
    .getByRole('link', { name: /^Declined Built-in text/ })
    .waitFor();
  await check(page, 'templates-1-list');
  await page.getByText('German', { exact: true }).click();
  await page.waitForURL(/locale=de/);
});

it('shows a mail as it is written, and what is wrong at its place before it is saved', async () => {
  await page.goto(LIST);
  await page
    .getByRole('region', { name: 'To customers' })
    .getByRole('link', { name: /^Declined/ })
    .click();
  await frame().getByText('Your request could not be accepted').first().waitFor();
  await check(page, 'templates-2-editor');

  const source = await body().inputValue();
  await body().fill(
    source.replace('{{ business }} cannot offer', 'Dear {{ custmer.name }}, {{ business }} cannot offer'),
  );
  const place = page.getByRole('button', { name: /^Line \d+, column \d+$/ }).last();
  await page.getByText('There is no value called custmer.name.').first().waitFor();
  expect(await page.getByRole('button', { name: 'Save and use' }).isDisabled()).toBe(true);
  await place.click();
  const at = await body().evaluate((area: HTMLTextAreaElement) =>
    area.value.slice(area.selectionStart, area.selectionStart + 12),
  );
  expect(at).toBe('custmer.name');
  await check(page, 'templates-3-problem');

  await body().fill(
    source.replaceAll('{{ business }} cannot offer', 'Dear {{ customer.name }}, {{ business }} cannot offer'),
  );
  await frame().getByText('Dear Alex Morgan, ').last().waitFor();
});

it('inserts a value where the cursor is', async () => {
  await page.getByLabel('Subject').fill('Sorry: ');
  await page.getByText('Values to insert').click();
  await page.getByRole('button', { name: 'Insert service', exact: true }).click();
  expect(await page.getByLabel('Subject').inputValue()).toBe('Sorry: {{ service }}');
});

it('begins a text written by hand with what the body makes, values and all', async () => {
  await page.getByText('By hand', { exact: true }).click();
  expect(await page.getByLabel('Text part, by hand').inputValue()).toContain('{{ recipient.name }}');
  await page.getByText('Automatic', { exact: true }).click();
});

it('sends a test to whoever is signed in', async () => {
  await page.getByRole('button', { name: 'Send a test to me' }).click();
  const [mail] = await mailsTo(email, 1);
  expect(mail!.subject).toMatch(/^\[Test\] Sorry: /);
  expect(mail!.text).toContain('Dear Alex Morgan,');
});

it('saves a version, restores one, and goes back to the built-in text', async () => {
  const versions = page.getByRole('region', { name: 'Versions' });
  const save = page.getByRole('button', { name: 'Save and use' });
  await save.click();
  await versions.getByText('Version 1', { exact: true }).waitFor();
  await page.getByLabel('Subject').fill('Alas');
  await save.click();
  await versions.getByText('Version 2', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Use version 1 again' }).click();
  await versions.getByText(/Version 3/).waitFor();
  expect(await page.getByLabel('Subject').inputValue()).toBe('Sorry: {{ service }}');
  await page.getByRole('button', { name: 'Back to the built-in text' }).click();
  await page.getByText('Built-in text', { exact: true }).waitFor();
  expect(await page.getByLabel('Subject').inputValue()).toBe('Not possible: {{ service }}, {{ time.short }}');
  await versions.getByRole('button', { name: 'Use version 3 again' }).waitFor();
});

it('asks before what was typed is left', async () => {
  await page.getByLabel('Subject').fill('Unsaved');
  await page.getByRole('link', { name: 'Templates' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL(/templates\?locale=en/);
});

it.each([
  ['phone', PHONE],
  ['narrow', { ...PHONE, viewport: { width: 320, height: 700 } }],
  ['dark', { ...DESKTOP, colorScheme: 'dark' as const }],
])('holds on a %s screen', async (name, options) => {
  const other = await visit(browser, options);
  await signIn(other.page);
  await other.page.goto(LIST);
  await other.page
    .getByRole('region', { name: 'To customers' })
    .getByRole('link', { name: /^Confirmation/ })
    .waitFor();
  await check(other.page, `templates-4-list-${name}`);
  await other.page
    .getByRole('region', { name: 'To the team' })
    .getByRole('link', { name: /^Confirmation/ })
    .click();
  await other.page.frameLocator('iframe').getByText('A new appointment').first().waitFor();
  await other.page.getByText('Dark', { exact: true }).click();
  if (name === 'dark') await other.page.getByText('Wide', { exact: true }).click();
  await check(other.page, `templates-5-editor-${name}`);
  expect(other.problems).toEqual([]);
  await other.close();
});

it('logged no error and was refused nothing by its own policy', () => {
  expect(desk.problems).toEqual([]);
});
