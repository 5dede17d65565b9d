import { describe, expect, it } from 'vitest';
import { choiceBody, lengthsOf, minutesOf, plainChoice, priceOf, pricesOf } from './choice.ts';

const addon = (id: string, minutes: number, priceAmount: number, active = true) => ({
  ...{ id, name: id, minutes, priceAmount, active },
});
const colour = {
  durationMinutes: 60,
  durations: [
    { minutes: 30, priceAmount: null },
    { minutes: 90, priceAmount: 9000 },
  ],
  priceAmount: 6000,
  levelPrices: [
    { level: 'Senior', minutes: null, priceAmount: 7000 },
    { level: 'Senior', minutes: 90, priceAmount: 10_500 },
  ],
  addons: [addon('wash', 15, 800), addon('old', 30, 5000, false)],
  minParty: 1,
  maxParty: 4,
};

describe('what is chosen of a service', () => {
  it('has every length once, shortest first', () => expect(lengthsOf(colour)).toEqual([30, 60, 90]));

  it('lasts as long as its length and its add-ons together; those no longer offered count for nothing', () => {
    expect(minutesOf(colour, plainChoice(colour))).toBe(60);
    expect(minutesOf(colour, { durationMinutes: 90, addonIds: ['wash', 'old'], party: 1 })).toBe(105);
  });

  it('costs what the most particular price says, and the add-ons on top', () => {
    const long = { durationMinutes: 90, addonIds: [], party: 1 };
    expect(priceOf(colour, plainChoice(colour), null)).toBe(6000);
    expect(priceOf(colour, { ...long, durationMinutes: 30 }, null)).toBe(6000);
    expect(priceOf(colour, long, null)).toBe(9000);
    expect(priceOf(colour, plainChoice(colour), 'Senior')).toBe(7000);
    expect(priceOf(colour, long, 'Senior')).toBe(10_500);
    expect(priceOf(colour, { ...long, addonIds: ['wash', 'old'] }, 'Senior')).toBe(11_300);
  });

  it('without a price costs what its add-ons cost, or has none', () => {
    const free = { ...colour, priceAmount: null, durations: [], levelPrices: [] };
    expect(priceOf(free, plainChoice(free), null)).toBeNull();
    expect(priceOf(free, { ...plainChoice(free), addonIds: ['wash'] }, null)).toBe(800);
    expect(pricesOf(free, plainChoice(free), [null])).toBeNull();
  });

  it('says from what to what it costs while anyone may serve', () => {
    expect(pricesOf(colour, plainChoice(colour), ['Senior', null])).toEqual({ least: 6000, most: 7000 });
    expect(pricesOf(colour, plainChoice(colour), [])).toEqual({ least: 6000, most: 6000 });
  });

  it('tells the API only what differs', () => {
    expect(choiceBody(plainChoice(colour))).toEqual({});
    expect(choiceBody({ durationMinutes: 90, addonIds: ['wash'], party: 2 })).toEqual({
      durationMinutes: 90,
      addonIds: ['wash'],
      party: 2,
    });
  });
});
