import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { check, DESKTOP, mailsTo, PHONE, visit, type Visit } from './pages.ts';

const { baseUrl } = inject('system');

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const freeDays = (page: Page) => page.getByRole('grid').getByRole('button', { name: /[1-9]\d* (times?) free/ });
const times = (page: Page) => page.getByRole('button', { name: /^\d{2}:\d{2}/ });

/** From the link to the details of the n-th free time of the n-th free day. */
async function choose(page: Page, service: string, { day = 3, time = 0 } = {}): Promise<string> {
  await page.goto(`${baseUrl}/b/demo`);
  await page.getByRole('link', { name: new RegExp(`^${service}`) }).click();
  await freeDays(page).nth(day).click();
  const slot = times(page).nth(time);
  const label = (await slot.innerText()).trim();
  await slot.click();
  await page.getByRole('heading', { name: 'Your details' }).waitFor();
  return label;
}

async function fill(page: Page, email: string): Promise<void> {
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('E-mail').fill(email);
}

const confirm = (page: Page) => page.getByRole('button', { name: 'Confirm booking' }).click();

describe('a customer on a phone', () => {
  const email = 'phone@example.com';
  let phone: Visit;
  beforeAll(async () => {
    phone = await visit(browser, PHONE);
  });
  afterAll(() => phone.close());

  it('books in three screens and has the mail with its calendar file within three seconds', async () => {
    const { page } = phone;
    await page.goto(`${baseUrl}/b/demo`);
    await page.getByRole('heading', { name: 'Choose a service' }).waitFor();
    await check(page, 'phone-1-services');
    await page.getByRole('link', { name: /^Haircut/ }).click();
    await freeDays(page).nth(3).click();
    await times(page).first().waitFor();
    await check(page, 'phone-2-when');
    await times(page).first().click();
    await fill(page, email);
    await check(page, 'phone-3-details');
    await confirm(page);
    await page.getByRole('heading', { name: 'Your appointment is booked' }).waitFor();
    const [mail] = await mailsTo(email, 1, 3_000);
    await check(page, 'phone-4-done');
    expect(mail!.subject).toContain('Haircut');
    const calendar = mail!.attachments.find(
      ({ contentType }) => contentType.includes('calendar') || contentType.includes('ics'),
    );
    expect(calendar!.content.toString()).toMatch(/METHOD:REQUEST[^]*BEGIN:VTIMEZONE[^]*SEQUENCE:1/);
    expect(phone.problems).toEqual([]);
  });

  it('moves the appointment, and a new calendar file with a higher sequence follows', async () => {
    const { page } = phone;
    await page.getByRole('link', { name: 'View, move or cancel' }).click();
    await page.getByRole('heading', { name: 'Your appointment' }).waitFor();
    await check(page, 'phone-5-manage');
    await page.getByRole('link', { name: 'Move', exact: true }).click();
    await freeDays(page).nth(4).click();
    await times(page).nth(1).click();
    await page.getByRole('button', { name: 'Yes, move it' }).click();
    await page.getByText('Your appointment is moved.').waitFor();
    const [, moved] = await mailsTo(email, 2);
    expect(moved!.attachments[0]!.content.toString()).toMatch(/METHOD:REQUEST[^]*SEQUENCE:2/);
    await check(page, 'phone-6-moved');
  });

  it('cancels it, and is told so once', async () => {
    const { page } = phone;
    await page.getByRole('button', { name: 'Cancel appointment' }).click();
    await check(page, 'phone-7-cancel');
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await page.getByText('Your appointment is cancelled.').waitFor();
    const mails = await mailsTo(email, 3);
    expect(mails[2]!.attachments[0]!.content.toString()).toMatch(/METHOD:CANCEL[^]*STATUS:CANCELLED/);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(3);
    await check(page, 'phone-8-cancelled');
    expect(phone.problems).toEqual([]);
  });
});

it('a lost race keeps what was typed and offers the nearest times, one of which works', async () => {
  const [first, second] = [await visit(browser, DESKTOP), await visit(browser, DESKTOP)];
  // Only one person does it, so that the same time is the same place.
  await choose(first.page, 'Head spa', { day: 6, time: 2 });
  await first.page.getByText('We keep this time for you').first().waitFor();
  await fill(first.page, 'first@example.com');
  await second.page.goto(first.page.url());
  await fill(second.page, 'second@example.com');
  const note = second.page.getByRole('alert').filter({ hasText: 'That time has just been taken' });
  await note.waitFor();
  await confirm(first.page);
  await first.page.getByRole('heading', { name: 'Your appointment is booked' }).waitFor();
  await confirm(second.page);
  await note.waitFor();
  await check(second.page, 'desktop-lost-race');
  expect(await second.page.getByLabel('Name').inputValue()).toBe('Ada Lovelace');
  await note.getByRole('button').first().click();
  await confirm(second.page);
  await second.page.getByRole('heading', { name: 'Your appointment is booked' }).waitFor();
  for (const { close } of [first, second]) await close();
});

