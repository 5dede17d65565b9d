import { describe, expect, it } from 'vitest';
import { lengthsOf, minutesOfChoice, priceOfChoice } from './price.domain.ts';

const BEARD = '01900000-0000-7000-8000-00000000000a';
const MASK = '01900000-0000-7000-8000-00000000000b';
const GONE = '01900000-0000-7000-8000-00000000000c';
const cut = {
  durationMinutes: 60,
  durations: [
    { minutes: 90, priceAmount: 7000 },
    { minutes: 30, priceAmount: null },
  ],
  priceAmount: 5000,
  levelPrices: [
    { level: 'senior', minutes: null, priceAmount: 6000 },
    { level: 'senior', minutes: 90, priceAmount: 9000 },
  ],
  addons: [
    { id: BEARD, minutes: 15, priceAmount: 1500, active: true },
    { id: MASK, minutes: 0, priceAmount: 500, active: true },
    { id: GONE, minutes: 10, priceAmount: 100, active: false },
  ],
};

describe('how long it takes', () => {
  it('is any of the lengths, its own unless another is chosen', () => {
    expect(lengthsOf(cut)).toEqual([30, 60, 90]);
    expect([minutesOfChoice(cut, {}), minutesOfChoice(cut, { durationMinutes: 30 })]).toEqual([60, 30]);
  });

  it('is longer by the add-ons', () => {
    expect(minutesOfChoice(cut, { durationMinutes: 30, addonIds: [BEARD, MASK.toUpperCase()] })).toBe(45);
  });

  it.each([
    ['another length', { durationMinutes: 45 }, 'durationMinutes', 'not_offered'],
    ['an add-on of elsewhere', { addonIds: ['01900000-0000-7000-8000-00000000000d'] }, 'addonIds.0', 'not_offered'],
    ['an add-on that is withdrawn', { addonIds: [GONE] }, 'addonIds.0', 'not_offered'],
    ['an add-on twice', { addonIds: [BEARD, BEARD] }, 'addonIds.1', 'repeated'],
  ])('is never that of %s', (_what, choice, path, code) => {
    expect(() => minutesOfChoice(cut, choice)).toThrow(
      expect.objectContaining({ code: 'request.invalid', errors: [expect.objectContaining({ path, code })] }),
    );
  });
});

describe('what it costs', () => {
  it.each([
    ['of the service', {}, null, 5000],
    ['of the service, for a length without its own', { durationMinutes: 30 }, null, 5000],
    ['of the length', { durationMinutes: 90 }, null, 7000],
    ['of the level', {}, 'senior', 6000],
    ['of the level, before that of the length', { durationMinutes: 30 }, 'senior', 6000],
    ['of the level and the length', { durationMinutes: 90 }, 'senior', 9000],
    ['of the service, for a level without its own', {}, 'junior', 5000],
    ['with add-ons on top', { addonIds: [BEARD, MASK] }, 'senior', 8000],
  ])('is the price %s', (_which, choice, level, price) => {
    expect(priceOfChoice(cut, choice, level)).toBe(price);
  });

  it('is not shown without a price, unless add-ons have one', () => {
    const free = { ...cut, priceAmount: null, durations: [], levelPrices: [] };
    expect([priceOfChoice(free, {}, null), priceOfChoice(free, { addonIds: [BEARD] }, null)]).toEqual([null, 1500]);
  });
});
