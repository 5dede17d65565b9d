import { UserError } from '../../kernel/errors/errors.ts';
import { actorOf, type UserCaller } from '../../kernel/http/callers.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Announce } from './announce.ts';
import { customerOf, type BookedSlot, type SlotRequest } from './book-slot.ts';
import type { ImportBookings, ImportedBookings } from './import.contract.ts';

export interface ImportDeps {
  bookSlot: (request: SlotRequest) => Promise<BookedSlot>;
  announce: Announce;
}

/**
 * Bookings from elsewhere, each by itself through the same guarded act as any other: past ones too, at whatever hour, and
 * never over another. What cannot be is told by its place in the list and leaves the others alone. Nobody is written to.
 */
export const createImportBookings =
  ({ bookSlot, announce }: ImportDeps) =>
  async (
    { bookings }: ImportBookings,
    caller: UserCaller,
    idempotency: Idempotency | null,
  ): Promise<ImportedBookings> => {
    const { organizationId } = caller;
    const results: ImportedBookings['results'] = [];
    for (const [index, booking] of bookings.entries()) {
      try {
        const { row, isNew, subjects } = await bookSlot({
          organizationId,
          serviceId: booking.serviceId,
          staffId: booking.staffId,
          startsAt: Date.parse(booking.startsAt),
          durationMinutes: booking.durationMinutes,
          customer: customerOf(booking.customer),
          timeZone: booking.timeZone,
          locale: booking.locale ?? 'en',
          note: booking.note,
          from: 'desk',
          isImported: true,
          actor: actorOf(caller),
          notify: false,
          idempotency: idempotency && { ...idempotency, key: `${idempotency.key}#${index}` },
        });
        if (isNew) announce(organizationId, row, null, subjects);
        results.push({ index, bookingId: row.id, problem: null });
      } catch (error) {
        if (!(error instanceof UserError) || error.code === 'request.idempotency_key_reused') throw error;
        results.push({ index, bookingId: null, problem: { code: error.code, message: error.message } });
      }
    }
    return { imported: results.filter(({ bookingId }) => bookingId !== null).length, results };
  };
