import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../../kernel/clock/clock.ts';
import { sha256, type Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { AvailabilityService, Desk, ResolveRequest } from '../availability/availability.service.ts';
import { priceOfChoice } from '../availability/engine/price.domain.ts';
import { reviveRow, type BookingRow } from './booking-row.ts';
import { assertBookable, refused, slotTaken } from './bookings.errors.ts';
import { act, assertDone, knownAnswer } from './guarded-act.ts';
import { bookSlotValues, type NewBooking } from './new-booking.ts';
import { newRow } from './new-row.ts';
import { noPlace, placeOf, type ResolvedSlot } from './place.ts';

export interface BookSlotDeps {
  db: Db;
  availability: AvailabilityService;
  secrets: Secrets;
  clock: Clock;
  metrics: Metrics;
}

export interface SlotRequest {
  organizationId: string;
  serviceId: string;
  staffId?: string | undefined;
  /** Epoch milliseconds. */
  startsAt: number;
  /** One of the service's lengths; left out: its own. */
  durationMinutes?: number | undefined;
  addonIds?: readonly string[] | undefined;
  /** How many come; 1 unless told. */
  party?: number | undefined;
  customer: { name: string; email: string | null; phone: string | null };
  timeZone?: string | undefined;
  locale: string;
  note: string;
  from: Desk;
  actor: string;
  notify: boolean;
  idempotency: Idempotency | null;
  /** Of a service that is booked by its link only. */
  link?: string | undefined;
  /** A hold of this time, and the id that the booking is to have. */
  holdId?: string | undefined;
  /** Books against the rules and over others, for somebody who may; the reason stays with the booking. */
  override?: { reason: string } | undefined;
  /** Taken over from elsewhere: it may lie in the past and outside the hours. */
  isImported?: boolean | undefined;
  visitId?: string | undefined;
  series?: { id: string; occurrence: number } | undefined;
}

interface GivenCustomer {
  name: string;
  email?: string | null | undefined;
  phone?: string | null | undefined;
}

/** Null is what was not told. */
export const customerOf = ({ name, email, phone }: GivenCustomer): SlotRequest['customer'] => ({
  name,
  email: email ?? null,
  phone: phone ?? null,
});

/** A booking as it was answered, now or by the first of several equal requests. */
export interface BookedSlot {
  readonly row: BookingRow;
  readonly isNew: boolean;
  /** Everything that it takes and whatever counts it; absent where that is not known. */
  readonly subjects?: readonly string[];
}

const BOOK_SLOT: Statement = {
  name: 'book_slot',
  text: `select outcome, answer from book_slot($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)`,
};
/** How often the rules may change, or another be quicker with "anyone", before we say that the time is gone. */
const TRIES = 8;

/** What the engine is asked for a request. */
export const questionOf = (request: SlotRequest): ResolveRequest => ({
  organizationId: request.organizationId,
  serviceId: request.serviceId,
  staffId: request.staffId,
  startsAt: request.startsAt,
  choice: { durationMinutes: request.durationMinutes, addonIds: request.addonIds },
  party: request.party,
  from: request.from,
  email: request.customer.email,
  ...(request.holdId ? { except: [request.holdId] } : {}),
  ...(request.override ? { override: true } : {}),
  ...(request.isImported ? { isImported: true } : {}),
});

/** The booking that a resolved request will be. @param staffId one of those who are free */
export function newBooking(
  request: SlotRequest,
  resolved: ResolvedSlot,
  { secrets, clock }: { secrets: Secrets; clock: Clock },
  staffId = resolved.resolution.staffId,
): NewBooking {
  const { service, rules, resolution } = resolved;
  const common = newRow(request, service, clock.now());
  const holdsTime = common.status !== 'pending' || service.pendingHolds;
  const choice = { durationMinutes: request.durationMinutes, addonIds: request.addonIds };
  const chosen = new Set(request.addonIds?.map((id) => id.toLowerCase()));
  const row: BookingRow = {
    ...common,
    id: request.holdId ?? randomUUIDv7(),
    starts_at: new Date(resolution.startsAt),
    ends_at: new Date(resolution.endsAt),
    staff_id: staffId,
    staff_name: rules.staffNames.get(staffId) ?? '',
    price_amount: priceOfChoice(service, choice, rules.levels.get(staffId) ?? null),
    add_ons: service.addons
      .filter(({ id }) => chosen.has(id))
      .map(({ id, name, minutes, priceAmount }) => ({ id, name, minutes, price: priceAmount })),
    party: request.party ?? 1,
    holds_time: holdsTime,
    override_reason: request.override && resolved.overridden.length > 0 ? request.override.reason : null,
    overrides: [...resolved.overridden],
    visit_id: request.visitId ?? null,
    series_id: request.series?.id ?? null,
    occurrence: request.series?.occurrence ?? null,
  };
  const place = placeOf(request.organizationId, resolved, request.customer.email, staffId);
  return {
    row,
    place: holdsTime ? place : noPlace(place),
    linkHash: sha256(secrets.bookingToken(request.organizationId, row.id)),
    actor: request.actor,
    notify: request.notify,
    isHeld: request.holdId !== undefined,
    overbook: row.overrides.includes('busy') || row.overrides.includes('no_room'),
  };
}

/** The engine proposes, one guarded call commits the fact with its claims, history and outbox row. */
export const createBookSlot = (deps: BookSlotDeps) => {
  const { db, availability, metrics } = deps;

  async function repeated(request: SlotRequest): Promise<BookedSlot | null> {
    const answer = await knownAnswer(db, request.organizationId, request.idempotency);
    return answer === null ? null : { row: reviveRow(answer), isNew: false };
  }

  async function resolve(request: SlotRequest, isFirst: boolean): Promise<ResolvedSlot | BookedSlot> {
    const question = questionOf(request);
    // Whether a named person is free, the guarded function sees for itself: one question less.
    const resolved = (isFirst && (await availability.propose(question))) || (await availability.resolve(question));
    assertBookable(resolved.service, request);
    if (resolved.resolution.ok) return resolved as ResolvedSlot;
    // Perhaps it is this very request that took the time, and only its answer was lost.
    const earlier = await repeated(request);
    if (earlier) return earlier;
    throw refused(resolved.resolution.reason, await availability.alternatives(question));
  }

  return async (request: SlotRequest): Promise<BookedSlot> => {
    let lost: string[] = [];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const resolved = await resolve(request, attempt === 0);
      if ('row' in resolved) return resolved;
      const staffId = resolved.resolution.staffIds.find((id) => !lost.includes(id));
      if (staffId === undefined) break;
      const booking = newBooking(request, resolved, deps, staffId);
      const values = bookSlotValues(request.organizationId, request.idempotency, resolved.rules.version, booking);
      const result = await act(db, metrics, BOOK_SLOT, values);
      if (result.outcome === 'booked') {
        const subjects = [...booking.place.resources, booking.row.service_id];
        return { row: reviveRow(result.answer!), isNew: true, subjects };
      }
      if (result.outcome === 'stale') lost = [];
      // Nobody else was asked for, no other room would do, and the key was looked up under the same lock.
      else if (result.outcome === 'taken' && resolved.isProposed) break;
      // Whoever may book over others books over this one too, once the engine has seen that it is there.
      else if (result.outcome === 'taken') lost = request.override ? [] : [...lost, staffId];
      // Somebody was counted meanwhile: the engine says which limit is reached.
      else if (result.outcome !== 'capped') return { row: reviveRow(assertDone(result)), isNew: false };
    }
    throw slotTaken(await availability.alternatives(questionOf(request)));
  };
};

export type BookSlotAct = ReturnType<typeof createBookSlot>;
