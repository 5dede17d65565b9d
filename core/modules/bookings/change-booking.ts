import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { ApproveBooking } from './approve-booking.ts';
import { findBooking, reviveRows, type BookingRow } from './booking-row.ts';
import { bookingChanged, isChanged } from './bookings.errors.ts';
import { act, assertDone, keyArgs, knownAnswer } from './guarded-act.ts';

export interface ChangeRequest {
  organizationId: string;
  bookingId: string;
  to: 'confirmed' | 'cancelled' | 'completed' | 'no_show';
  version?: number | undefined;
  actor: string;
  reason: string;
  notify: boolean;
  idempotency: Idempotency | null;
  assertAllowed: (row: BookingRow) => void;
}

export interface ChangedBooking {
  readonly row: BookingRow;
  /** False when this answers a repeated request. */
  readonly isNew: boolean;
}

const CHANGE_BOOKING: Statement = {
  name: 'change_booking',
  text: 'select outcome, answer from change_booking($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
};
const TRIES = 4;

export interface ChangeBookingDeps {
  db: Db;
  clock: Clock;
  metrics: Metrics;
  approve: ApproveBooking;
}

/** Confirm, cancel, complete, no-show: the guarded function judges whether the state allows it. */
export const createChangeBooking = ({ db, clock, metrics, approve }: ChangeBookingDeps) => {
  async function attempt(request: ChangeRequest): Promise<ChangedBooking | 'again'> {
    const { organizationId, bookingId, to, version, actor, reason, notify, idempotency } = request;
    const before = await findBooking(db, organizationId, bookingId);
    const earlier = await knownAnswer(db, organizationId, idempotency);
    if (earlier !== null) return { row: reviveRows(earlier)[0]!, isNew: false };
    if (version !== undefined && version !== before.version) throw bookingChanged();
    request.assertAllowed(before);
    if (to === 'confirmed' && !before.holds_time && before.status === 'pending')
      return approve({ organizationId, before, actor, notify, idempotency }).catch((error: unknown) => {
        if (version === undefined && isChanged(error)) return 'again';
        throw error;
      });
    const cancelled = to === 'cancelled';
    const row: BookingRow = {
      ...before,
      status: to,
      version: before.version + 1,
      sequence: before.sequence + (cancelled || to === 'confirmed' ? 1 : 0),
      cancelled_by: cancelled ? actor : null,
      cancel_reason: cancelled ? reason : '',
      updated_at: new Date(clock.now()),
    };
    const result = await act(db, metrics, CHANGE_BOOKING, [
      organizationId,
      ...keyArgs(idempotency),
      JSON.stringify(row),
      bookingId,
      before.version,
      to,
      actor,
      reason,
      notify,
    ]);
    if (result.outcome === 'done') return { row, isNew: true };
    if (result.outcome === 'changed' && version === undefined) return 'again';
    return { row: reviveRows(assertDone(result))[0]!, isNew: false };
  }

  return async (request: ChangeRequest): Promise<ChangedBooking> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const changed = await attempt(request);
      if (changed !== 'again') return changed;
    }
    throw bookingChanged();
  };
};

export type ChangeBooking = ReturnType<typeof createChangeBooking>;
