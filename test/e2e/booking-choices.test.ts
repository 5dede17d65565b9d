import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { check, DESKTOP, PHONE, visit } from './pages.ts';

const { baseUrl, email, password } = inject('system');
const api = `${baseUrl}/api/v1`;
const inTwoWeeks = Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 14 });
/** Aylin works on Fridays. */
const friday = inTwoWeeks.add({ days: (12 - inTwoWeeks.dayOfWeek) % 7 });

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
  await openSessions();
});
afterAll(() => browser.close());

/** Two sessions of the class, with two seats each. */
async function openSessions(): Promise<void> {
  const json = { 'content-type': 'application/json', origin: baseUrl };
  const session = await fetch(`${api}/session`, { method: 'POST', headers: json, body: JSON.stringify({ email, password }) }); // prettier-ignore
  const { csrfToken } = (await session.json()) as { csrfToken: string };
  const cookie = session.headers.getSetCookie().map((each) => each.split(';')[0]).join('; '); // prettier-ignore
  const { services, staff } = (await (await fetch(`${api}/pages/demo`)).json()) as Record<string, { id: string; name: string }[]>; // prettier-ignore
  const idOf = (list: { id: string; name: string }[] | undefined, name: string) => list?.find((each) => each.name === name)?.id; // prettier-ignore
  const startsAt = friday.toZonedDateTime({ timeZone: 'Europe/Berlin', plainTime: '15:00' }).toInstant().toString({ fractionalSecondDigits: 3 }); // prettier-ignore
  const body = { serviceId: idOf(services, 'Braiding class'), staffId: idOf(staff, 'Aylin Kaya'), startsAt, capacity: 2, repeat: 'FREQ=WEEKLY;COUNT=2' }; // prettier-ignore
  const headers = { ...json, cookie, 'x-csrf-token': csrfToken };
  const answer = await fetch(`${api}/desk/class-sessions`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (answer.status !== 201) throw new Error(await answer.text());
}

async function confirm(page: Page, address: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill('Ada Lovelace');
  await page.getByLabel('E-mail').fill(address);
  await page.getByRole('button', { name: 'Confirm booking' }).click();
  await page.getByRole('heading', { name: 'Your appointment is booked' }).waitFor();
}

it('length, add-ons and people are chosen on one screen, with total and end said before it is booked', async () => {
  const { page, problems, close } = await visit(browser, PHONE);
  await page.goto(`${baseUrl}/b/demo`);
  await page.getByRole('link', { name: /^Care and colour/ }).click();
  await page.getByText('1 hr 30 mins').click();
  await page.getByLabel(/^Scalp massage/).check();
  await page.getByLabel('How many people?').selectOption('2');
  await page.getByText('Together: 1 hr 45 mins · from €110').waitFor();
  await page.getByRole('radio', { name: /^Mara Linden.*€126/ }).waitFor();
  await check(page, 'phone-choices');
  await page.getByRole('grid').getByRole('button', { name: /[1-9]\d* times? free/ }).nth(5).click(); // prettier-ignore
  const first = page.getByRole('button', { name: /^\d\d:\d\d$/ }).first();
  const begins = (await first.innerText()).slice(0, 5);
  const ends = Temporal.PlainTime.from(begins).add({ minutes: 105 }).toString().slice(0, 5);
  await first.click();
  await page.getByText(`${begins} – ${ends}`).locator('visible=true').first().waitFor();
  await page.getByText('We keep this time for you').first().waitFor();
  await check(page, 'phone-hold');
  await confirm(page, 'choices@example.com');
  for (const text of ['Scalp massage', '2 people']) await page.getByText(text).first().waitFor();
  await check(page, 'phone-choices-done');
  expect(problems).toEqual([]);
  await close();
});

it('a time that somebody fills the form for is nobody else’s, until they go back', async () => {
  const [one, other] = [await visit(browser, DESKTOP), await visit(browser, DESKTOP)];
  for (const { page } of [one, other]) {
    await page.goto(`${baseUrl}/b/demo`);
    await page.getByRole('link', { name: /^Bridal/ }).click();
    await page.getByRole('grid').getByRole('button', { name: /[1-9]\d* times? free/ }).nth(9).click(); // prettier-ignore
  }
  const slot = other.page.getByRole('button', { name: '10:00', exact: true });
  await slot.waitFor();
  await one.page.getByRole('button', { name: '10:00', exact: true }).click();
  await one.page.getByText('We keep this time for you').first().waitFor();
  await slot.waitFor({ state: 'detached' });
  await one.page.getByRole('link', { name: 'Back' }).click();
  await slot.waitFor();
  for (const { close } of [one, other]) await close();
});

it('several seats of a class with a guest; a full session offers the nearest others', async () => {
  const { page, problems, close } = await visit(browser, PHONE);
  await page.goto(`${baseUrl}/b/demo`);
  await page.getByRole('link', { name: /^Braiding class/ }).click();
  await page.getByLabel('For how many?').selectOption('2');
  await page.getByRole('button', { name: /2 seats left/ }).first().click(); // prettier-ignore
  await page.getByLabel('Name of person 2').fill('Grace Hopper');
  await check(page, 'phone-class-details');
  await confirm(page, 'class@example.com');
  await page.getByText('Grace Hopper').waitFor();
  await page.goto(`${baseUrl}/b/demo`);
  await page.getByRole('link', { name: /^Braiding class/ }).click();
  await page.getByRole('button', { name: /Full/ }).click();
  await page.getByText('The nearest dates that have them').waitFor();
  await check(page, 'phone-class-full');
  expect(problems).toEqual([]);
  await close();
});
