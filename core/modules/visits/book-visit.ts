import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../../kernel/clock/clock.ts';
import type { Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db } from '../../kernel/db/db.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import { MINUTE } from '../availability/time/plain-time.domain.ts';
import type { Use } from '../availability/visits/places.domain.ts';
import type { VisitFacts } from '../availability/visits/visit-facts.ts';
import type { PlannedPart, VisitPlan } from '../availability/visits/visits.domain.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import {
  actTogether,
  assertDone,
  newBooking,
  orEarlier,
  reviveRows,
  type BookingRow,
  type ResolvedSlot,
  type SlotRequest,
} from '../bookings/bookings.module.ts';

export interface BookVisitDeps {
  db: Db;
  zones: ZoneTables;
  secrets: Secrets;
  clock: Clock;
  metrics: Metrics;
}

/** The same for all parts. */
export type VisitCustomer = Pick<
  SlotRequest,
  'organizationId' | 'customer' | 'timeZone' | 'locale' | 'note' | 'from' | 'actor' | 'link'
>;

/** What was chosen of a part's service. */
export type PartChoice = Pick<SlotRequest, 'serviceId' | 'durationMinutes' | 'addonIds'>;

export interface PlannedVisit {
  readonly plan: VisitPlan;
  readonly facts: VisitFacts;
  readonly choices: readonly PartChoice[];
}

export interface MadeVisit {
  readonly rows: readonly BookingRow[];
  /** False when this answers a repeated request. */
  readonly isNew: boolean;
}

const TRIES = 5;

/** The plan says who and what each part takes; one guarded call takes all of it or nothing. */
export const createBookVisit = (deps: BookVisitDeps) => {
  const { db, zones } = deps;

  /** A part of the plan as the engine would have resolved it alone. */
  function resolved(
    { known, rules }: VisitFacts,
    { part, staffId, startsAt, endsAt, uses }: PlannedPart,
  ): ResolvedSlot {
    const { service, chosen } = known[part]!;
    const claims = joined(uses);
    return {
      service,
      rules,
      zone: zones.get(service.location.timeZone),
      overridden: [],
      resolution: {
        ok: true,
        staffId,
        staffIds: [staffId],
        choices: [{ staffId, claims }],
        claims,
        assignment: { strategy: chosen.assignment, order: [] },
        startsAt: startsAt * MINUTE,
        endsAt: endsAt * MINUTE,
        busyFrom: (startsAt - chosen.bufferBeforeMinutes) * MINUTE,
        busyTo: (endsAt + chosen.bufferAfterMinutes) * MINUTE,
      },
    };
  }

  async function attempt(
    customer: VisitCustomer,
    { plan, facts, choices }: PlannedVisit,
    idempotency: Idempotency | null,
  ): Promise<MadeVisit | 'again'> {
    const visitId = randomUUIDv7();
    const bookings = plan.parts.map((part) =>
      newBooking(
        {
          ...customer,
          ...choices[part.part]!,
          staffId: part.staffId,
          startsAt: part.startsAt * MINUTE,
          ...{ visitId, notify: true, idempotency: null },
        },
        resolved(facts, part),
        deps,
      ),
    );
    const asked = { organizationId: customer.organizationId, idempotency };
    const result = await actTogether(deps, asked, facts.rules.version, bookings);
    if (result.outcome === 'booked') return { rows: reviveRows(result.answer!), isNew: true };
    if (result.outcome === 'taken' || result.outcome === 'stale' || result.outcome === 'capped') return 'again';
    return { rows: reviveRows(assertDone(result)), isNew: false };
  }

  /**
   * @param plan makes a plan of what is free now, or throws
   * @param isLost the refusal when others were quicker every time
   */
  return async (
    customer: VisitCustomer,
    plan: () => Promise<PlannedVisit>,
    idempotency: Idempotency | null,
    isLost: () => Promise<Error>,
  ): Promise<MadeVisit> => {
    const made = await orEarlier(db, customer.organizationId, idempotency, async () => {
      for (let tries = 0; tries < TRIES; tries++) {
        const outcome = await attempt(customer, await plan(), idempotency);
        if (outcome !== 'again') return outcome;
      }
      throw await isLost();
    });
    return 'earlier' in made ? { rows: made.earlier, isNew: false } : made;
  };
};

/** Places of one resource as one claim. */
const joined = (uses: readonly Use[]): Use[] =>
  [...Map.groupBy(uses, ({ resourceId }) => resourceId)].map(([resourceId, all]) => ({
    resourceId,
    units: all.reduce((sum, { units }) => sum + units, 0),
  }));
