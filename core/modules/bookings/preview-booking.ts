import type { Assignment } from '../availability/engine/assignment.domain.ts';
import { newBooking, questionOf, type BookSlotDeps, type SlotRequest } from './book-slot.ts';
import type { BookingRow } from './booking-row.ts';
import type { BookPreview } from './bookings.contract.ts';
import { assertBookable, refused } from './bookings.errors.ts';
import type { ResolvedSlot } from './place.ts';

/** @param assignment why this person serves */
export const previewOf = (
  row: BookingRow,
  { strategy, order }: Pick<Assignment, 'order'> & { strategy: string },
): BookPreview => ({
  dryRun: true,
  staff: { id: row.staff_id, name: row.staff_name },
  status: row.status,
  startsAt: row.starts_at.toISOString(),
  endsAt: row.ends_at.toISOString(),
  price: row.price_amount === null ? null : { amount: row.price_amount, currency: row.currency },
  assignment: {
    strategy,
    order: order.map(({ staffId, usual, minutesBooked, share, lastAssignedAt, position }) => ({
      staffId,
      usual,
      measure: minutesBooked ?? share ?? null,
      lastAssignedAt: lastAssignedAt == null ? null : new Date(lastAssignedAt).toISOString(),
      position,
    })),
  },
});

/** Judges a request by everything that would be asked of the booking, and books nothing. */
export const createPreviewBooking =
  (deps: BookSlotDeps) =>
  async (request: SlotRequest): Promise<BookPreview> => {
    const question = questionOf(request);
    const resolved = await deps.availability.resolve(question);
    assertBookable(resolved.service, request);
    const { resolution } = resolved;
    if (!resolution.ok) throw refused(resolution.reason, await deps.availability.alternatives(question));
    const { row } = newBooking(request, resolved as ResolvedSlot, deps);
    return previewOf(row, resolution.assignment);
  };
