import type { Db, Statement } from '../../kernel/db/db.ts';
import { keyReused } from '../../kernel/db/idempotent.ts';
import { notFound, UserError } from '../../kernel/errors/errors.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import { act, knownAnswer, type Outcome } from '../bookings/bookings.module.ts';
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

/**
 * What the first of several equal requests was answered, where this one is refused for what the first has done: its own
 * sessions are in the way, or are cancelled already.
 */
export async function orEarlier<T>(
  db: Db,
  organizationId: string,
  idempotency: Idempotency | null,
  work: () => Promise<T>,
): Promise<T | { readonly answer: SessionsAnswer; readonly isNew: false }> {
  try {
    return await work();
  } catch (error) {
    const earlier = error instanceof UserError ? await knownAnswer(db, organizationId, idempotency) : null;
    if (earlier === null) throw error;
    return { answer: JSON.parse(earlier) as SessionsAnswer, isNew: false };
  }
}