it('a time taken elsewhere disappears from an open page within a second', async () => {
  const [watcher, other] = [await visit(browser, DESKTOP), await visit(browser, DESKTOP)];
  await watcher.page.goto(`${baseUrl}/b/demo`);
  await watcher.page.getByRole('link', { name: /^Head spa/ }).click();
  await freeDays(watcher.page).nth(7).click();
  const label = (await times(watcher.page).nth(1).innerText()).trim();
  const slot = times(watcher.page).filter({ hasText: label });
  expect(await choose(other.page, 'Head spa', { day: 7, time: 1 })).toBe(label);
  await slot.waitFor({ state: 'detached', timeout: 3_000 });
  await fill(other.page, 'other@example.com');
  await confirm(other.page);
  await other.page.getByRole('heading', { name: 'Your appointment is booked' }).waitFor();
  expect(await slot.count()).toBe(0);
  for (const { close } of [watcher, other]) await close();
});

it('works by keyboard alone', async () => {
  const { page, close } = await visit(browser, DESKTOP);
  await page.goto(`${baseUrl}/b/demo`);
  const service = page.getByRole('link', { name: /^Haircut/ });
  while (!(await service.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const grid = page.getByRole('grid');
  await grid.waitFor();
  const inGrid = () => grid.evaluate((element) => element.contains(document.activeElement));
  while (!(await inGrid())) await page.keyboard.press('Tab');
  for (let press = 0; press < 7; press++) await page.keyboard.press('ArrowRight');
  const label = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  while (!/[1-9]\d* times? free/.test(await label())) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await times(page).first().waitFor();
  const onTime = () => page.evaluate(() => /^\d{2}:\d{2}/.test(document.activeElement?.textContent?.trim() ?? ''));
  while (!(await onTime())) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Your details' }).waitFor();
  const onName = () => page.getByLabel('Name').evaluate((element) => element === document.activeElement);
  while (!(await onName())) await page.keyboard.press('Tab');
  await page.keyboard.type('Grace Hopper');
  await page.keyboard.press('Tab');
  await page.keyboard.type('keyboard@example.com');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Your appointment is booked' }).waitFor();
  await close();
});

it('tells what is missing beside the field and moves there', async () => {
  const { page, close } = await visit(browser, PHONE);
  await choose(page, 'Haircut', { day: 8 });
  await confirm(page);
  await page.getByText('Please enter your name.').waitFor();
  expect(await page.getByLabel('Name').evaluate((element) => element === document.activeElement)).toBe(true);
  await check(page, 'phone-missing-fields');
  await close();
});

it('speaks German to who asks for it, and says the zone when it is not the salon’s', async () => {
  const { page, close } = await visit(browser, { ...PHONE, locale: 'de-AT', timezoneId: 'America/New_York' });
  await page.goto(`${baseUrl}/b/demo`);
  expect(await page.locator('html').getAttribute('lang')).toMatch(/^de/);
  await page.getByRole('link', { name: /^Haircut/ }).click();
  expect(await page.getByRole('combobox').first().locator('option:checked').innerText()).toContain('New York');
  await check(page, 'phone-german-new-york');
  await close();
});

it('is dark for who likes it dark, and fits from 320 to 1280 pixels', async () => {
  for (const width of [320, 768, 1280]) {
    const { page, close } = await visit(browser, { viewport: { width, height: 800 }, colorScheme: 'dark' });
    await page.goto(`${baseUrl}/b/demo`);
    await page.getByRole('heading', { name: 'Choose a service' }).waitFor();
    await check(page, `dark-${width}-services`);
    await page.getByRole('link', { name: /^Haircut/ }).click();
    await freeDays(page).first().waitFor();
    await check(page, `dark-${width}-when`);
    await close();
  }
});

it('a link that opens nothing says so, and a business that is not there too', async () => {
  const { page, close } = await visit(browser, PHONE);
  await page.goto(`${baseUrl}/b/demo/manage/01a2098f-e409-76a8-87f9-90d1a6d7f9b7#nonsense`);
  await page.getByRole('heading', { name: 'This link does not open an appointment' }).waitFor();
  await check(page, 'phone-invalid-link');
  const answer = await page.goto(`${baseUrl}/b/nobody`);
  expect(answer!.status()).toBe(404);
  await page.getByRole('heading', { name: 'There is no booking page here' }).waitFor();
  await close();
});
