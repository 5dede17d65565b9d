import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { check, DESKTOP, mailsTo, PHONE, visit, type Visit } from './pages.ts';

const { baseUrl, email, password } = inject('system');

let browser: Browser;
let desk: Visit;
let page: Page;

/** A Tuesday of its own, far from the bookings of the other tests. */
const later = Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 43 });
const tuesday = later.add({ days: (9 - later.dayOfWeek) % 7 });

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

const dialog = () => page.getByRole('dialog', { name: 'New booking' });
const pane = (customer: string) => page.getByRole('dialog', { name: `Booking of ${customer}` });
const times = () => dialog().getByRole('button', { name: /^\d\d:\d\d$/ });
async function newBooking(on = tuesday.toString(), kind?: 'Series' | 'Several services'): Promise<void> {
  await page.goto(`${baseUrl}/admin/calendar?day=${on}`);
  await page.getByRole('button', { name: 'New booking' }).first().click();
  await dialog().getByLabel('Name').waitFor();
  if (kind) await dialog().getByRole('radio', { name: kind }).check({ force: true });
}

it('books a length, add-ons and several people, and says what that takes and costs', async () => {
  await newBooking();
  await dialog().getByText('Care and colour').click();
  await dialog().getByLabel('With').selectOption({ label: 'Mara Linden' });
  await dialog().getByLabel('Length').selectOption('90');
  await dialog().getByLabel(/^Scalp massage/).check(); // prettier-ignore
  await dialog().getByLabel('People').selectOption('2');
  await dialog()
    .getByText(/^1 hr 45 mins · €126/)
    .waitFor();
  await times().first().click();
  await dialog().getByLabel('Name').fill('Carla Choice');
  await check(page, 'admin-desk-1-choices');
  await dialog().getByRole('button', { name: /^Book for/ }).click(); // prettier-ignore
  await page.getByRole('button', { name: /Carla Choice/ }).click();
  for (const text of ['1 hr 45 mins', 'Scalp massage', '€126']) await pane('Carla Choice').getByText(text).first().waitFor(); // prettier-ignore
});

it('books a series: times that cannot be are shown first, each with others that can', async () => {
  await newBooking(tuesday.add({ days: 7 }).toString());
  await dialog().getByText('Haircut', { exact: true }).click();
  await dialog().getByLabel('With').selectOption({ label: 'Mara Linden' });
  const time = (await times().first().innerText()).trim();
  await times().first().click();
  await dialog().getByLabel('Name').fill('Otto Obstacle');
  await dialog().getByRole('button', { name: /^Book for/ }).click(); // prettier-ignore
  await page.getByRole('button', { name: /Otto Obstacle/ }).waitFor();
  await newBooking(tuesday.toString(), 'Series');
  await dialog().getByText('Haircut', { exact: true }).click();
  await dialog().getByLabel('With').selectOption({ label: 'Mara Linden' });
  await dialog().getByLabel('How many times').fill('3');
  await dialog().getByLabel('Another time').fill(time);
  await dialog().getByLabel('Another time').blur();
  await dialog().getByLabel('Name').fill('Selma Series');
  await dialog().getByLabel('E-mail').fill('selma.series@example.com');
  await dialog().getByRole('button', { name: 'Check the times' }).click();
  const conflict = dialog().getByText('of 3 times cannot be').or(dialog().getByText('All 3 times are free'));
  await conflict.waitFor();
  while (
    await dialog()
      .getByRole('button', { name: / instead of / })
      .count()
  ) {
    const before = await conflict.innerText();
    await check(page, 'admin-desk-2-series');
    await dialog().getByRole('button', { name: / instead of / }).first().click(); // prettier-ignore
    await expect.poll(() => conflict.innerText()).not.toBe(before);
  }
  await dialog().getByRole('button', { name: 'Book all 3 times' }).click();
  await page.getByText('Selma Series is booked 3 times').waitFor();
});

