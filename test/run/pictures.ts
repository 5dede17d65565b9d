import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { startRunningSystem } from '../support/running-system.ts';
import { ROOT } from './steps.ts';

// The pictures of the README, taken from the running product so that they are never stale: npm run pictures.

const FOLDER = path.join(ROOT, 'docs/images');
const PEOPLE = ['Ada Lovelace', 'Grace Hopper', 'Mary Jackson', 'Hedy Lamarr', 'Rosa Parks', 'Lise Meitner'];
const SERVICES = ['Haircut', 'Beard trim', 'Head spa', 'Bridal consultation', 'Colour and cut', 'Haircut'];

/** The next Wednesday that is at least two days ahead: everybody works then. */
function nextWednesday(): string {
  const day = new Date(Date.now() + 2 * 86_400_000);
  while (day.getUTCDay() !== 3) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

async function fillDay(baseUrl: string, day: string): Promise<void> {
  const api = `${baseUrl}/api/v1`;
  const page = (await (await fetch(`${api}/pages/demo`)).json()) as { services: { id: string; name: string }[] };
  for (const [index, name] of PEOPLE.entries()) {
    const serviceId = page.services.find((service) => service.name === SERVICES[index])!.id;
    const query = new URLSearchParams({ serviceId, from: day, to: day, timeZone: 'Europe/Berlin' });
    const { days } = (await (await fetch(`${api}/availability?${query}`)).json()) as {
      days: { morning: string[]; afternoon: string[] }[];
    };
    const free = [...days[0]!.morning, ...days[0]!.afternoon];
    const startsAt = free[Math.floor((free.length * index) / PEOPLE.length)];
    const email = `${name.toLowerCase().replace(' ', '.')}@example.com`;
    const body = JSON.stringify({ serviceId, startsAt, customer: { name, email }, timeZone: 'Europe/Berlin' });
    await fetch(`${api}/bookings`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  }
}

async function take(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
}

mkdirSync(FOLDER, { recursive: true });
const system = await startRunningSystem();
const browser = await openBrowser();
try {
  const { baseUrl, admin } = system;
  const day = nextWednesday();
  await fillDay(baseUrl, day);
  const open = async (width: number, height: number) =>
    (
      await browser.newContext({
        viewport: { width, height },
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
        reducedMotion: 'reduce',
      })
    ).newPage();

  const phone = await open(390, 844);
  await phone.goto(`${baseUrl}/b/demo`);
  await take(phone, 'booking-phone');
  const desktop = await open(1280, 860);
  await desktop.goto(`${baseUrl}/b/demo`);
  await desktop.getByRole('link', { name: /^Haircut/ }).click();
  await take(desktop, 'booking-desktop');

  const desk = await open(1280, 860);
  await desk.goto(`${baseUrl}/admin`);
  await desk.getByLabel('E-mail').fill(admin.email);
  await desk.getByLabel('Password', { exact: true }).fill(admin.password);
  await desk.getByRole('button', { name: 'Sign in' }).click();
  await desk.getByRole('navigation', { name: 'Main' }).waitFor();
  await desk.goto(`${baseUrl}/admin/calendar?day=${day}`);
  await desk.getByRole('button', { name: /Ada Lovelace/ }).click();
  await desk.getByText('What will happen').waitFor();
  await take(desk, 'admin-booking');
} finally {
  await browser.close();
  await system.stop();
  system.remove();
}
