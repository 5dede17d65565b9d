import type { Statement } from '../../kernel/db/db.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import { reviveRows } from './booking-row.ts';
import { newBooking, questionOf, type BookedSlot, type BookSlotDeps, type SlotRequest } from './book-slot.ts';
import { limitReached, refused, slotTaken } from './bookings.errors.ts';
import { act, assertDone, keyArgs, knownAnswer, type ActResult } from './guarded-act.ts';
import { bookTogetherItem, type NewBooking } from './new-booking.ts';
import type { ResolvedSlot } from './place.ts';

export interface BookTogetherRequest {
  readonly organizationId: string;
  /** Each names its staff: they must not take each other's place. Their own idempotency is not looked at. */
  readonly items: readonly SlotRequest[];
  readonly idempotency: Idempotency | null;
}

const BOOK_TOGETHER: Statement = {
  name: 'book_together',
  text: 'select outcome, answer, failed from book_together($1, $2, $3, $4, $5, $6, $7)',
};
const TRIES = 4;

/** All of these or none, by one guarded call. @param rulesVersion that they were resolved by */
export const actTogether = (
  { db, metrics }: Pick<BookSlotDeps, 'db' | 'metrics'>,
  { organizationId, idempotency }: Pick<BookTogetherRequest, 'organizationId' | 'idempotency'>,
  rulesVersion: string,
  bookings: readonly NewBooking[],
): Promise<ActResult> =>
  act(db, metrics, BOOK_TOGETHER, [
    ...[organizationId, ...keyArgs(idempotency), rulesVersion],
    bookings.flatMap(({ place }) => place.locks ?? place.resources),
    JSON.stringify(bookings.map(bookTogetherItem)),
  ]);

/**
 * Several bookings in one transaction, all or nothing. Refusals say at `index` which of them could not be.
 * @throws `booking.slot_taken` with alternatives for that one, and what the rules refuse
 */
export const createBookTogether = (deps: BookSlotDeps) => {
  const { db, availability } = deps;

  async function failure({ items }: BookTogetherRequest, { outcome, failed }: ActResult): Promise<never> {
    const index = failed ?? 0;
    const alternatives = await availability.alternatives(questionOf(items[index]!));
    throw outcome === 'capped' ? limitReached(alternatives, index) : slotTaken(alternatives, index);
  }

  return async (request: BookTogetherRequest): Promise<BookedSlot[]> => {
    const { organizationId, items, idempotency } = request;
    const earlier = await knownAnswer(db, organizationId, idempotency);
    if (earlier !== null) return reviveRows(earlier).map((row) => ({ row, isNew: false }));
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const bookings: NewBooking[] = [];
      const versions = new Set<string>();
      for (const [index, item] of items.entries()) {
        const question = questionOf(item);
        const resolved = await availability.resolve(question);
        const { resolution } = resolved;
        if (!resolution.ok) throw refused(resolution.reason, await availability.alternatives(question), index);
        bookings.push(newBooking(item, resolved as ResolvedSlot, deps));
        versions.add(resolved.rules.version);
      }
      if (versions.size > 1) continue; // the rules changed in between
      const result = await actTogether(deps, request, [...versions][0]!, bookings);
      if (result.outcome === 'booked') return reviveRows(result.answer!).map((row) => ({ row, isNew: true }));
      if (result.outcome === 'taken' || result.outcome === 'capped') return failure(request, result);
      if (result.outcome !== 'stale') return reviveRows(assertDone(result)).map((row) => ({ row, isNew: false }));
    }
    return failure(request, { outcome: 'taken', answer: null, failed: 0 });
  };
};

export type BookTogether = ReturnType<typeof createBookTogether>;
