import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { AuthoriseRequest, PaymentProvider, PaymentSnapshot } from '../../plugin-api/index.ts';
import { describeConformance, type Check, type Conforming } from './conformance.ts';

export interface PaymentHarness {
  readonly provider: PaymentProvider;
  /** Does what the payer does on the provider's page. */
  readonly pay: (reference: string) => Promise<void>;
  readonly decline: (reference: string) => Promise<void>;
  /** Payments that the other side holds for this attempt. */
  readonly payments: (attemptId: string) => Promise<number>;
}

/** An attempt of 48.50 EUR with an hour left. */
export const samplePayment = (): AuthoriseRequest => ({
  attemptId: randomUUID(),
  price: { amount: 4850, currency: 'EUR' },
  description: 'Cut and colour',
  locale: 'de-AT',
  email: null,
  returnUrl: 'https://book.example.com/return',
  cancelUrl: 'https://book.example.com/cancel',
  expiresAt: Date.now() + 3_600_000,
});

const back = (reference: string, amount: number, refundId = randomUUID()) => ({
  refundId,
  reference,
  amount: { amount, currency: 'EUR' },
});

const refusal = { name: 'PaymentRefusedError', code: /^[a-z_]+\.[a-z_]+$/ };

async function paid({ provider, pay }: PaymentHarness): Promise<PaymentSnapshot> {
  const { reference } = await provider.authorise(samplePayment());
  await pay(reference);
  return provider.fetch(reference);
}

export const paymentsProviderChecks: readonly Check<PaymentHarness>[] = [
  {
    promise: 'begins a payment that nobody has paid yet and says where to pay',
    async hold({ provider }) {
      const { reference, redirectUrl, state } = await provider.authorise(samplePayment());
      assert.ok(reference.length > 0 && reference.length <= 255);
      assert.ok(redirectUrl && URL.canParse(redirectUrl));
      assert.ok(['created', 'pending'].includes(state), state);
      assert.deepEqual(pick(await provider.fetch(reference)), { paid: 0, refunded: 0 });
    },
  },
  {
    promise: 'continues the same payment when the same attempt is begun again',
    async hold({ provider, payments }) {
      const request = samplePayment();
      const [first, second] = await Promise.all([provider.authorise(request), provider.authorise(request)]);
      const third = await provider.authorise(request);
      assert.deepEqual([second.reference, third.reference], [first.reference, first.reference]);
      assert.equal(await payments(request.attemptId), 1);
    },
  },
  {
    promise: 'knows what was paid, in minor units',
    async hold(harness) {
      const { state, paid: amount, refunded } = await paid(harness);
      assert.deepEqual({ state, amount, refunded }, { state: 'paid', amount: 4850, refunded: 0 });
    },
  },
  {
    promise: 'knows a payment that failed',
    async hold({ provider, decline }) {
      const { reference } = await provider.authorise(samplePayment());
      await decline(reference);
      const snapshot = await provider.fetch(reference);
      assert.ok(['failed', 'pending', 'created'].includes(snapshot.state), snapshot.state); // some let the payer try again
      assert.equal(snapshot.paid, 0);
    },
  },
  {
    promise: 'gives back a part, then the rest',
    async hold(harness) {
      const { reference } = await paid(harness);
      const part = await harness.provider.refund(back(reference, 1000));
      assert.deepEqual([part.state, part.refunded], ['partly_refunded', 1000]);
      const rest = await harness.provider.refund(back(reference, 3850));
      assert.deepEqual([rest.state, rest.refunded, rest.paid], ['refunded', 4850, 4850]);
    },
  },
  {
    promise: 'gives nothing back twice for the same refund',
    async hold(harness) {
      const { reference } = await paid(harness);
      const request = back(reference, 1000);
      await Promise.all([harness.provider.refund(request), harness.provider.refund(request)]);
      await harness.provider.refund(request);
      assert.equal((await harness.provider.fetch(reference)).refunded, 1000);
    },
  },
  {
    promise: 'never gives back more than was paid',
    async hold(harness) {
      const { reference } = await paid(harness);
      await assert.rejects(harness.provider.refund(back(reference, 4851)), refusal);
      await harness.provider.refund(back(reference, 4000));
      await assert.rejects(harness.provider.refund(back(reference, 851)), refusal);
      assert.equal((await harness.provider.fetch(reference)).refunded, 4000);
    },
  },
  {
    promise: 'refuses a reference that it does not know',
    async hold({ provider }) {
      await assert.rejects(provider.fetch('no-such-payment'), refusal);
    },
  },
];

const pick = ({ paid, refunded }: PaymentSnapshot) => ({ paid, refunded });

/** Tests of a `payments.provider` against the provider's sandbox or a stand-in for it. */
export const paymentsProviderConformance = (provider: string, harness: Conforming<PaymentHarness>): void =>
  describeConformance(provider, 'payments.provider', paymentsProviderChecks, harness);
