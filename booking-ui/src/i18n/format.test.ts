import { expect, it } from 'vitest';
import { createFormat } from './format.ts';

const AT = '2026-11-24T15:30:00.000Z';
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

it('writes one instant in two zones', () => {
  const { time, moment } = createFormat('en-GB');
  expect(time(AT, 'Europe/Berlin')).toBe('16:30');
  expect(time(AT, 'America/New_York')).toBe('10:30');
  expect(plain(moment(AT, 'Asia/Tokyo'))).toBe('Wed 25 Nov, 0:30');
});

it('follows the region: the same language, other customs', () => {
  expect(plain(createFormat('en-US').time(AT, 'Europe/Berlin'))).toBe('4:30 PM');
  expect(createFormat('de-DE').day('2026-11-24', 'full')).toBe('Dienstag, 24. November 2026');
});

it('knows when two zones show the same clock, at that instant', () => {
  const { sameClock } = createFormat('en');
  expect(sameClock('Europe/Berlin', 'Europe/Paris', AT)).toBe(true);
  expect(sameClock('Europe/Berlin', 'Africa/Lagos', AT)).toBe(true);
  expect(sameClock('Europe/Berlin', 'Africa/Lagos', '2026-07-01T10:00:00Z')).toBe(false);
  expect(sameClock('Europe/Berlin', 'America/New_York', AT)).toBe(false);
});

it('says the zone with every time', () => {
  expect(createFormat('en').zone('America/Argentina/Buenos_Aires', AT)).toBe('Buenos Aires (GMT-3)');
});

it('writes money by its currency, whole amounts without cents', () => {
  const { price } = createFormat('en-GB');
  expect(price({ amount: 4800, currency: 'EUR' })).toBe('€48');
  expect(price({ amount: 1850, currency: 'EUR' })).toBe('€18.50');
  expect(plain(price({ amount: 4800, currency: 'JPY' }))).toBe('JP¥4,800');
  expect(plain(createFormat('de-DE').price({ amount: 1850, currency: 'EUR' }))).toBe('18,50 €');
});

it('writes durations in hours and minutes', () => {
  const { minutes } = createFormat('en-US');
  expect([45, 60, 90].map(minutes)).toEqual(['45 min', '1 hr', '1 hr 30 min']);
});
