import type { Db } from '../../kernel/db/db.ts';
import { UserError } from '../../kernel/errors/errors.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import { reviveRows, type BookingRow } from './booking-row.ts';
import { knownAnswer } from './guarded-act.ts';

/**
 * What the first of several equal requests was answered, also where this one is refused for what the first has done:
 * its own bookings are in the way, or have been moved already.
 */
export async function orEarlier<T>(
  db: Db,
  organizationId: string,
  idempotency: Idempotency | null,
  work: () => Promise<T>,
): Promise<T | { readonly earlier: readonly BookingRow[] }> {
  const known = await knownAnswer(db, organizationId, idempotency);
  if (known !== null) return { earlier: reviveRows(known) };
  try {
    return await work();
  } catch (error) {
    const earlier = error instanceof UserError ? await knownAnswer(db, organizationId, idempotency) : null;
    if (earlier === null) throw error;
    return { earlier: reviveRows(earlier) };
  }
}
