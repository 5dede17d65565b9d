import type { Db } from '../../kernel/db/db.ts';
import { userError } from '../../kernel/errors/errors.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import { findBooking, reviveRows, type BookingRow } from './booking-row.ts';
import { isOpen } from './bookings.domain.ts';
import { bookingChanged, bookingClosed, isChanged } from './bookings.errors.ts';
import { knownAnswer } from './guarded-act.ts';
import type { MoveTogether } from './move-together.ts';

export interface SwapRequest {
  organizationId: string;
  ids: readonly [string, string];
  /** As last seen by whoever asks. */
  versions: readonly [number | undefined, number | undefined];
  actor: string;
  notify: boolean;
  idempotency: Idempotency | null;
  assertAllowed: (row: BookingRow) => void;
}

export interface SwappedBookings {
  readonly rows: BookingRow[];
  /** As they were; empty when this answers a repeated request. */
  readonly befores: readonly BookingRow[];
}

const TRIES = 8;

/**
 * Two bookings change places, each keeping its own length. Whoever does not say what they have seen swaps what is there.
 * @throws `booking.changed`, `booking.closed`, `booking.is_seat`, and what a move throws
 */
export const createSwapBookings = ({ db, moveTogether }: { db: Db; moveTogether: MoveTogether }) => {
  async function attempt(request: SwapRequest): Promise<SwappedBookings> {
    const { organizationId, ids, versions, actor, notify, idempotency } = request;
    const earlier = await knownAnswer(db, organizationId, idempotency);
    if (earlier !== null) return { rows: reviveRows(earlier), befores: [] };
    const [one, other] = [await findBooking(db, organizationId, ids[0]), await findBooking(db, organizationId, ids[1])];
    for (const [index, row] of [one, other].entries()) {
      request.assertAllowed(row);
      if (row.session_id)
        throw userError('booking.is_seat', { status: 422, message: 'A seat in a class has no place to change.' });
      if ((versions[index] ?? row.version) !== row.version) throw bookingChanged();
      if (!isOpen(row.status)) throw bookingClosed();
    }
    const { rows, isNew } = await moveTogether({
      organizationId,
      items: [
        { before: one, startsAt: other.starts_at.getTime(), staffId: other.staff_id },
        { before: other, startsAt: one.starts_at.getTime(), staffId: one.staff_id },
      ],
      from: 'desk',
      actor,
      notify,
      idempotency,
    });
    return { rows, befores: isNew ? [one, other] : [] };
  }

  return async (request: SwapRequest): Promise<SwappedBookings> => {
    const hasSeen = request.versions.some((version) => version !== undefined);
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(request);
      } catch (error) {
        if (hasSeen || !isChanged(error) || tries === TRIES) throw error;
      }
    }
  };
};
