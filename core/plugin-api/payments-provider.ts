import { DeclaredError } from './declared-error.ts';

/** Integer minor units (cents; yen have none) and ISO 4217 code. */
export interface Amount {
  readonly amount: number;
  readonly currency: string;
}

/**
 * Where a payment stands. It only moves forward: `created` → `pending` → `authorised` → `paid` → `partly_refunded` →
 * `refunded`, steps may be left out, and before `paid` it may end as `failed` or `expired`. `unknown` is an answer, not
 * a place: the provider could not tell; ask again later. See `advancePayment`.
 */
export type PaymentState =
  'created' | 'pending' | 'authorised' | 'paid' | 'partly_refunded' | 'refunded' | 'failed' | 'expired' | 'unknown';

export interface AuthoriseRequest {
  /** Ours, stable: the provider's idempotency key. The same one again continues the same payment, never a second. */
  readonly attemptId: string;
  readonly price: Amount;
  /** One line on the payer's page and statement. No personal data. */
  readonly description: string;
  /** The payer's language, BCP 47. */
  readonly locale: string;
  /** Prefilled for the receipt; null when not known. */
  readonly email: string | null;
  /** https addresses that the payer comes back to. Coming back proves nothing: the state is fetched. */
  readonly returnUrl: string;
  readonly cancelUrl: string;
  /** Epoch milliseconds after which the payment must not succeed any more: the hold on the time ends. */
  readonly expiresAt: number;
}

export interface Authorisation {
  /** The provider's id of this payment; at most 255 characters. */
  readonly reference: string;
  /** Where the payer goes now; null when there is nothing left to do. */
  readonly redirectUrl: string | null;
  readonly state: PaymentState;
}

export interface PaymentSnapshot {
  readonly reference: string;
  readonly state: PaymentState;
  /** Received so far, and given back of it; minor units of the payment's currency. */
  readonly paid: number;
  readonly refunded: number;
}

export interface RefundRequest {
  /** Ours, stable: the same one again gives back nothing more. */
  readonly refundId: string;
  readonly reference: string;
  readonly amount: Amount;
}

/**
 * Extension point `payments.provider`: hosted, redirect-based payments. Amounts are never computed here. A call whose
 * outcome is not known throws (or answers `unknown`); BookMe then fetches, it never guesses. 30 s a call.
 */
export interface PaymentProvider {
  /** @throws PaymentRefusedError when it can never succeed; anything else thrown means "outcome unknown" */
  authorise(request: AuthoriseRequest): Promise<Authorisation>;
  /** The truth, from the provider. @throws PaymentRefusedError for a reference it does not know */
  fetch(reference: string): Promise<PaymentSnapshot>;
  /** The payment after the refund. @throws PaymentRefusedError when more would go back than was paid */
  refund(request: RefundRequest): Promise<PaymentSnapshot>;
}

/** The provider said no, and will say no again. */
export class PaymentRefusedError extends DeclaredError {
  override readonly name = 'PaymentRefusedError';
  /** Stable and machine-readable, `noun.reason`, such as `card.declined`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const ORDER: readonly PaymentState[] = ['created', 'pending', 'authorised', 'paid', 'partly_refunded', 'refunded'];
const ENDED: readonly PaymentState[] = ['failed', 'expired'];

/**
 * The state after another answer: late, doubled and reordered answers never take it back. Money wins: `paid` after
 * `expired` is `paid` (and will have to be refunded); `failed` after `paid` stays `paid`.
 */
export function advancePayment(known: PaymentState, answer: PaymentState): PaymentState {
  if (answer === 'unknown') return known;
  if (known === 'unknown') return answer;
  if (ENDED.includes(answer)) return ENDED.includes(known) || hasMoney(known) ? known : answer;
  if (ENDED.includes(known)) return hasMoney(answer) ? answer : known;
  return ORDER.indexOf(answer) > ORDER.indexOf(known) ? answer : known;
}

const hasMoney = (state: PaymentState): boolean => ORDER.indexOf(state) >= ORDER.indexOf('paid');
