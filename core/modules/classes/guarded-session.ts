import type { Db, Statement } from '../../kernel/db/db.ts';
import { keyReused } from '../../kernel/db/idempotent.ts';
import { notFound, OperationalError } from '../../kernel/errors/errors.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import { act, type Outcome } from '../bookings/bookings.module.ts';
import type { Conflict } from './classes.contract.ts';
import { sessionClosed } from './classes.errors.ts';
import type { SessionRow } from './session-rows.ts';

/** What a guarded function of sessions has done, now or for the first of several equal requests. */
export interface SessionsAnswer {
  readonly sessions: SessionRow[];
  /** What was said besides, kept with the answer. */
  readonly more?: { readonly conflicts: Conflict[] };
}

export type Acted =
  { readonly answer: SessionsAnswer; readonly isNew: boolean } | 'stale' | 'taken' | 'full' | 'changed';

/** Calls one guarded function and reads what it says. @throws `session.not_found`, `session.closed` */
export async function actOnSessions(
  db: Db,
  metrics: Metrics,
  statement: Statement,
  values: readonly unknown[],
): Promise<Acted> {
  const { outcome, answer } = await act(db, metrics, statement, values);
  if (answer !== null) return { answer: JSON.parse(answer) as SessionsAnswer, isNew: outcome === 'done' };
  switch (outcome) {
    case 'stale':
    case 'taken':
    case 'full':
    case 'changed':
      return outcome;
    default:
      throw refusalOf(outcome);
  }
}

function refusalOf(outcome: Outcome): Error {
  if (outcome === 'missing') return notFound('session');
  if (outcome === 'closed') return sessionClosed();
  if (outcome === 'key_reused') return keyReused();
  return new Error(`a guarded function of sessions answers ${outcome}`);
}

export const unsettled = (): OperationalError =>
  new OperationalError('availability.unsettled', {
    message: 'The rules are being changed at the moment.',
    retryAfter: 1,
  });
