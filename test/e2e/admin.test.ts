import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { check, DESKTOP, mailsTo, PHONE, visit, type Visit } from './pages.ts';

const { baseUrl, email, password } = inject('system');
const ZONE = 'Europe/Berlin';

let browser: Browser;
let desk: Visit;
let page: Page;

async function signIn(to: Page): Promise<void> {
  await to.goto(`${baseUrl}/admin`);
  await to.getByLabel('E-mail').fill(email);
  await to.getByLabel('Password', { exact: true }).fill(password);
  await to.getByRole('button', { name: 'Sign in' }).click();
  await to
    .getByRole('navigation', { name: 'Main' })
    .or(to.getByRole('button', { name: /menu/i }))
    .first()
    .waitFor();
}

/** A day with many free times, far enough from the customers of the other tests. */
const DAY = new Date(Date.now() + 40 * 86_400_000);
while (DAY.getUTCDay() !== 3) DAY.setUTCDate(DAY.getUTCDate() + 1);
const day = DAY.toISOString().slice(0, 10);

/** Books online, past the browser: what a customer elsewhere does. */
async function bookOnline(service: string, customer: string, nth = 0): Promise<void> {
  const api = `${baseUrl}/api/v1`;
  const { services } = (await (await fetch(`${api}/pages/demo`)).json()) as {
    services: { id: string; name: string }[];
  };
  const serviceId = services.find(({ name }) => name === service)!.id;
  const free = (await (
    await fetch(`${api}/availability?serviceId=${serviceId}&from=${day}&to=${day}&timeZone=${ZONE}`)
  ).json()) as {
    days: { morning: string[]; afternoon: string[] }[];
  };
  const startsAt = [...free.days[0]!.morning, ...free.days[0]!.afternoon][nth];
  const answer = await fetch(`${api}/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      serviceId,
      startsAt,
      customer: { name: customer, email: `${customer.toLowerCase().replace(' ', '.')}@example.com` },
      timeZone: ZONE,
    }),
  });
  expect(answer.status).toBe(201);
}

beforeAll(async () => {
  browser = await openBrowser();
  desk = await visit(browser, DESKTOP);
  page = desk.page;
});
afterAll(async () => {
  await desk.close();
  await browser.close();
});

const pane = (customer: string) => page.getByRole('dialog', { name: `Booking of ${customer}` });

it('refuses a wrong password without saying what was wrong, and lets the owner in', async () => {
  await page.goto(`${baseUrl}/admin`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').first().waitFor();
  await check(page, 'admin-1-sign-in');
  await signIn(page);
});

it('shows a booking made elsewhere within a second, with its timeline, past and ahead', async () => {
  await page.goto(`${baseUrl}/admin/calendar?day=${day}`);
  await page.getByRole('region', { name: /^Day calendar/ }).waitFor();
  await bookOnline('Haircut', 'Ada Calendar');
  await page.getByRole('button', { name: /Ada Calendar/ }).waitFor({ timeout: 3_000 });
  await check(page, 'admin-2-calendar');
  await page.getByRole('button', { name: /Ada Calendar/ }).click();
  await pane('Ada Calendar').getByText('Booked').first().waitFor();
  await pane('Ada Calendar').getByText('Reminder, 24 hours before').waitFor();
  await pane('Ada Calendar').getByText('Message sent').first().waitFor({ timeout: 15_000 });
  await check(page, 'admin-3-pane');
});

it('moves it, and the customer is told', async () => {
  const booking = pane('Ada Calendar');
  await booking.getByRole('button', { name: 'Move', exact: true }).click();
  const times = page.getByRole('button', { name: /^\d{1,2}:\d{2}$/ });
  await times.last().click();
  await page.getByRole('button', { name: /^Move to/ }).click();
  const mails = await mailsTo('ada.calendar@example.com', 2);
  expect(mails[1]!.attachments[0]!.content.toString()).toMatch(/SEQUENCE:2/);
});

it('confirms a request, and only then is it told to be certain', async () => {
  await bookOnline('Bridal consultation', 'Hedy Request', 3);
  const [request] = await mailsTo('hedy.request@example.com', 1);
  expect(request!.subject).not.toMatch(/confirmed/i);
  await page.goto(`${baseUrl}/admin/bookings`);
  await page.getByText('Hedy Request').first().click();
  await pane('Hedy Request').getByRole('button', { name: 'Confirm', exact: true }).click();
  await pane('Hedy Request').getByText('Confirmed').first().waitFor();
  const mails = await mailsTo('hedy.request@example.com', 2);
  expect(mails[1]!.attachments[0]!.content.toString()).toContain('METHOD:REQUEST');
  await page.keyboard.press('Escape');
});

it('cancels with a reason that the customer reads', async () => {
  await bookOnline('Head spa', 'Rosa Cancel', 2);
  await page.goto(`${baseUrl}/admin/bookings`);
  await page.getByText('Rosa Cancel').first().click();
  await pane('Rosa Cancel').getByRole('button', { name: 'Cancel booking' }).click();
  await page.getByLabel('Reason').fill('The salon is flooded.');
  await page.getByRole('button', { name: 'Cancel booking' }).click();
  const [, cancelled] = await mailsTo('rosa.cancel@example.com', 2);
  expect(cancelled!.text).toContain('The salon is flooded.');
});

it('books a walk-in with nothing but a name', async () => {
  await page.goto(`${baseUrl}/admin/calendar?day=${day}`);
  await page.getByRole('button', { name: 'New booking' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  await dialog
    .getByRole('radio', { name: /^\d{2}:\d{2}/ })
    .or(dialog.getByRole('button', { name: /^\d{1,2}:\d{2}$/ }))
    .last()
    .click();
  await dialog.getByLabel('Name').fill('Walter Walkin');
  await check(page, 'admin-4-new-booking');
  await dialog.getByRole('button', { name: /^Book/ }).click();
  await page.getByRole('button', { name: /Walter Walkin/ }).waitFor();
});

it('adds a service that customers can book at once', async () => {
  await page.goto(`${baseUrl}/admin/services/new`);
  await page.getByLabel('Name').fill('Fringe trim');
  await page.getByLabel('Price').fill('9.50');
  await page.getByLabel('Mara Linden').check();
  await check(page, 'admin-5-service');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/\/admin\/services/);
  const customer = await visit(browser, PHONE);
  await customer.page.goto(`${baseUrl}/b/demo`);
  await customer.page.getByRole('link', { name: /^Fringe trim.*€9\.50/ }).waitFor();
  await customer.close();
});

it('closes a weekday, and its times are gone from the booking page', async () => {
  await page.goto(`${baseUrl}/admin/team`);
  await page.getByText('Mara Linden').first().click();
  await page.getByRole('switch', { name: 'Works on Monday' }).click();
  await page.getByRole('region', { name: 'Weekly hours' }).getByRole('button', { name: 'Save' }).click();
  // Asked first when somebody has booked a Monday meanwhile.
  const anyway = page.getByRole('button', { name: 'Save anyway' });
  await anyway.or(page.getByText('Saved').first()).first().waitFor();
  if (await anyway.isVisible()) await anyway.click();
  await page.getByText('Saved').first().waitFor();
  await check(page, 'admin-6-hours');
  const { services } = (await (await fetch(`${baseUrl}/api/v1/pages/demo`)).json()) as {
    services: { id: string; name: string }[];
  };
  const serviceId = services.find(({ name }) => name === 'Fringe trim')!.id;
  const monday = new Date(Date.now() + 14 * 86_400_000);
  while (monday.getUTCDay() !== 1) monday.setUTCDate(monday.getUTCDate() + 1);
  const date = monday.toISOString().slice(0, 10);
  const answer = await fetch(
    `${baseUrl}/api/v1/availability/days?serviceId=${serviceId}&from=${date}&to=${date}&timeZone=${ZONE}`,
  );
  expect(await answer.json()).toMatchObject({ days: [{ date, free: 0 }] });
});

it('lists the messages with their text', async () => {
  await page.goto(`${baseUrl}/admin/messages`);
  await page.getByText('rosa.cancel@example.com').first().click();
  await page.getByRole('dialog').first().waitFor();
  await check(page, 'admin-7-messages');
});

it('is whole on every page, in both themes and languages, from phone to desktop', async () => {
  const looks = [
    { name: 'phone-dark', options: { ...PHONE, viewport: { width: 360, height: 740 }, colorScheme: 'dark' as const } },
    { name: 'desktop-german', options: { ...DESKTOP, locale: 'de-DE' } },
  ];
  for (const { name, options } of looks) {
    const other = await visit(browser, options);
    await other.page.context().addCookies(await page.context().cookies());
    for (const where of ['calendar', 'bookings', 'customers', 'services', 'team', 'messages', 'settings', 'health']) {
      await other.page.goto(`${baseUrl}/admin/${where}`);
      await other.page.getByRole('heading', { level: 1 }).first().waitFor();
      await other.page.waitForLoadState('networkidle');
      await check(other.page, `admin-${name}-${where}`);
    }
    expect(other.problems).toEqual([]);
    await other.close();
  }
  expect(desk.problems).toEqual([]);
});
