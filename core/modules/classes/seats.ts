import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../../kernel/clock/clock.ts';
import { sha256, type Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import { unsettled } from '../availability/availability.module.ts';
import { priceOfChoice } from '../availability/engine/price.domain.ts';
import type { RulesStore } from '../availability/rules/rules-store.ts';
import type { ServiceFacts } from '../availability/rules/rules-facts.ts';
import type { BookedSlot } from '../bookings/book-slot.ts';
import type { BookingRow } from '../bookings/booking-row.ts';
import { act, assertDone, keyArgs, knownAnswer, newRow, refused, reviveRow } from '../bookings/bookings.module.ts';
import type { SeatRequest } from '../bookings/seats.ts';
import type { ClassQueries } from './class-queries.ts';
import { assertParty } from './classes.domain.ts';
import { alreadyJoined, seatsTooDear, sessionChanged, sessionClosed, sessionFull } from './classes.errors.ts';
import { NO_LIMITS, type CustomerLimits, type CustomerLimitsOf } from './customer-limits.ts';
import type { Joinable } from './joinable.ts';
import { endOf, findSession, startOf, type SessionRow } from './session-rows.ts';

export interface SeatsDeps {
  db: Db;
  rules: RulesStore;
  secrets: Secrets;
  clock: Clock;
  metrics: Metrics;
  joinable: Joinable;
  limits: CustomerLimitsOf;
  queries: Pick<ClassQueries, 'alternatives'>;
}

const JOIN_SESSION: Statement = {
  name: 'join_session',
  text: `select outcome, answer from join_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)`,
};
const SESSION: Statement = {
  name: 'session_to_join',
  text: 'select version, session from session_to_join($1, $2)',
};
/** Of any price in the API, minor units. */
const HIGHEST_PRICE = 100_000_000;
const TRIES = 8;

interface Judged {
  readonly session: SessionRow;
  /** On the day of the session. */
  readonly service: ServiceFacts;
  /** Of whoever leads it. */
  readonly level: string | null;
  /** Of the rules. */
  readonly version: string;
  readonly limits: CustomerLimits;
  /** The limit that somebody goes beyond on purpose; null: none. */
  readonly overridden: 'cap' | 'repeat' | null;
}

/** A seat costs what the class costs with whoever leads it. */
function priceOf(service: ServiceFacts, level: string | null, seats: number): number | null {
  const price = priceOfChoice(service, {}, level);
  if (price === null) return null;
  if (price * seats > HIGHEST_PRICE) throw seatsTooDear();
  return price * seats;
}

/**
 * Takes seats in a session: a booking without claims of its own, by one guarded call.
 *
 * The answer of the promise is as for any booking; refusals are `session.full` with three alternatives,
 * `session.changed`, `session.closed`, `session.already_joined`, and those of notice, window and dates.
 */
export function createJoinSession({ db, rules: store, secrets, clock, metrics, joinable, limits, queries }: SeatsDeps) {
  const rowOf = (request: SeatRequest, { session, service, level, overridden }: Judged): BookingRow => ({
    ...newRow(request, service, clock.now()),
    id: randomUUIDv7(),
    starts_at: new Date(session.starts_at),
    ends_at: new Date(session.ends_at),
    staff_id: session.staff_id,
    staff_name: session.staff_name,
    price_amount: priceOf(service, level, request.seats),
    session_id: session.id,
    seats: request.seats,
    guests: [...request.guests],
    override_reason: overridden === null ? null : (request.override?.reason ?? null),
    overrides: overridden === null ? [] : [overridden],
  });

  const argsOf = (request: SeatRequest, row: BookingRow, { session, version, limits: kept }: Judged): unknown[] => {
    const [scope, key, requestHash] = keyArgs(request.idempotency);
    return [
      ...[request.organizationId, scope, key, requestHash, JSON.stringify(row), version],
      ...[session.id, session.version, row.seats, row.guests, session.several_joins],
      ...[row.id, row.status, row.customer_id, row.customer_name, row.customer_email, row.customer_phone],
      ...[row.time_zone, row.locale, row.note, row.service_name, row.price_amount, row.currency],
      ...[row.change_notice_minutes, row.cancel_notice_minutes, row.source, request.actor],
      ...[sha256(secrets.bookingToken(request.organizationId, row.id)), request.notify],
      ...[kept.locks, JSON.stringify(kept.caps), row.override_reason, row.overrides],
    ];
  };

  async function full(request: SeatRequest, session: SessionRow): Promise<Error> {
    const { organizationId, seats, from } = request;
    const found = await queries.alternatives(organizationId, session, seats, from);
    return sessionFull(Math.max(0, session.capacity - session.seats_taken), found);
  }

  async function judged(request: SeatRequest): Promise<Judged> {
    const { organizationId } = request;
    const [seen] = await db.query<{ version: string; session: string }>(SESSION, [organizationId, request.sessionId]);
    const [session] = JSON.parse(seen!.session) as SessionRow[];
    if (!session || session.service_id !== request.serviceId.toLowerCase()) throw notFound('session');
    if (request.staffId !== undefined && session.staff_id !== request.staffId.toLowerCase()) throw notFound('session');
    const rules = await store.get(organizationId, seen!.version);
    const known = rules.services.get(session.service_id);
    if (known?.kind !== 'class') throw notFound('session');
    if (request.from === 'online' && known.linkToken !== null && known.linkToken !== request.link)
      throw notFound('session');
    const startsAt = startOf(session);
    if (startsAt !== request.startsAt) throw sessionChanged();
    if (session.status !== 'scheduled' || endOf(session) <= clock.now()) throw sessionClosed();
    const reason = joinable.whyNotFrom(request.from, known, startsAt, clock.now());
    if (reason !== null) throw refused(reason, []);
    const service = joinable.classOn(known, startsAt);
    const level = rules.levels.get(session.staff_id) ?? null;
    const who = { organizationId, email: request.customer.email, startsAt };
    const overridden = await limits.reached(service, who);
    if (overridden !== null && !request.override) throw refused(overridden, []);
    const kept = overridden === null ? limits.limitsFor(service, who) : NO_LIMITS;
    return { session, service, level, version: rules.version, limits: kept, overridden };
  }

  /** The booking that it would be; writes nothing. @throws what joining throws, but for `session.already_joined` */
  async function preview(request: SeatRequest): Promise<BookingRow> {
    assertParty(request.seats, request.guests);
    const seen = await judged(request);
    const { capacity, seats_taken } = seen.session;
    if (seats_taken + request.seats > capacity) throw await full(request, seen.session);
    return rowOf(request, seen);
  }

  async function join(request: SeatRequest): Promise<BookedSlot> {
    assertParty(request.seats, request.guests);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const earlier = await knownAnswer(db, request.organizationId, request.idempotency);
      if (earlier !== null) return { row: reviveRow(earlier), isNew: false };
      const seen = await judged(request);
      const row = rowOf(request, seen);
      const result = await act(db, metrics, JOIN_SESSION, argsOf(request, row, seen));
      if (result.outcome === 'booked') return { row: reviveRow(result.answer!), isNew: true };
      // Of `capped` the next look says which limit it was.
      if (result.outcome === 'stale' || result.outcome === 'changed' || result.outcome === 'capped') continue;
      if (result.outcome === 'full')
        throw await full(request, await findSession(db, request.organizationId, seen.session.id));
      if (result.outcome === 'already') throw alreadyJoined();
      if (result.outcome === 'closed') throw sessionClosed();
      if (result.outcome === 'missing') throw notFound('session');
      return { row: reviveRow(assertDone(result)), isNew: false };
    }
    throw unsettled();
  }

  return { join, preview };
}
