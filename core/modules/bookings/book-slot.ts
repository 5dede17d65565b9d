import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../../kernel/clock/clock.ts';
import { sha256, type Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { AvailabilityService, Desk, Resolved } from '../availability/availability.service.ts';
import { reviveRow, type BookingRow } from './booking-row.ts';
import { refused, sessionRequired, slotTaken } from './bookings.errors.ts';
import { act, assertDone, keyArgs, knownAnswer } from './guarded-act.ts';

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
  customer: { name: string; email: string | null; phone: string | null };
  timeZone?: string | undefined;
  locale: string;
  note: string;
  from: Desk;
  actor: string;
  notify: boolean;
  idempotency: Idempotency | null;
}

/** A booking as it was answered, now or by the first of several equal requests. */
export interface BookedSlot {
  readonly row: BookingRow;
  readonly isNew: boolean;
}

const BOOK_SLOT: Statement = {
  name: 'book_slot',
  text: `select outcome, answer from book_slot($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)`,
};
/** How often the rules may change, or another be quicker with "anyone", before we say that the time is gone. */
const TRIES = 8;

/** The engine proposes, one guarded call commits the fact with its claims, history and outbox row. */
export const createBookSlot = ({ db, availability, secrets, clock, metrics }: BookSlotDeps) => {
  function rowOf(request: SlotRequest, { service, rules, resolution }: Resolved, staffId: string): BookingRow {
    if (!resolution.ok) throw new Error('only what was resolved can be booked');
    const now = new Date(clock.now());
    const { location } = service;
    return {
      id: randomUUIDv7(),
      status: service.requiresApproval && request.from === 'online' ? 'pending' : 'confirmed',
      version: 1,
      time_version: 1,
      sequence: 0,
      starts_at: new Date(resolution.startsAt),
      ends_at: new Date(resolution.endsAt),
      time_set_at: now,
      time_zone: request.timeZone ?? location.timeZone,
      locale: request.locale,
      service_id: service.id,
      service_name: service.name,
      staff_id: staffId,
      staff_name: rules.staffNames.get(staffId) ?? '',
      customer_id: randomUUIDv7(),
      customer_name: request.customer.name,
      customer_email: request.customer.email,
      customer_phone: request.customer.phone,
      note: request.note,
      price_amount: service.priceAmount,
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
    };
  }

  function argsOf(request: SlotRequest, row: BookingRow, { service, rules, resolution }: Resolved): unknown[] {
    if (!resolution.ok) throw new Error('only what was resolved can be booked');
    const resources = service.candidates.find(({ staffId }) => staffId === row.staff_id)!.resourceIds;
    const [scope, key, requestHash] = keyArgs(request.idempotency);
    return [
      request.organizationId,
      scope,
      key,
      requestHash,
      JSON.stringify(row),
      rules.version,
      row.id,
      row.location_id,
      row.service_id,
      row.staff_id,
      resources,
      resources.map((id) => rules.capacities.get(id)),
      row.starts_at,
      row.ends_at,
      new Date(resolution.busyFrom),
      new Date(resolution.busyTo),
      row.status,
      row.customer_id,
      row.customer_name,
      row.customer_email,
      row.customer_phone,
      row.time_zone,
      row.locale,
      row.note,
      row.service_name,
      row.price_amount,
      row.currency,
      row.change_notice_minutes,
      row.source,
      request.actor,
      sha256(secrets.bookingToken(request.organizationId, row.id)),
      request.notify,
    ];
  }

  async function repeated(request: SlotRequest): Promise<BookedSlot | null> {
    const answer = await knownAnswer(db, request.organizationId, request.idempotency);
    return answer === null ? null : { row: reviveRow(answer), isNew: false };
  }

  async function resolve(request: SlotRequest): Promise<(Resolved & { resolution: { ok: true } }) | BookedSlot> {
    const resolved = await availability.resolve(request);
    if (resolved.service.kind === 'class') throw sessionRequired();
    if (resolved.resolution.ok) return resolved as Resolved & { resolution: { ok: true } };
    // Perhaps it is this very request that took the time, and only its answer was lost.
    const earlier = await repeated(request);
    if (earlier) return earlier;
    throw refused(resolved.resolution.reason, await availability.alternatives(request));
  }

  return async (request: SlotRequest): Promise<BookedSlot> => {
    let lost: string[] = [];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const resolved = await resolve(request);
      if ('row' in resolved) return resolved;
      const staffId = resolved.resolution.staffIds.find((id) => !lost.includes(id));
      if (staffId === undefined) break;
      const row = rowOf(request, resolved, staffId);
      const result = await act(db, metrics, BOOK_SLOT, argsOf(request, row, resolved));
      if (result.outcome === 'booked') return { row: reviveRow(result.answer!), isNew: true };
      if (result.outcome === 'stale') lost = [];
      else if (result.outcome === 'taken') lost.push(staffId);
      else return { row: reviveRow(assertDone(result)), isNew: false };
    }
    const earlier = await repeated(request);
    if (earlier) return earlier;
    throw slotTaken(await availability.alternatives(request));
  };
};
