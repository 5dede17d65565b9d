import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../../kernel/clock/clock.ts';
import { sameBytes, tenantOfToken, type Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import { unsettled } from '../availability/availability.module.ts';
import type { AvailabilityService, ResolveRequest } from '../availability/availability.service.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import { daysOf } from './announce.ts';
import { assertBookable, refused, slotTaken } from './bookings.errors.ts';
import { act, assertDone, keyArgs, knownAnswer, type ActResult } from './guarded-act.ts';
import type { HoldRef, HoldSlot, HoldView } from './holds.contract.ts';
import { placeOf, type ResolvedSlot } from './place.ts';

export interface HoldsDeps {
  db: Db;
  directory: Directory;
  availability: AvailabilityService;
  zones: ZoneTables;
  secrets: Secrets;
  clock: Clock;
  changes: Changes;
  metrics: Metrics;
}

/** Long enough to fill in a form, short enough not to keep a time from others. */
export const HOLD_SECONDS = 300;
const TRIES = 8;

const HOLD_SLOT: Statement = {
  name: 'hold_slot',
  text: `select outcome, answer
    from hold_slot($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
};
const STILL_HELD: Statement = {
  name: 'still_held',
  text: 'select 1 from claims where organization_id = $1 and booking_id = $2 and expires_at is not null limit 1',
};
const RELEASE_HOLD: Statement = {
  name: 'release_hold',
  text: 'select resource_id, busy_from, busy_to from release_hold($1, $2)',
};

/** Keeps a time free while its customer fills in the form, and gives it back. */
export function createHolds(deps: HoldsDeps) {
  const { db, directory, availability, zones, secrets, clock, changes, metrics } = deps;

  const isHolder = (organizationId: string, { id, token }: HoldRef): boolean =>
    sameBytes(Buffer.from(token), Buffer.from(secrets.bookingToken(organizationId, id)));

  /** Somebody may have waited for it. */
  function announceSlots(organizationId: string, resources: readonly string[], from: Date, to: Date, zone: string) {
    changes.publish({
      kind: 'slots',
      organizationId,
      staffIds: [...resources],
      subjects: [...resources],
      days: daysOf({ starts_at: from, ends_at: to, location_zone: zone }, zones),
    });
  }

  /** A hold that became a booking stands in the way like any other. */
  const stillHeld = async (organizationId: string, { id }: HoldRef): Promise<string[]> => {
    const rows = await db.tenant(organizationId, (sql) => sql.query(STILL_HELD, [organizationId, id]));
    return rows.length > 0 ? [id] : [];
  };

  /** As it is kept for the same request again: without the token, which is a secret and comes of the id. */
  const viewOf = (organizationId: string, answer: string): HoldView => {
    const kept = JSON.parse(answer) as Omit<HoldView, 'token'>;
    return { ...kept, token: secrets.bookingToken(organizationId, kept.id) };
  };

  async function take(
    organizationId: string,
    resolved: ResolvedSlot,
    instead: readonly string[],
    idempotency: Idempotency | null,
  ): Promise<ActResult> {
    const { resolution, rules, service } = resolved;
    const place = placeOf(organizationId, resolved, null);
    const held: Omit<HoldView, 'token' | 'expiresAt'> = {
      id: randomUUIDv7(),
      staff: { id: resolution.staffId, name: rules.staffNames.get(resolution.staffId) ?? '' },
      startsAt: new Date(resolution.startsAt).toISOString(),
      endsAt: new Date(resolution.endsAt).toISOString(),
      seconds: HOLD_SECONDS,
      now: new Date(clock.now()).toISOString(),
    };
    const result = await act(db, metrics, HOLD_SLOT, [
      ...[organizationId, ...keyArgs(idempotency), JSON.stringify(held), rules.version, held.id, service.location.id],
      ...[place.locks ?? place.resources, place.resources, place.capacities, place.units],
      ...[place.busyFrom, place.busyTo, place.travels, HOLD_SECONDS, instead],
    ]);
    if (result.outcome === 'held')
      announceSlots(organizationId, place.resources, place.busyFrom, place.busyTo, service.location.timeZone);
    return result;
  }

  async function hold(body: HoldSlot, idempotency: Idempotency | null = null): Promise<HoldView> {
    const { organizationId } = await directory.service(body.serviceId);
    const instead =
      body.instead && isHolder(organizationId, body.instead) ? await stillHeld(organizationId, body.instead) : [];
    const question: ResolveRequest = {
      organizationId,
      serviceId: body.serviceId,
      staffId: body.staffId ?? undefined,
      startsAt: Date.parse(body.startsAt),
      choice: { durationMinutes: body.durationMinutes, addonIds: body.addonIds },
      from: 'online',
      except: instead,
    };
    let isTaken = false;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const resolved = await availability.resolve(question);
      const { resolution } = resolved;
      assertBookable(resolved.service, { ...body, from: 'online' });
      if (!resolution.ok) {
        // Perhaps it is this very request that holds the time, and only its answer was lost.
        const earlier = await knownAnswer(db, organizationId, idempotency);
        if (earlier !== null) return viewOf(organizationId, earlier);
        throw refused(resolution.reason, await availability.alternatives(question));
      }
      const result = await take(organizationId, { ...resolved, resolution }, instead, idempotency);
      isTaken = result.outcome === 'taken';
      if (!isTaken && result.outcome !== 'stale') return viewOf(organizationId, assertDone(result));
      if (isTaken && body.staffId) break;
    }
    if (isTaken) throw slotTaken(await availability.alternatives(question));
    throw unsettled();
  }

  return {
    hold,

    /** @throws `hold.not_found` when the token is not that of the hold */
    assertHolder(organizationId: string, ref: HoldRef): void {
      if (!isHolder(organizationId, ref)) throw notFound('hold');
    },

    /** Gives it back; one that has ended or was booked is none any more, and that is no error. */
    async release(ref: HoldRef): Promise<void> {
      const organizationId = tenantOfToken(ref.token);
      if (!organizationId || !isHolder(organizationId, ref)) throw notFound('hold');
      const rows = await db.query<{ resource_id: string; busy_from: Date; busy_to: Date }>(RELEASE_HOLD, [
        organizationId,
        ref.id,
      ]);
      const [first] = rows;
      if (!first) return;
      const resources = rows.map(({ resource_id }) => resource_id);
      announceSlots(organizationId, resources, first.busy_from, first.busy_to, 'UTC');
    },
  };
}

export type Holds = ReturnType<typeof createHolds>;
