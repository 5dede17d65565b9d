import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import { userError } from '../../kernel/errors/errors.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { AvailabilityService, Desk, Resolved } from '../availability/availability.service.ts';
import { findBooking, reviveRow, type BookingRow } from './booking-row.ts';
import { bookingChanged, bookingClosed, refused, slotTaken } from './bookings.errors.ts';
import { isOpen } from './bookings.domain.ts';
import type { Seats } from './seats.ts';
import { act, assertDone, keyArgs, knownAnswer } from './guarded-act.ts';

export interface MoveBookingDeps {
  db: Db;
  availability: AvailabilityService;
  clock: Clock;
  metrics: Metrics;
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
  /** Judges whether this caller may move this booking at all. */
  assertAllowed: (row: BookingRow) => void;
}

export interface MovedBooking {
  readonly row: BookingRow;
  /** As it was before; null when this answers a repeated request. */
  readonly before: BookingRow | null;
}

const MOVE_BOOKING: Statement = {
  name: 'move_booking',
  text: 'select outcome, answer from move_booking($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)',
};
const TRIES = 8;

const sameTime = () => userError('booking.same_time', { status: 422, message: 'The booking is at this time already.' });

/** Old claims out, new claims in, one version further: one guarded call. The second of two movers is told that it changed. */
export const createMoveBooking = ({ db, availability, clock, metrics, seats }: MoveBookingDeps) => {
  async function resolve(request: MoveRequest, row: BookingRow): Promise<Resolved> {
    const ask = (staffId: string | undefined) =>
      availability.resolve({
        organizationId: request.organizationId,
        serviceId: row.service_id,
        staffId,
        startsAt: request.startsAt,
        from: request.from,
        except: row.id,
        durationMinutes: Math.round((row.ends_at.getTime() - row.starts_at.getTime()) / 60_000),
      });
    const preferred = await ask(request.staffId ?? row.staff_id);
    return preferred.resolution.ok || request.staffId ? preferred : ask(undefined);
  }

  async function attempt(request: MoveRequest): Promise<MovedBooking | 'again'> {
    const { organizationId, bookingId, version, idempotency } = request;
    const before = await findBooking(db, organizationId, bookingId);
    const earlier = await knownAnswer(db, organizationId, idempotency);
    if (earlier !== null) return { row: reviveRow(earlier), before: null };
    if (version !== undefined && version !== before.version) throw bookingChanged();
    request.assertAllowed(before);
    if (!isOpen(before.status)) throw bookingClosed();
    if (before.starts_at.getTime() === request.startsAt && (request.staffId ?? before.staff_id) === before.staff_id)
      throw sameTime();
    if (before.session_id) return seats.switchSession(request, before);

    const resolved = await resolve(request, before);
    const { resolution, service, rules } = resolved;
    const place = {
      organizationId,
      serviceId: before.service_id,
      staffId: request.staffId,
      startsAt: request.startsAt,
      from: request.from,
      except: bookingId,
    };
    if (!resolution.ok) throw refused(resolution.reason, await availability.alternatives(place));
    const now = new Date(clock.now());
    const row: BookingRow = {
      ...before,
      starts_at: new Date(resolution.startsAt),
      ends_at: new Date(resolution.endsAt),
      staff_id: resolution.staffId,
      staff_name: rules.staffNames.get(resolution.staffId) ?? '',
      version: before.version + 1,
      time_version: before.version + 1,
      sequence: before.sequence + 1,
      time_set_at: now,
      updated_at: now,
    };
    const resources = service.candidates.find(({ staffId }) => staffId === resolution.staffId)!.resourceIds;
    const result = await act(db, metrics, MOVE_BOOKING, [
      organizationId,
      ...keyArgs(idempotency),
      JSON.stringify(row),
      rules.version,
      bookingId,
      before.version,
      row.staff_id,
      resources,
      resources.map((id) => rules.capacities.get(id)),
      row.starts_at,
      row.ends_at,
      new Date(resolution.busyFrom),
      new Date(resolution.busyTo),
      request.actor,
      request.notify,
    ]);
    if (result.outcome === 'moved') return { row, before };
    if (result.outcome === 'stale' || (result.outcome === 'changed' && version === undefined)) return 'again';
    if (result.outcome === 'taken') throw slotTaken(await availability.alternatives(place));
    return { row: reviveRow(assertDone(result)), before: null };
  }

  return async (request: MoveRequest): Promise<MovedBooking> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const moved = await attempt(request);
      if (moved !== 'again') return moved;
    }
    throw bookingChanged();
  };
};
