import { expect, it } from 'vitest';
import { SERVICE } from '../../test/fixtures.ts';
import { addOnRef, askedOf, choiceOf, lowestPrice, priceWith } from './choice.ts';

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const MASSAGE = { id: '0193f2c4-0000-7000-8000-0000000004a1', name: 'Massage', minutes: 15, price: euro(1200) };
const service = {
  ...SERVICE,
  durations: [
    { minutes: 45, price: euro(4800) },
    { minutes: 90, price: euro(7000) },
  ],
  addons: [MASSAGE],
  levelPrices: [
    { level: 'Senior', minutes: null, price: euro(6000) },
    { level: 'Senior', minutes: 90, price: euro(9000) },
  ],
  maxParty: 3,
};
const person = (level: string | null) => ({ id: level ?? 'x', name: 'Mia', level });

it('adds minutes and prices of what was chosen', () => {
  const choice = choiceOf(service, { length: 90, extras: [addOnRef(MASSAGE)], people: 2 });
  expect(choice).toEqual({ length: 90, minutes: 105, addOns: [MASSAGE], people: 2 });
  expect(priceWith(service, choice, null)).toEqual(euro(8200));
});

it('takes the most particular price: level and length, level, length, service', () => {
  const long = choiceOf(service, { length: 90 });
  expect(priceWith(service, long, 'Senior')).toEqual(euro(9000));
  expect(priceWith(service, choiceOf(service, {}), 'Senior')).toEqual(euro(6000));
  expect(priceWith(service, long, 'Junior')).toEqual(euro(7000));
  expect(priceWith({ ...service, durations: [] }, choiceOf(service, {}), null)).toEqual(euro(4800));
});

it('says "from" only where people cost differently', () => {
  const choice = choiceOf(service, {});
  expect(lowestPrice(service, choice, [person(null), person('Senior')])).toEqual({ price: euro(4800), isFrom: true });
  expect(lowestPrice(service, choice, [person('Senior')])).toEqual({ price: euro(6000), isFrom: false });
});

it('chooses nothing that is not offered', () => {
  expect(choiceOf(service, { length: 60, extras: ['ffffff'], people: 9 })).toEqual({
    ...{ length: 45, minutes: 45, addOns: [], people: 3 },
  });
});

it('counts each seat of a class', () => {
  const aClass = { ...service, kind: 'class' as const, addons: [], levelPrices: [] };
  expect(priceWith(aClass, choiceOf(aClass, { people: 3 }), null)).toEqual(euro(14_400));
});

it('asks the server for nothing special where nothing special was chosen', () => {
  expect(askedOf(service, choiceOf(service, { length: 45 }))).toEqual({});
  expect(askedOf(service, choiceOf(service, { length: 90, extras: ['0004a1'] }))).toEqual({
    ...{ durationMinutes: 90, addonIds: [MASSAGE.id] },
  });
});