it('shows the series in the booking’s pane, and moves this one and the later ones', async () => {
  await page.goto(`${baseUrl}/admin/calendar?day=${tuesday.add({ days: 14 })}`);
  await page.getByRole('button', { name: /Selma Series/ }).click();
  const booking = pane('Selma Series');
  await booking.getByText('A series of 3 bookings').waitFor();
  await check(page, 'admin-desk-3-group');
  await booking.getByRole('listitem').getByRole('button').nth(1).click();
  await booking.getByRole('listitem').filter({ hasText: 'this one' }).waitFor();
  await booking.getByRole('button', { name: 'Move', exact: true }).click();
  await booking.getByRole('radio', { name: 'This and later' }).check({ force: true });
  await booking.getByLabel('Begins').fill('15:15');
  await booking.getByRole('button', { name: 'Check the times' }).click();
  await booking.getByRole('button', { name: /^Move 2/ }).waitFor();
  await check(page, 'admin-desk-4-move-series');
  await booking.getByRole('button', { name: /^Move 2/ }).click();
  await page.getByText('2 bookings have moved').waitFor();
});

it('cancels what is still to come of a series, and says which ones first', async () => {
  await page.goto(`${baseUrl}/admin/calendar?day=${tuesday}`);
  await page.getByRole('button', { name: /Selma Series/ }).click();
  const booking = pane('Selma Series');
  await booking.getByRole('button', { name: 'Cancel booking' }).click();
  await booking.getByRole('radio', { name: 'All to come' }).check({ force: true });
  await booking.getByText('3 bookings are cancelled:').waitFor();
  await booking.getByLabel('Reason').fill('She has moved away.');
  await check(page, 'admin-desk-5-cancel-series');
  await booking.getByRole('button', { name: 'Cancel 3 bookings' }).click();
  await page.getByText('3 bookings are cancelled').last().waitFor();
  const mails = await mailsTo('selma.series@example.com', 8);
  expect(mails.filter(({ text }) => text?.includes('She has moved away.'))).toHaveLength(3);
});

it('books several services in one visit by a plan that is shown before', async () => {
  await newBooking(tuesday.add({ days: 1 }).toString(), 'Several services');
  await dialog().getByLabel('Service', { exact: true }).nth(0).selectOption({ label: 'Haircut' });
  await dialog().getByLabel('Service', { exact: true }).nth(1).selectOption({ label: 'Beard trim' });
  await dialog().getByLabel('Another time').fill('06:00');
  await dialog().getByLabel('Another time').blur();
  await dialog().getByText('The visit is not possible from that time on.').waitFor();
  await check(page, 'admin-desk-6-visit-alternatives');
  await dialog()
    .getByLabel('Day', { exact: true })
    .fill(tuesday.subtract({ days: 27 }).toString());
  await dialog().getByLabel('Day', { exact: true }).blur();
  await times().first().click();
  await dialog().getByText('The plan').waitFor();
  await dialog()
    .getByText(/^Together €/)
    .waitFor();
  await dialog().getByLabel('Name').fill('Vera Visit');
  await check(page, 'admin-desk-6-visit');
  await dialog().getByRole('button', { name: /^Book for/ }).click(); // prettier-ignore
  await dialog().waitFor({ state: 'detached' });
  await page.goto(`${baseUrl}/admin/calendar?day=${tuesday.subtract({ days: 27 })}`);
  await page.getByRole('button', { name: /Vera Visit/ }).first().click(); // prettier-ignore
  await pane('Vera Visit').getByText('One visit, 2 bookings').waitFor();
  await pane('Vera Visit').getByRole('listitem').getByRole('button').first().click();
  await pane('Vera Visit').getByText('this one').waitFor();
  expect(desk.problems).toEqual([]);
});

it('is whole on a phone, in German and in the dark', async () => {
  const phone = { ...PHONE, viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'de-DE' } as const;
  const other = await visit(browser, phone);
  await other.page.context().addCookies(await page.context().cookies());
  await other.page.goto(`${baseUrl}/admin/calendar?new=1&on=${tuesday}`);
  for (const kind of ['Einmal', 'Serie', 'Mehrere Leistungen']) {
    await other.page.getByRole('radio', { name: kind }).check({ force: true });
    await other.page.waitForLoadState('networkidle');
    await check(other.page, `admin-desk-7-phone-${kind}`);
  }
  expect(other.problems).toEqual([]);
  await other.close();
});
