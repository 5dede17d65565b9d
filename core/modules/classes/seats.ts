import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../../kernel/clock/clock.ts';
import { sha256, type Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { RulesStore, ServiceFacts } from '../availability/rules-store.ts';
import type { BookedSlot } from '../bookings/book-slot.ts';
import type { BookingRow } from '../bookings/booking-row.ts';
import { act, assertDone, keyArgs, knownAnswer, refused, reviveRow } from '../bookings/bookings.module.ts';
import type { SeatRequest } from '../bookings/seats.ts';
import type { ClassQueries } from './class-queries.ts';
import { assertParty, whyNotJoinable } from './classes.domain.ts';
import { alreadyJoined, seatsTooDear, sessionChanged, sessionClosed, sessionFull } from './classes.errors.ts';
import { unsettled } from './guarded-session.ts';
import { endOf, findSession, startOf, type SessionRow } from './session-rows.ts';

export interface SeatsDeps {
  db: Db;
  rules: RulesStore;
  secrets: Secrets;
  clock: Clock;
  metrics: Metrics;
  queries: Pick<ClassQueries, 'alternatives'>;
}

const JOIN_SESSION: Statement = {
  name: 'join_session',
  text: `select outcome, answer from join_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)`,
};
/** Of any price in the API, minor units. */
const HIGHEST_PRICE = 100_000_000;
const TRIES = 8;

/** A seat costs what the service costs. */
function priceOf({ priceAmount }: ServiceFacts, seats: number): number | null {
  if (priceAmount === null) return null;
  if (priceAmount * seats > HIGHEST_PRICE) throw seatsTooDear();
  return priceAmount * seats;
}

/**
 * Takes seats in a session: a booking without claims of its own, by one guarded call.
 *
 * The answer of the promise is as for any booking; refusals are `session.full` with three alternatives,
 * `session.changed`, `session.closed`, `session.already_joined`, and those of notice, window and dates.
 */
export function createJoinSession({ db, rules: store, secrets, clock, metrics, queries }: SeatsDeps) {
  function rowOf(request: SeatRequest, session: SessionRow, service: ServiceFacts): BookingRow {
    const now = new Date(clock.now());
    const { location } = service;
    return {
      id: randomUUIDv7(),
      status: service.requiresApproval && request.from === 'online' ? 'pending' : 'confirmed',
      version: 1,
      time_version: 1,
      sequence: 0,
      starts_at: new Date(session.starts_at),
      ends_at: new Date(session.ends_at),
      time_set_at: now,
      time_zone: request.timeZone ?? location.timeZone,
      locale: request.locale,
      service_id: service.id,
      service_name: service.name,
      staff_id: session.staff_id,
      staff_name: session.staff_name,
      customer_id: randomUUIDv7(),
      customer_name: request.customer.name,
      customer_email: request.customer.email,
      customer_phone: request.customer.phone,
      note: request.note,
      price_amount: priceOf(service, request.seats),
      currency: location.currency,
      change_notice_minutes: service.changeNoticeMinutes,
      source: request.from,
      cancelled_by: null,
      cancel_reason: '',
      created_at: now,
      updated_at: now,
      location_id: location.id,
      slug: location.slug,
      business: location.business,
      location_name: location.name,
      address: location.address,
      location_phone: location.phone,
      location_zone: location.timeZone,
      session_id: session.id,
      seats: request.seats,
      guests: [...request.guests],
    };
  }

  const argsOf = (request: SeatRequest, row: BookingRow, session: SessionRow, rulesVersion: string): unknown[] => {
    const [scope, key, requestHash] = keyArgs(request.idempotency);
    return [
      ...[request.organizationId, scope, key, requestHash, JSON.stringify(row), rulesVersion],
      ...[session.id, session.version, row.seats, row.guests, session.several_joins],
      ...[row.id, row.status, row.customer_id, row.customer_name, row.customer_email, row.customer_phone],
      ...[row.time_zone, row.locale, row.note, row.service_name, row.price_amount, row.currency],
      ...[row.change_notice_minutes, null, row.source, request.actor],
      ...[sha256(secrets.bookingToken(request.organizationId, row.id)), request.notify],
    ];
  };

  async function full(request: SeatRequest, session: SessionRow): Promise<Error> {
    const { organizationId, seats, from } = request;
    const found = await queries.alternatives(organizationId, session, seats, from);
    return sessionFull(Math.max(0, session.capacity - session.seats_taken), found);
  }

  async function judged(
    request: SeatRequest,
  ): Promise<{ session: SessionRow; service: ServiceFacts; version: string }> {
    const { organizationId } = request;
    const session = await findSession(db, organizationId, request.sessionId);
    const rules = await store.get(organizationId, await store.version(organizationId));
    const service = rules.services.get(session.service_id);
    if (!service || session.service_id !== request.serviceId) throw notFound('session');
    if (startOf(session) !== request.startsAt) throw sessionChanged();
    if (session.status !== 'scheduled' || endOf(session) <= clock.now()) throw sessionClosed();
    const reason = request.from === 'online' ? whyNotJoinable(service, startOf(session), clock.now()) : null;
    if (reason !== null) throw refused(reason, []);
    return { session, service, version: rules.version };
  }

  return async (request: SeatRequest): Promise<BookedSlot> => {
    assertParty(request.seats, request.guests);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const earlier = await knownAnswer(db, request.organizationId, request.idempotency);
      if (earlier !== null) return { row: reviveRow(earlier), isNew: false };
      const { session, service, version } = await judged(request);
      const row = rowOf(request, session, service);
      const result = await act(db, metrics, JOIN_SESSION, argsOf(request, row, session, version));
      if (result.outcome === 'booked') return { row: reviveRow(result.answer!), isNew: true };
      if (result.outcome === 'stale' || result.outcome === 'changed') continue;
      if (result.outcome === 'full')
        throw await full(request, await findSession(db, request.organizationId, session.id));
      if (result.outcome === 'already') throw alreadyJoined();
      if (result.outcome === 'closed') throw sessionClosed();
      if (result.outcome === 'missing') throw notFound('session');
      return { row: reviveRow(assertDone(result)), isNew: false };
    }
    throw unsettled();
  };
}
