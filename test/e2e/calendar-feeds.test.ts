import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { check, mailsTo, visit } from './pages.ts';

const { baseUrl, email, password } = inject('system');
const NARROW = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true };
const WIDE = { viewport: { width: 1280, height: 900 } };
const CUSTOMER = 'feed@example.com';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

interface DemoPage {
  services: { id: string; name: string }[];
}

/** Books the first free time in three weeks from now, and gives the link that the page of the browser has. */
async function book(): Promise<string> {
  const demo = (await (await fetch(`${baseUrl}/api/v1/pages/demo`)).json()) as DemoPage;
  const serviceId = demo.services.find(({ name }) => name === 'Haircut')!.id;
  const [from, to] = [21, 27].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));
  const query = new URLSearchParams({ serviceId, from: from!, to: to!, timeZone: 'Europe/Berlin' });
  const { days } = (await (await fetch(`${baseUrl}/api/v1/availability?${query}`)).json()) as {
    days: { morning: string[] }[];
  };
  const answer = await fetch(`${baseUrl}/api/v1/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      serviceId,
      startsAt: days.flatMap(({ morning }) => morning)[0],
      customer: { name: 'Fee Kalender', email: CUSTOMER },
      timeZone: 'Europe/Berlin',
    }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { manageUrl: string }).manageUrl;
}

const read = async (page: Page, label: string) => {
  const url = await page.getByLabel(label).inputValue();
  return { url, answer: await fetch(url) };
};

it('a customer subscribes by the link in the mail, and by no other', async () => {
  const fromBrowser = await book();
  const [mail] = await mailsTo(CUSTOMER, 1);
  const fromMail = /https?:\/\/[^\s"]+\/manage\/[^\s"]+~[\w-]+/.exec(mail!.text!)![0];
  const { page, problems, close } = await visit(browser, NARROW);
  await page.goto(fromBrowser);
  await page.getByText('open this page by the link in your confirmation e-mail').waitFor();
  await check(page, 'feed-1-customer-from-browser');
  await page.goto('about:blank');
  await page.goto(fromMail);
  await page.getByRole('button', { name: 'Create the address' }).click();
  await page.getByText('The address is ready.').waitFor();
  await check(page, 'feed-2-customer-address');
  await page.setViewportSize(WIDE.viewport);
  await check(page, 'feed-3-customer-address-wide');
  const { url, answer } = await read(page, 'Address of your calendar');
  expect(answer.status).toBe(200);
  expect(await answer.text()).toMatch(/BEGIN:VCALENDAR[^]*STATUS:CONFIRMED/);
  await page.getByRole('button', { name: 'Take the address back' }).click();
  await page.getByText('The address no longer works.').waitFor();
  expect((await fetch(url)).status).toBe(404);
  expect(problems).toEqual([]);
  await close();
});

it('a team member’s calendar gets an address, a new one kills the former, and it can be taken back', async () => {
  const { page, problems, close } = await visit(browser, WIDE);
  await page.goto(`${baseUrl}/admin/team`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Jonas Weber').first().click();
  const card = page.getByRole('region', { name: 'Calendar subscription' });
  await card.getByRole('button', { name: 'Create the address' }).click();
  const first = card.getByLabel('Address for calendar apps');
  await first.waitFor();
  await check(page, 'feed-4-staff-address');
  await page.setViewportSize(NARROW.viewport);
  await card.scrollIntoViewIfNeeded();
  await check(page, 'feed-5-staff-address-narrow');
  const former = await read(page, 'Address for calendar apps');
  expect(former.answer.headers.get('content-type')).toContain('text/calendar');
  await page.reload();
  await card.getByText('There is an address since').waitFor();
  await check(page, 'feed-6-staff-kept-narrow');
  await card.getByRole('button', { name: 'New address' }).click();
  const second = await read(page, 'Address for calendar apps');
  expect([second.answer.status, (await fetch(former.url)).status]).toEqual([200, 404]);
  await card.getByRole('button', { name: 'Take the address back' }).click();
  await card.getByRole('button', { name: 'Create the address' }).waitFor();
  expect((await fetch(second.url)).status).toBe(404);
  expect(problems).toEqual([]);
  await close();
});
