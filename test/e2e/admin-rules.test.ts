import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { check, DESKTOP, PHONE, visit, type Visit } from './pages.ts';

const { baseUrl, email, password } = inject('system');
const ZONE = 'Europe/Berlin';

let browser: Browser;
let desk: Visit;
let page: Page;

/** A Thursday of its own, far from the bookings of the other tests. */
const DAY = new Date(Date.now() + 45 * 86_400_000);
while (DAY.getUTCDay() !== 4) DAY.setUTCDate(DAY.getUTCDate() + 1);
const day = DAY.toISOString().slice(0, 10);

interface DemoPage {
  services: { id: string; name: string }[];
  staff: { id: string; name: string }[];
}
const api = async <T>(path: string, init?: RequestInit): Promise<T> =>
  (await (await fetch(`${baseUrl}/api/v1${path}`, init)).json()) as T;

/** Books the first free time of Jonas online. */
async function bookWithJonas(customer: string): Promise<string> {
  const { services, staff } = await api<DemoPage>('/pages/demo');
  const serviceId = services.find(({ name }) => name === 'Haircut')!.id;
  const staffId = staff.find(({ name }) => name === 'Jonas Weber')!.id;
  const query = new URLSearchParams({ serviceId, staffId, from: day, to: day, timeZone: ZONE });
  const { days } = await api<{ days: { morning: string[]; afternoon: string[] }[] }>(`/availability?${query}`);
  const startsAt = [...days[0]!.morning, ...days[0]!.afternoon][0]!;
  const body = {
    serviceId,
    staffId,
    startsAt,
    customer: { name: customer, email: 'rules@example.com' },
    timeZone: ZONE,
  };
  const answer = await fetch(`${baseUrl}/api/v1/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
  return staffId;
}

beforeAll(async () => {
  browser = await openBrowser();
  desk = await visit(browser, DESKTOP);
  page = desk.page;
  await page.goto(`${baseUrl}/admin`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
});
afterAll(async () => {
  await desk.close();
  await browser.close();
});

it('lists the bookings that a change of hours touches, and writes it only when told to', async () => {
  await bookWithJonas('Lise Touched');
  await page.goto(`${baseUrl}/admin/team`);
  await page.getByText('Jonas Weber').first().click();
  const thursday = page.getByRole('switch', { name: 'Works on Thursday' });
  await thursday.click();
  const save = page.getByRole('region', { name: 'Weekly hours' }).getByRole('button', { name: 'Save' });
  await save.click();
  const dialog = page.getByRole('dialog', { name: /would lie outside of the new rules/ });
  await dialog.getByText('Lise Touched').waitFor();
  await dialog.getByText('Outside the hours').first().waitFor();
  await check(page, 'admin-rules-1-ask');
  await dialog.getByRole('button', { name: 'Back, do not save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Save' }).first().waitFor();
  await save.click();
  await dialog.getByRole('button', { name: 'Save anyway' }).click();
  await page.getByText('The weekly hours are saved').waitFor();
  // As it was, for the tests after this one.
  await thursday.click();
  await save.click();
  await page.getByText('The weekly hours are saved').last().waitFor();
});

it('changes rules of a service from a day on, says what that would do, and takes it back', async () => {
  await page.goto(`${baseUrl}/admin/services`);
  await page.getByText('Beard trim').first().click();
  await page.getByText('Limits', { exact: true }).click();
  await page.getByRole('group', { name: 'This service' }).getByLabel('a day').fill('3');
  await page.getByLabel('Dates in a series of a customer').fill('8');
  await page.getByText('Lengths and prices', { exact: true }).click();
  await page.getByRole('button', { name: 'Another length' }).click();
  await page.getByRole('radio', { name: /From a day on/ }).check();
  await page.getByLabel('First day').last().fill(day);
  await page.getByRole('button', { name: 'What would it do?' }).click();
  await page.getByText(/In the next four weeks/).waitFor();
  await check(page, 'admin-rules-2-service');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/\/admin\/services$/);
  await page.getByText('Beard trim').first().click();
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('Limits, Lengths and Series of customers').waitFor();
  await check(page, 'admin-rules-3-history');
  await history.getByRole('button', { name: 'Take back' }).click();
  await page.getByText('The change is taken back').waitFor();
});

it('shows a wrong rule at its field, in a section that opens by itself', async () => {
  await page.goto(`${baseUrl}/admin/services/new`);
  await page.getByLabel('Name').fill('Colouring');
  await page.getByText('Which starts are shown').click();
  await page.getByLabel('Starts shifted by').fill('20');
  await page.getByText('Which starts are shown').click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('That must be less than the interval.').waitFor();
});

it('adds a room with two places, and takes it out of use', async () => {
  await page.goto(`${baseUrl}/admin/rooms`);
  await page.getByRole('button', { name: 'Add a room or equipment' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Wash basins');
  await dialog.getByLabel('Places').fill('2');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('2 places').waitFor();
  await page.getByText('Wash basins').first().click();
  await dialog.getByRole('switch', { name: 'In use' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Not in use').waitFor();
  await check(page, 'admin-rules-4-rooms');
});

it('says why a time is not offered, and books it against the rules with a reason', async () => {
  const { staff } = await api<DemoPage>('/pages/demo');
  const staffId = staff.find(({ name }) => name === 'Jonas Weber')!.id;
  await page.goto(`${baseUrl}/admin/calendar?day=${day}&new=1&staff-id=${staffId}&starts-at=${day}T20:00:00.000Z`);
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  await dialog.getByText('Not working at that time.').waitFor();
  await check(page, 'admin-rules-5-why');
  await dialog.getByRole('switch', { name: /Book against the rules/ }).click();
  await dialog.getByLabel('Reason').fill('The bride is late.');
  await dialog.getByLabel('Name').fill('Ora Overruled');
  await dialog.getByRole('button', { name: /^Book for/ }).click();
  await page.getByRole('button', { name: /Ora Overruled.*Against the rules/ }).click();
  const booking = page.getByRole('dialog', { name: 'Booking of Ora Overruled' });
  await booking.getByText('The bride is late.').first().waitFor();
  await check(page, 'admin-rules-6-overruled');
});

it('keeps public holidays of a region', async () => {
  await page.goto(`${baseUrl}/admin/settings`);
  const holidays = page.getByRole('region', { name: /^Public holidays/ }).first();
  await holidays.getByLabel('Country').selectOption('DE');
  await holidays.getByLabel('State or region').selectOption('BE');
  await holidays.getByRole('button', { name: 'Save' }).click();
  // Asked first when one of them is a day of the class, as Boxing Day may be.
  const anyway = page.getByRole('button', { name: 'Save anyway' });
  await anyway.or(holidays.getByText('Coming days')).first().waitFor();
  if (await anyway.isVisible()) await anyway.click();
  await holidays.getByText('Coming days').waitFor();
  await check(page, 'admin-rules-7-settings');
  await holidays.getByLabel('Country').selectOption('');
  await holidays.getByRole('button', { name: 'Save' }).click();
  await holidays.getByText('Coming days').waitFor({ state: 'detached' });
});

it('is whole in German on a phone, with every section open', async () => {
  const other = await visit(browser, { ...PHONE, locale: 'de-DE', colorScheme: 'dark' });
  await other.page.context().addCookies(await page.context().cookies());
  await other.page.goto(`${baseUrl}/admin/services`);
  await other.page.getByText('Head spa').first().click();
  await other.page.locator('details').first().waitFor();
  const closed = other.page.locator('details:not([open]) > summary');
  for (let left = await closed.count(); left > 0; left = await closed.count()) await closed.first().click();
  await check(other.page, 'admin-rules-8-phone-german');
  expect(other.problems).toEqual([]);
  await other.close();
  expect(desk.problems).toEqual([]);
});
