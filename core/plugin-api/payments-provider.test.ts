import fc from 'fast-check';
import { expect, it } from 'vitest';
import { advancePayment, type PaymentState } from './payments-provider.ts';

const STATES: PaymentState[] = [
  'created', 'pending', 'authorised', 'paid', 'partly_refunded', 'refunded', 'failed', 'expired', 'unknown',
]; // prettier-ignore
const states = fc.constantFrom(...STATES);

it.each([
  ['created', 'paid', 'paid'],
  ['paid', 'pending', 'paid'],
  ['pending', 'failed', 'failed'],
  ['failed', 'pending', 'failed'],
  ['expired', 'paid', 'paid'],
  ['paid', 'failed', 'paid'],
  ['refunded', 'partly_refunded', 'refunded'],
  ['pending', 'unknown', 'pending'],
  ['unknown', 'created', 'created'],
] as const)('%s, then told %s, is %s', (known, answer, state) => {
  expect(advancePayment(known, answer)).toBe(state);
});

it('loses no money to late, doubled or reordered answers', () => {
  const money: PaymentState[] = ['paid', 'partly_refunded', 'refunded'];
  fc.assert(
    fc.property(fc.array(states), fc.array(states), (before, after) => {
      const known = [...before, 'paid' as const, ...after].reduce(advancePayment, 'created' as PaymentState);
      expect(money).toContain(known);
    }),
  );
});

it('changes nothing when an answer comes twice', () => {
  fc.assert(
    fc.property(states, states, (known, answer) => {
      const once = advancePayment(known, answer);
      expect(advancePayment(once, answer)).toBe(once);
    }),
  );
});
