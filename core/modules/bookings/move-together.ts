import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import type { UserError } from '../../kernel/errors/errors.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { AvailabilityService, Desk, ResolveRequest } from '../availability/availability.service.ts';
import { reviveRows, type BookingRow } from './booking-row.ts';
import { bookingChanged, limitReached, refused, slotTaken } from './bookings.errors.ts';
import { act, assertDone, keyArgs, type ActResult } from './guarded-act.ts';
import { moveBookingsItem, type NewPlace } from './new-booking.ts';
import { noPlace, placeOf, type ResolvedSlot } from './place.ts';

export interface MoveTogetherDeps {
  db: Db;
  availability: AvailabilityService;
  clock: Clock;
  metrics: Metrics;
}

export interface MoveItem {
  readonly before: BookingRow;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  /** Left out: anyone who does the service. */
  readonly staffId?: string | undefined;
  /** A booking that waits is moved, or confirmed at its time. */
  readonly kind?: 'moved' | 'confirmed';
}

export interface MoveTogetherRequest {
  readonly organizationId: string;
  readonly items: readonly MoveItem[];
  readonly from: Desk;
  readonly actor: string;
  readonly reason?: string;
  readonly notify: boolean;
  readonly idempotency: Idempotency | null;
  readonly override?: { readonly reason: string } | undefined;
}

export interface MovedTogether {
  /** In the order of the items. */
  readonly rows: BookingRow[];
  /** False when this answers a repeated request. */
  readonly isNew: boolean;
}

const MOVE_BOOKINGS: Statement = {
  name: 'move_bookings',
  text: 'select outcome, answer, failed from move_bookings($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
};
const VERSIONS: Statement = {
  name: 'booking_versions',
  text: 'select id, version from bookings where organization_id = $1 and id = any($2)',
};
const TRIES = 4;

const minutesOf = ({ starts_at, ends_at }: BookingRow): number =>
  Math.round((ends_at.getTime() - starts_at.getTime()) / 60_000);

/**
 * Gives bookings other places in one step, all or nothing: none of them stands in the way of another. Refusals say at
 * `index` which of several could not go where it should.
 * @throws `booking.slot_taken`, `booking.changed`, `booking.closed`, and what the rules refuse
 */
export const createMoveTogether = ({ db, availability, clock, metrics }: MoveTogetherDeps) => {
  const questionOf = (
    { organizationId, items, from, override }: MoveTogetherRequest,
    item: MoveItem,
  ): ResolveRequest => ({
    organizationId,
    serviceId: item.before.service_id,
    staffId: item.staffId,
    startsAt: item.startsAt,
    from,
    email: item.before.customer_email,
    except: items.map(({ before }) => before.id),
    durationMinutes: minutesOf(item.before),
    ...(override ? { override: true } : {}),
  });

  /** A refusal is about bookings as they were seen: of those that are elsewhere by now it says nothing. */
  async function standing({ organizationId, items }: MoveTogetherRequest, refusal: UserError): Promise<never> {
    const ids = items.map(({ before }) => before.id);
    const rows = await db.tenant(organizationId, (sql) =>
      sql.query<{ id: string; version: number }>(VERSIONS, [organizationId, ids]),
    );
    const versions = new Map(rows.map(({ id, version }) => [id, version]));
    throw items.every(({ before }) => versions.get(before.id) === before.version) ? refusal : bookingChanged();
  }

  async function newPlaceOf(request: MoveTogetherRequest, item: MoveItem, index: number): Promise<[NewPlace, string]> {
    const { before, kind = 'moved' } = item;
    const question = questionOf(request, item);
    const resolved = await availability.resolve(question);
    const { resolution, rules, overridden } = resolved;
    if (!resolution.ok) {
      const where = request.items.length > 1 ? index : undefined;
      return standing(request, refused(resolution.reason, await availability.alternatives(question), where));
    }
    const place = placeOf(request.organizationId, resolved as ResolvedSlot, before.customer_email);
    const now = new Date(clock.now());
    const isMoved = kind === 'moved';
    const row: BookingRow = {
      ...before,
      status: kind === 'confirmed' ? 'confirmed' : before.status,
      starts_at: new Date(resolution.startsAt),
      ends_at: new Date(resolution.endsAt),
      staff_id: resolution.staffId,
      staff_name: rules.staffNames.get(resolution.staffId) ?? '',
      version: before.version + 1,
      sequence: before.sequence + 1,
      holds_time: before.holds_time || !isMoved,
      ...(isMoved ? { time_version: before.version + 1, time_set_at: now } : {}),
      ...(request.override && overridden.length > 0
        ? { override_reason: request.override.reason, overrides: [...overridden] }
        : {}),
      updated_at: now,
    };
    const overbook = overridden.includes('busy') || overridden.includes('no_room');
    return [{ before, row, place: row.holds_time ? place : noPlace(place), kind, overbook }, rules.version];
  }

  async function failure(request: MoveTogetherRequest, { outcome, failed }: ActResult): Promise<never> {
    const index = failed ?? 0;
    const alternatives = await availability.alternatives(questionOf(request, request.items[index]!));
    const where = request.items.length > 1 ? index : undefined;
    return standing(request, outcome === 'capped' ? limitReached(alternatives, where) : slotTaken(alternatives, where));
  }

  return async (request: MoveTogetherRequest): Promise<MovedTogether> => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const places: NewPlace[] = [];
      const versions = new Set<string>();
      for (const [index, item] of request.items.entries()) {
        const [place, version] = await newPlaceOf(request, item, index);
        places.push(place);
        versions.add(version);
      }
      if (versions.size > 1) continue; // the rules changed in between
      const rows = places.map(({ row }) => row);
      const result = await act(db, metrics, MOVE_BOOKINGS, [
        request.organizationId,
        ...keyArgs(request.idempotency),
        JSON.stringify(rows),
        [...versions][0],
        JSON.stringify(places.map(moveBookingsItem)),
        request.actor,
        request.reason ?? '',
        request.notify,
      ]);
      if (result.outcome === 'moved') return { rows, isNew: true };
      // Whoever may go over others goes over this one too, once the engine has seen that it is there.
      if (result.outcome === 'taken' && request.override) continue;
      if (result.outcome === 'taken' || result.outcome === 'capped') return failure(request, result);
      if (result.outcome !== 'stale') return { rows: reviveRows(assertDone(result)), isNew: false };
    }
    throw bookingChanged();
  };
};

export type MoveTogether = ReturnType<typeof createMoveTogether>;
