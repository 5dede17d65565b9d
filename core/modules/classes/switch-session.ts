import type { Db, Statement } from '../../kernel/db/db.ts';
import type { Clock } from '../../kernel/clock/clock.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import { unsettled } from '../availability/availability.module.ts';
import type { RulesStore } from '../availability/rules/rules-store.ts';
import type { BookingRow } from '../bookings/booking-row.ts';
import { act, assertDone, bookingChanged, keyArgs, refused, reviveRows } from '../bookings/bookings.module.ts';
import type { MovedBooking, MoveRequest } from '../bookings/move-booking.ts';
import type { ClassQueries } from './class-queries.ts';
import { alreadyJoined, sessionFull } from './classes.errors.ts';
import { NO_LIMITS, type CustomerLimitsOf } from './customer-limits.ts';
import type { Joinable } from './joinable.ts';
import { startOf, type SessionRow } from './session-rows.ts';

export interface SwitchSessionDeps {
  db: Db;
  rules: RulesStore;
  clock: Clock;
  metrics: Metrics;
  joinable: Joinable;
  limits: CustomerLimitsOf;
  queries: Pick<ClassQueries, 'alternatives' | 'at'>;
}

const SWITCH_SESSION: Statement = {
  name: 'switch_session',
  text: 'select outcome, answer from switch_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)',
};
const TRIES = 8;

/** Moves a seat to another session of its class: the one that begins then, and of that person if one is named. */
export function createSwitchSession(deps: SwitchSessionDeps) {
  const { db, rules: store, clock, metrics, joinable, limits, queries } = deps;

  const rowAfter = (before: BookingRow, session: SessionRow): BookingRow => {
    const now = new Date(clock.now());
    return {
      ...before,
      starts_at: new Date(session.starts_at),
      ends_at: new Date(session.ends_at),
      staff_id: session.staff_id,
      staff_name: session.staff_name,
      session_id: session.id,
      version: before.version + 1,
      time_version: before.version + 1,
      sequence: before.sequence + 1,
      time_set_at: now,
      updated_at: now,
    };
  };

  /** `again`: the booking was changed meanwhile, and whoever asks has not said which version was seen. */
  return async (request: MoveRequest, before: BookingRow): Promise<MovedBooking | 'again'> => {
    const { organizationId, startsAt, staffId, from } = request;
    const seats = before.seats ?? 1;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const rules = await store.get(organizationId, await store.version(organizationId));
      const service = rules.services.get(before.service_id);
      if (!service) throw notFound('service');
      const wanted = { ...before, startsAt, staffId };
      const session = await queries.at(organizationId, wanted, seats);
      if (!session || session.id === before.session_id || service.kind !== 'class') throw notFound('session');
      const reason = joinable.whyNotFrom(from, service, startOf(session), clock.now());
      if (reason !== null) throw refused(reason, []);
      const onTheDay = joinable.classOn(service, startOf(session));
      const who = { organizationId, email: before.customer_email, startsAt: startOf(session), except: before.id };
      const reached = await limits.reached(onTheDay, who);
      if (reached !== null && !request.override) throw refused(reached, []);
      const kept = reached === null ? limits.limitsFor(onTheDay, who) : NO_LIMITS;
      const row = rowAfter(before, session);
      const result = await act(db, metrics, SWITCH_SESSION, [
        ...[organizationId, ...keyArgs(request.idempotency), JSON.stringify([row]), rules.version],
        ...[before.id, before.version, session.id, session.version, request.actor, request.notify],
        ...[kept.locks, JSON.stringify(kept.caps)],
      ]);
      if (result.outcome === 'moved') return { row, before };
      if (result.outcome === 'stale' || result.outcome === 'capped') continue;
      if (result.outcome === 'changed') {
        if (request.version !== undefined) throw bookingChanged();
        return 'again';
      }
      if (result.outcome === 'full')
        throw sessionFull(
          session.capacity - session.seats_taken,
          await queries.alternatives(organizationId, session, seats, from),
        );
      if (result.outcome === 'already') throw alreadyJoined();
      return { row: reviveRows(assertDone(result))[0]!, before: null };
    }
    throw unsettled();
  };
}
