import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { PaymentRefusedError, type PaymentProvider, type PaymentState } from '../../plugin-api/index.ts';
import { paymentsProviderChecks, paymentsProviderConformance, type PaymentHarness } from './payments-provider.ts';

interface Payment {
  attemptId: string;
  state: PaymentState;
  price: number;
  paid: number;
  refunds: Map<string, number>;
}

/** The smallest provider that keeps every promise; `flaw` breaks one of them. */
function inMemory(flaw?: 'charges twice' | 'refunds twice' | 'refunds too much' | 'answers anything'): PaymentHarness {
  const payments = new Map<string, Payment>();
  const known = (reference: string): Payment => {
    const payment = payments.get(reference);
    if (payment) return payment;
    if (flaw === 'answers anything') return { attemptId: '', state: 'created', price: 0, paid: 0, refunds: new Map() };
    throw new PaymentRefusedError('payment.not_found', 'There is no such payment.');
  };
  const refunded = ({ refunds }: Payment): number => [...refunds.values()].reduce((sum, amount) => sum + amount, 0);
  const snapshot = (reference: string) => {
    const payment = known(reference);
    return { reference, state: payment.state, paid: payment.paid, refunded: refunded(payment) };
  };
  const provider: PaymentProvider = {
    async authorise({ attemptId, price }) {
      const reference = flaw === 'charges twice' ? randomUUID() : `pay_${attemptId}`;
      if (!payments.has(reference)) {
        payments.set(reference, { attemptId, state: 'created', price: price.amount, paid: 0, refunds: new Map() });
      }
      return { reference, redirectUrl: `https://pay.example.com/${reference}`, state: known(reference).state };
    },
    async fetch(reference) {
      return snapshot(reference);
    },
    async refund({ refundId, reference, amount }) {
      const payment = known(reference);
      const id = flaw === 'refunds twice' ? randomUUID() : refundId;
      const more = payment.refunds.has(id) ? 0 : amount.amount;
      if (flaw !== 'refunds too much' && refunded(payment) + more > payment.paid) {
        throw new PaymentRefusedError('refund.too_much', 'More than was paid.');
      }
      payment.refunds.set(id, amount.amount);
      payment.state = refunded(payment) === payment.paid ? 'refunded' : 'partly_refunded';
      return snapshot(reference);
    },
  };
  return {
    provider,
    async pay(reference) {
      Object.assign(known(reference), { state: 'paid', paid: known(reference).price });
    },
    async decline(reference) {
      known(reference).state = 'failed';
    },
    payments: async (attemptId) => [...payments.values()].filter((payment) => payment.attemptId === attemptId).length,
  };
}

paymentsProviderConformance('A provider in memory', { start: async () => inMemory() });

it.each([
  ['charges twice', 'continues the same payment when the same attempt is begun again'],
  ['refunds twice', 'gives nothing back twice for the same refund'],
  ['refunds too much', 'never gives back more than was paid'],
  ['answers anything', 'refuses a reference that it does not know'],
] as const)('finds a provider that %s', async (flaw, promise) => {
  const check = paymentsProviderChecks.find((candidate) => candidate.promise === promise);
  await expect(check?.hold(inMemory(flaw))).rejects.toMatchObject({ name: 'AssertionError' });
});
