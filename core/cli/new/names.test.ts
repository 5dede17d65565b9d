import { expect, it } from 'vitest';
import { namesOf, nounsOf } from './names.ts';

it('knows every form of a name', () => {
  expect(namesOf('gift-cards')).toEqual({
    kebab: 'gift-cards',
    snake: 'gift_cards',
    camel: 'giftCards',
    pascal: 'GiftCards',
    constant: 'GIFT_CARDS',
    title: 'Gift cards',
  });
});

it.each([
  ['', /missing/],
  ['GiftCards', /lower-case words joined by hyphens/],
  ['gift_cards', /lower-case words/],
  ['gift cards', /lower-case words/],
  ['-gift', /lower-case words/],
  ['gift--card', /lower-case words/],
  ['../core', /lower-case words/],
  ['2fa', /lower-case words/],
  ['a'.repeat(41), /41 characters; 40/],
  ['delete', /means something else/],
  ['core', /means something else/],
])('refuses the name "%s" with a reason', (text, reason) => {
  expect(() => namesOf(text)).toThrow(reason);
});

it.each([
  ['gift-cards', 'gift-card'],
  ['deposits', 'deposit'],
  ['policies', 'policy'],
  ['taxes', 'tax'],
  ['branches', 'branch'],
  ['invoices', 'invoice'],
  ['courses', 'course'],
])('knows that one of %s is a %s', (many, one) => {
  expect(nounsOf(many).one.kebab).toBe(one);
});

it.each(['deposit', 'business', 'staff'])('refuses the module name "%s", which is no plural', (name) => {
  expect(() => nounsOf(name)).toThrow(/plural nouns/);
});
