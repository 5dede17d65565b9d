import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { BookingRow } from './booking-row.ts';
import type { MoveTogether } from './move-together.ts';

export interface ApproveRequest {
  organizationId: string;
  before: BookingRow;
  actor: string;
  notify: boolean;
  idempotency: Idempotency | null;
}

/**
 * Approves a booking that kept nobody from its time: only now is its place taken, by the same guarded act as for any
 * other, so of two for one time the second is told that it is gone.
 * @throws `booking.slot_taken`, `booking.changed`, `booking.closed`
 */
export const createApproveBooking =
  ({ moveTogether }: { moveTogether: MoveTogether }) =>
  async ({ organizationId, before, actor, notify, idempotency }: ApproveRequest) => {
    const { rows, isNew } = await moveTogether({
      organizationId,
      items: [{ before, startsAt: before.starts_at.getTime(), staffId: before.staff_id, kind: 'confirmed' }],
      from: 'desk',
      actor,
      notify,
      idempotency,
    });
    return { row: rows[0]!, isNew };
  };

export type ApproveBooking = ReturnType<typeof createApproveBooking>;
