import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { check, PHONE, visit } from './pages.ts';

const { baseUrl } = inject('system');

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

it('two services are booked in one visit, one after the other, and each can be opened by itself', async () => {
  const { page, problems, close } = await visit(browser, PHONE);
  await page.goto(`${baseUrl}/b/demo`);
  await page.getByRole('link', { name: 'Several services in one visit' }).click();
  await page.getByText('Choose at least 2 services to see the times.').waitFor();
  await page.getByRole('checkbox', { name: /^Beard trim/ }).check();
  await page.getByRole('checkbox', { name: /^Haircut/ }).check();
  await page.getByText('Together: 1 hr 5 mins').waitFor();
  await page.getByLabel('Haircut: with whom').selectOption('Mara Linden');
  await page.getByRole('button', { name: 'Later weeks' }).click();
  const start = page.locator('.visit-day[open]').getByRole('button').first();
  await start.waitFor();
  await check(page, 'phone-visit');
  await start.click();
  await page.getByText('With Mara Linden').waitFor();
  const plan = page.locator('.visit-plan li');
  expect((await plan.allInnerTexts()).map((text) => text.split('\n')[1])).toEqual(['Beard trim', 'Haircut']);
  await check(page, 'phone-visit-details');
  await page.getByLabel('Name', { exact: true }).fill('Ada Lovelace');
  await page.getByLabel('E-mail').fill('visit@example.com');
  await page.getByRole('button', { name: 'Book all 2' }).click();
  await page.getByRole('heading', { name: 'Your appointment is booked' }).waitFor();
  await check(page, 'phone-visit-done');
  await page.reload();
  await page.getByRole('link', { name: /^Haircut/ }).click();
  await page.getByText('Part of a visit with several services').waitFor();
  await page.getByText('With Mara Linden').waitFor();
  expect(problems).toEqual([]);
  await close();
});
