import { describe, expect, it } from 'vitest';
import { createFormats } from './formats.ts';

const en = createFormats('en-GB');
const de = createFormats('de-DE');
const BERLIN = 'Europe/Berlin';

describe('times and money', () => {
  it('are written in the language, in the zone asked for', () => {
    expect(en.time('2026-11-23T13:00:00Z', BERLIN)).toBe('14:00');
    expect(en.time('2026-11-23T13:00:00Z', 'America/New_York')).toBe('8:00');
    expect(createFormats('en-US').time('2026-11-23T13:00:00Z', BERLIN)).toMatch(/^2:00\sPM$/);
    expect(de.day('2026-11-23')).toBe('Montag, 23. November 2026');
    expect(de.money({ amount: 4850, currency: 'EUR' })).toMatch(/^48,50\s€$/);
    expect(en.money({ amount: 4800, currency: 'EUR' })).toBe('€48');
    expect(en.money({ amount: 4800, currency: 'JPY' })).toBe('JP¥4,800');
  });

  it('name the zone with the offset of that moment', () => {
    expect(en.zone(BERLIN, '2026-11-23T12:00:00Z')).toBe('Berlin (GMT+1)');
    expect(en.zone(BERLIN, '2026-07-23T12:00:00Z')).toBe('Berlin (GMT+2)');
    expect(en.zone('America/Argentina/Buenos_Aires', 0)).toMatch(/^Buenos Aires \(/);
  });

  it('leave out the year when it is this one', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(en.nearDate('2026-12-01T09:00:00Z', BERLIN, now)).not.toContain('2026');
    expect(en.nearDate('2027-01-04T09:00:00Z', BERLIN, now)).toContain('2027');
    expect(en.nearDate('2026-12-31T23:30:00Z', BERLIN, now)).toContain('2027');
  });

  it('say lengths of time in the largest fitting unit', () => {
    expect(de.duration(45)).toBe('45 Min.');
    expect(de.duration(90)).toBe('1 Std. 30 Min.');
    expect(de.duration(2880)).toBe('2 Tg.');
    expect(de.hours(2880)).toBe('48 Std.');
    expect(de.hours(2250)).toBe('37,5 Std.');
  });
});
