import type { Db } from '../../kernel/db/db.ts';
import { UserError, userError } from '../../kernel/errors/errors.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Desk } from '../availability/availability.service.ts';
import { findBooking, reviveRows, type BookingRow } from './booking-row.ts';
import { isOpen } from './bookings.domain.ts';
import { bookingChanged, bookingClosed, isChanged } from './bookings.errors.ts';
import { knownAnswer } from './guarded-act.ts';
import type { MoveTogether } from './move-together.ts';
import type { Seats } from './seats.ts';

export interface MoveBookingDeps {
  db: Db;
  moveTogether: MoveTogether;
  seats: Pick<Seats, 'switchSession'>;
}

export interface MoveRequest {
  organizationId: string;
  bookingId: string;
  /** Epoch milliseconds. */
  startsAt: number;
  /** Left out: the same person if free, else anyone who does the service. */
  staffId?: string | undefined;
  /** The version last seen by whoever asks. */
  version?: number | undefined;
  from: Desk;
  actor: string;
  notify: boolean;
  idempotency: Idempotency | null;
  override?: { reason: string } | undefined;
  /** Judges whether this caller may move this booking at all. */
  assertAllowed: (row: BookingRow) => void;
}

export interface MovedBooking {
  readonly row: BookingRow;
  /** As it was before; null when this answers a repeated request. */
  readonly before: BookingRow | null;
}

const TRIES = 8;

const sameTime = () => userError('booking.same_time', { status: 422, message: 'The booking is at this time already.' });

/** What another person could do better: not that the booking itself has changed. */
const isForOthers = (error: unknown): boolean =>
  error instanceof UserError && !isChanged(error) && error.code !== 'booking.closed';

/** Old claims out, new claims in, one version further: one guarded call. The second of two movers is told that it changed. */
export const createMoveBooking = ({ db, moveTogether, seats }: MoveBookingDeps) => {
  async function attempt(request: MoveRequest): Promise<MovedBooking | 'again'> {
    const { organizationId, bookingId, version, idempotency, startsAt, from, actor, notify, override } = request;
    const before = await findBooking(db, organizationId, bookingId);
    const earlier = await knownAnswer(db, organizationId, idempotency);
    if (earlier !== null) return { row: reviveRows(earlier)[0]!, before: null };
    if (version !== undefined && version !== before.version) throw bookingChanged();
    request.assertAllowed(before);
    if (!isOpen(before.status)) throw bookingClosed();
    if (before.starts_at.getTime() === startsAt && (request.staffId ?? before.staff_id) === before.staff_id)
      throw sameTime();
    if (before.session_id) return seats.switchSession(request, before);

    const move = (staffId: string | undefined) =>
      moveTogether({
        ...{ organizationId, from, actor, notify, idempotency, override },
        items: [{ before, startsAt, staffId }],
      });
    try {
      const preferred = move(request.staffId ?? before.staff_id);
      const { rows, isNew } = await (request.staffId
        ? preferred
        : preferred.catch((error: unknown) => {
            if (isForOthers(error)) return move(undefined);
            throw error;
          }));
      return { row: rows[0]!, before: isNew ? before : null };
    } catch (error) {
      if (version === undefined && isChanged(error)) return 'again';
      throw error;
    }
  }

  return async (request: MoveRequest): Promise<MovedBooking> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const moved = await attempt(request);
      if (moved !== 'again') return moved;
    }
    throw bookingChanged();
  };
};

export type MoveBookingAct = ReturnType<typeof createMoveBooking>;
