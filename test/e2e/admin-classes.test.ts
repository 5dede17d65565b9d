import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { check, DESKTOP, mailsTo, PHONE, visit, type Visit } from './pages.ts';

const { baseUrl, email, password } = inject('system');

let browser: Browser;
let desk: Visit;
let page: Page;

/** A Friday of its own, on which Aylin works, far from the bookings of the other tests. */
const later = Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 49 });
const friday = later.add({ days: (12 - later.dayOfWeek) % 7 }).toString();

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

const pane = () => page.getByRole('dialog', { name: 'Braiding class' });
async function openSession(time: string): Promise<void> {
  await page.goto(`${baseUrl}/admin/calendar?day=${friday}`);
  await page.getByRole('button', { name: new RegExp(`^${time} · Braiding class`) }).click();
  await pane().getByText('Who comes').waitFor();
}

it('plans a series of classes, and somebody at the desk joins with a guest', async () => {
  await page.goto(`${baseUrl}/admin/calendar?day=${friday}`);
  await page.getByRole('button', { name: 'Plan a class' }).click();
  const plan = page.getByRole('dialog', { name: 'Plan a class' });
  await plan.getByLabel('Who leads it').selectOption({ label: 'Aylin Kaya' });
  await plan.getByLabel('Begins').fill('15:00');
  await plan.getByLabel('Seats').fill('5');
  await plan.getByLabel('Comes again').selectOption({ index: 1 });
  await plan.getByLabel('How many times').fill('3');
  await plan.getByRole('button', { name: 'Check the times' }).click();
  await plan.getByText('3 sessions would be planned.').waitFor();
  await plan.getByRole('button', { name: 'Plan it' }).click();
  await openSession('15:00');
  await pane().getByText('One of a series').waitFor();
  await pane().getByRole('button', { name: 'Add somebody' }).click();
  await pane().getByRole('button', { name: 'Add somebody' }).click();
  await pane().getByText('Please fill this in.').waitFor();
  await pane().getByLabel('Name').fill('Nora Seat');
  await pane().getByLabel('E-mail').fill('nora.seat@example.com');
  await pane().getByLabel('Seats').fill('2');
  await pane().getByLabel('Guest 1').fill('Gus Guest');
  await check(page, 'admin-classes-1-add');
  await pane().getByRole('button', { name: 'Add somebody' }).click();
  await pane().getByText('with Gus Guest').waitFor();
  await pane().getByRole('button', { name: 'Add somebody' }).click();
  await pane().getByLabel('Name').fill('Wim Walkin');
  await pane().getByRole('button', { name: 'Add somebody' }).click();
  await pane().getByText('3 of 5 seats taken').waitFor();
  await check(page, 'admin-classes-2-roster');
});

it('says which times cannot be, and how many people a move touches, before it moves', async () => {
  await openSession('15:00');
  await pane().getByRole('button', { name: 'Move', exact: true }).click();
  await pane().getByLabel('Begins').fill('03:00');
  await pane().getByRole('button', { name: 'Check the times' }).click();
  await pane().getByText('1 time cannot be:').waitFor();
  await pane()
    .getByText(/Not working at that time/)
    .waitFor();
  await pane().getByLabel('Begins').fill('16:00');
  await pane().getByRole('button', { name: 'Check the times' }).click();
  await pane().getByText('It touches 2 bookings (seats: 3).').waitFor();
  await pane().getByText('1 message goes out.').waitFor();
  await check(page, 'admin-classes-3-move');
  await pane().getByRole('button', { name: 'Move the session' }).click();
  await page.getByText('1 session has moved').waitFor();
  const mails = await mailsTo('nora.seat@example.com', 2);
  expect(mails[1]!.attachments[0]!.content.toString()).toMatch(/SEQUENCE:2/);
});

it('changes the seats, never below those that are taken', async () => {
  await openSession('16:00');
  await pane().getByRole('button', { name: 'Change seats' }).click();
  await pane().getByLabel('Seats').fill('2');
  await pane().getByText('Please choose something from 3 to 1,000.').waitFor();
  await pane().getByLabel('Seats').fill('8');
  await pane().getByRole('button', { name: 'Save' }).click();
  await pane().getByText('3 of 8 seats taken').waitFor();
});

it('opens a participant’s booking and comes back, and cancels one of them alone', async () => {
  await openSession('16:00');
  await pane().getByRole('button', { name: 'Wim Walkin', exact: true }).click();
  const booking = page.getByRole('dialog', { name: 'Booking of Wim Walkin' });
  await booking.getByText('Walk-in, no contact given').waitFor();
  await page.goBack();
  await pane().getByRole('button', { name: 'Cancel the booking of Wim Walkin' }).click();
  await pane().getByRole('button', { name: 'Cancel booking' }).click();
  await pane().getByText('2 of 8 seats taken').waitFor();
  await pane().getByRole('region', { name: 'Who comes' }).getByText('Cancelled').waitFor();
});

it('cancels the whole series once it has said what that does, and everybody reads why', async () => {
  await openSession('16:00');
  await pane().getByRole('button', { name: 'Cancel session' }).click();
  await pane().getByRole('radio', { name: 'All to come' }).check({ force: true });
  await pane().getByText('3 sessions are cancelled.').waitFor();
  await pane().getByText('1 message goes out.').waitFor();
  await pane().getByLabel('Reason').fill('Aylin is ill.');
  await check(page, 'admin-classes-4-cancel');
  await pane().getByRole('button', { name: 'Cancel 3 sessions' }).click();
  await pane().getByText('Aylin is ill.').waitFor();
  const mails = await mailsTo('nora.seat@example.com', 3);
  expect(mails[2]!.text).toContain('Aylin is ill.');
  await page.keyboard.press('Escape');
  await pane().waitFor({ state: 'detached' });
  expect(desk.problems).toEqual([]);
});

it('is whole on a phone, in German and in the dark', async () => {
  const phone = { ...PHONE, viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'de-DE' } as const;
  const other = await visit(browser, phone);
  await other.page.context().addCookies(await page.context().cookies());
  await other.page.goto(`${baseUrl}/admin/calendar?day=${friday}`);
  await other.page.getByRole('button', { name: 'Kurs planen' }).click();
  await other.page.getByRole('dialog', { name: 'Kurs planen' }).waitFor();
  await check(other.page, 'admin-classes-5-phone');
  expect(other.problems).toEqual([]);
  await other.close();
});
