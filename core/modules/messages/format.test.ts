import { expect, it } from 'vitest';
import { createFormat } from './format.ts';

const at = (iso: string): number => Date.parse(iso);
const spaces = (text: string): string => text.replaceAll('\u00a0', ' ');
const write = (locale: string, timeZone: string, from: string, to: string) => {
  const { day, hours, zone, short } = createFormat(locale, timeZone).appointment(at(from), at(to));
  return { day, hours: spaces(hours), zone, short: spaces(short) };
};

it.each([
  [
    'en',
    'America/New_York',
    'Tuesday, November 24, 2026',
    '4:30 AM – 5:15 AM',
    'Eastern Standard Time (GMT-5)',
    'Tue, Nov 24, 4:30 AM EST',
  ],
  [
    'en-GB',
    'Europe/London',
    'Tuesday, 24 November 2026',
    '09:30 – 10:15',
    'Greenwich Mean Time (GMT+0)',
    'Tue 24 Nov, 09:30 GMT',
  ],
  [
    'en-IN',
    'Asia/Kolkata',
    'Tuesday, 24 November 2026',
    '3:00 pm – 3:45 pm',
    'India Standard Time (GMT+5:30)',
    'Tue, 24 Nov, 3:00 pm IST',
  ],
  [
    'de',
    'Europe/Berlin',
    'Dienstag, 24. November 2026',
    '10:30 – 11:15',
    'Mitteleuropäische Normalzeit (GMT+1)',
    'Di., 24. Nov., 10:30 MEZ',
  ],
  [
    'de-AT',
    'Asia/Kathmandu',
    'Dienstag, 24. November 2026',
    '15:15 – 16:00',
    'Nepalesische Zeit (GMT+5:45)',
    'Di., 24. Nov., 15:15 GMT+5:45',
  ],
])('writes times as %s in %s and names the zone', (locale, timeZone, day, hours, zone, short) => {
  expect(write(locale, timeZone, '2026-11-24T09:30Z', '2026-11-24T10:15Z')).toEqual({ day, hours, zone, short });
});

it('follows daylight saving', () => {
  expect(write('en-GB', 'Europe/Berlin', '2026-07-24T09:30Z', '2026-07-24T10:15Z')).toMatchObject({
    hours: '11:30 – 12:15',
    zone: 'Central European Summer Time (GMT+2)',
  });
});

it('names the day of the end when that is another', () => {
  expect(write('en-GB', 'Asia/Tokyo', '2026-11-24T14:30Z', '2026-11-24T15:30Z')).toMatchObject({
    day: 'Tuesday, 24 November 2026',
    hours: '23:30 – Wed 25 Nov, 00:30',
  });
});

it('tells the two equal hours of a night apart', () => {
  expect(write('en-GB', 'Europe/Berlin', '2026-10-25T00:30Z', '2026-10-25T01:30Z').hours).toBe(
    '02:30 CEST – 02:30 CET',
  );
});

it.each([
  ['Etc/GMT+5', 'GMT-5'],
  ['UTC', 'Coordinated Universal Time (GMT+0)'],
  ['America/Punta_Arenas', 'Punta Arenas (GMT-3)'],
])('calls %s %s', (timeZone, zone) => {
  expect(write('en', timeZone, '2026-11-24T09:30Z', '2026-11-24T10:15Z').zone).toBe(zone);
});

it.each([
  ['de', 4850, 'EUR', '48,50 €'],
  ['en-US', 4850, 'USD', '$48.50'],
  ['en-US', 4850, 'JPY', '¥4,850'],
  ['en-US', 4850, 'BHD', 'BHD 4.850'],
  ['de-CH', 0, 'CHF', 'CHF 0.00'],
])('writes money as %s: %i %s', (locale, amount, currency, written) => {
  expect(spaces(createFormat(locale, 'UTC').money({ amount, currency }))).toBe(written);
});
