import type { Db, Statement } from '../../kernel/db/db.ts';
import { keyReused } from '../../kernel/db/idempotent.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import { unsettled } from '../availability/availability.module.ts';
import { bookingChanged, bookingClosed, holdUsed } from './bookings.errors.ts';

export type Outcome =
  | 'booked'
  | 'held'
  | 'used'
  | 'capped'
  | 'unplaced'
  | 'moved'
  | 'done'
  | 'replay'
  | 'key_reused'
  | 'stale'
  | 'taken'
  | 'changed'
  | 'closed'
  | 'missing'
  | 'full'
  | 'already';

export interface ActResult {
  outcome: Outcome;
  answer: string | null;
  /** Which of several stood in the way, from 0. */
  failed?: number | null;
}

const OVERLAP = '23P01';
const DUPLICATE = '23505';
const TRIES = 3;

const KNOWN_ANSWER: Statement = {
  name: 'known_answer',
  text: 'select outcome, answer from known_answer($1, $2, $3, $4)',
};

const constraintOf = (error: unknown): { code?: string; constraint?: string } =>
  error instanceof Error ? (error as { code?: string; constraint?: string }) : {};

/**
 * Calls one guarded function. What slipped past its own look is still judged by the constraints: an overlap is `taken`,
 * the same key at the same moment on other resources is asked again and then answered from the first.
 */
export async function act(
  db: Db,
  metrics: Metrics,
  statement: Statement,
  values: readonly unknown[],
): Promise<ActResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      const [result] = await db.query<ActResult>(statement, values);
      metrics.booking(result!.outcome);
      return result!;
    } catch (error) {
      const { code, constraint } = constraintOf(error);
      if (code === OVERLAP) {
        metrics.booking('taken_late');
        return { outcome: 'taken', answer: null };
      }
      if (code !== DUPLICATE || constraint !== 'idempotency_keys_pkey' || attempt === TRIES) throw error;
    }
  }
}

/** The stored answer of an earlier identical request; null when there was none. @throws `request.idempotency_key_reused` */
export async function knownAnswer(
  db: Db,
  organizationId: string,
  idempotency: Idempotency | null,
): Promise<string | null> {
  if (!idempotency) return null;
  const { scope, key, requestHash } = idempotency;
  const [known] = await db.tenant(organizationId, (sql) =>
    sql.query<{ outcome: Outcome | null; answer: string | null }>(KNOWN_ANSWER, [
      organizationId,
      scope,
      key,
      requestHash,
    ]),
  );
  if (known?.outcome === 'key_reused') throw keyReused();
  return known?.answer ?? null;
}

export const keyArgs = (idempotency: Idempotency | null): [string, string | null, Buffer] => [
  idempotency?.scope ?? '',
  idempotency?.key ?? null,
  idempotency?.requestHash ?? Buffer.alloc(0),
];

/** Outcomes that end an act the same way everywhere. @throws the error that the outcome stands for */
export function assertDone({ outcome, answer }: ActResult): string {
  if (outcome === 'missing') throw notFound('booking');
  if (outcome === 'changed') throw bookingChanged();
  if (outcome === 'closed') throw bookingClosed();
  if (outcome === 'used') throw holdUsed();
  if (outcome === 'key_reused') throw keyReused();
  if (answer === null) throw unsettled();
  return answer;
}
