import type { Db, Statement } from '../../kernel/db/db.ts';
import { userError } from '../../kernel/errors/errors.ts';
import type { AvailabilityService, Resolved } from '../availability/availability.service.ts';
import { resourcesOf } from '../availability/engine/facts.domain.ts';
import { placeOf, type ResolvedSlot } from '../bookings/bookings.module.ts';
import type { Conflict } from './classes.contract.ts';
import { iso } from './session-rows.ts';

/** A session and where it is wanted. Epoch milliseconds. */
export interface WantedTime {
  readonly id: string;
  readonly version: number;
  readonly staffId: string;
  readonly startsAt: number;
}

/** As the guarded functions take it. */
export interface SessionPlace {
  readonly id: string;
  readonly version: number;
  readonly staff_id: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly busy_from: string;
  readonly busy_to: string;
  /** Everything that must be locked while it is judged. */
  readonly locks: readonly string[];
  readonly resources: readonly string[];
  /** How many each takes at a time; null: all take one. */
  readonly capacities: readonly number[] | null;
  /** How many places of each; null: one. */
  readonly units: readonly number[] | null;
  readonly travels: boolean;
}

export interface Judgement {
  /** Of the rules by which it was judged. */
  readonly rulesVersion: string;
  readonly service: Resolved['service'];
  /** Those that can be. */
  readonly places: SessionPlace[];
  readonly conflicts: Conflict[];
}

export interface TimesRequest {
  readonly organizationId: string;
  readonly serviceId: string;
  readonly wanted: readonly [WantedTime, ...WantedTime[]];
  /** Of sessions that are being moved: they keep their length. */
  readonly durationMinutes?: number;
}

const MINUTE = 60_000;
const IN_THE_WAY: Statement = {
  name: 'what_is_in_the_way',
  text: `
    select c.booking_id as id, c.resource_id, r.name as resource, c.busy_from, c.busy_to,
      case when s.id is not null then 'session' when b.id is not null then 'booking' else 'hold' end as kind
    from claims c
    join resources r on r.organization_id = c.organization_id and r.id = c.resource_id
    left join class_sessions s on s.organization_id = c.organization_id and s.id = c.booking_id
    left join bookings b on b.organization_id = c.organization_id and b.id = c.booking_id
    where c.organization_id = $1 and c.resource_id = any($2) and c.booking_id <> all($3)
      and c.busy_from < $5 and c.busy_from > $4::timestamptz - interval '24 hours' and c.busy_to > $4
      and (c.expires_at is null or c.expires_at > clock_timestamp())
    order by c.busy_from, c.booking_id, r.name`,
};

interface InTheWayRow {
  id: string;
  resource_id: string;
  resource: string;
  busy_from: Date;
  busy_to: Date;
  kind: 'session' | 'booking' | 'hold';
}

const unknownStaff = () =>
  userError('staff.not_found', { status: 404, message: 'Nobody of that kind does this service.' });

/** Asks the engine of each time whether a session could be there: the same judgement as for any booking of the team. */
export const createJudgeTimes =
  ({ db, availability }: { db: Db; availability: AvailabilityService }) =>
  async ({ organizationId, serviceId, wanted, durationMinutes }: TimesRequest): Promise<Judgement> => {
    const moving = wanted.map(({ id }) => id);
    const judged: Omit<Judgement, 'rulesVersion' | 'service'> = { places: [], conflicts: [] };
    let last: Resolved | undefined;
    for (const one of wanted) {
      const resolved = await availability.resolve({
        ...{ organizationId, serviceId, staffId: one.staffId, startsAt: one.startsAt, from: 'desk', durationMinutes },
        // Sessions that move along make room for one another; the guarded function judges again when they have.
        except: moving,
      });
      last = resolved;
      const { resolution, service } = resolved;
      // Whoever is away may have named a colleague for appointments; a session is somebody's own.
      const isTheirs = resolution.ok && resolution.staffId === one.staffId;
      if (isTheirs) judged.places.push(sessionPlace(organizationId, one, { ...resolved, resolution }));
      else if (!resolution.ok && resolution.reason === 'unknown_staff') throw unknownStaff();
      else {
        const candidate = service.candidates.find(({ staffId }) => staffId === one.staffId)!;
        const { bufferBeforeMinutes, bufferAfterMinutes, durationMinutes: usual } = service.rules;
        const endsAt = one.startsAt + (durationMinutes ?? usual) * MINUTE;
        const values = [
          ...[organizationId, resourcesOf(candidate), moving],
          ...[iso(one.startsAt - bufferBeforeMinutes * MINUTE), iso(endsAt + bufferAfterMinutes * MINUTE)],
        ];
        const rows = await db.tenant(organizationId, (sql) => sql.query<InTheWayRow>(IN_THE_WAY, values));
        judged.conflicts.push(conflictOf(one.startsAt, endsAt, resolution.ok ? 'time_off' : resolution.reason, rows));
      }
    }
    return { ...judged, rulesVersion: last!.rules.version, service: last!.service };
  };

function sessionPlace(
  organizationId: string,
  { id, version, staffId }: WantedTime,
  resolved: ResolvedSlot,
): SessionPlace {
  const place = placeOf(organizationId, resolved, null, staffId);
  return {
    ...{ id, version, staff_id: staffId },
    ...{ starts_at: iso(resolved.resolution.startsAt), ends_at: iso(resolved.resolution.endsAt) },
    ...{ busy_from: place.busyFrom.toISOString(), busy_to: place.busyTo.toISOString() },
    ...{ locks: place.locks ?? place.resources, resources: place.resources },
    ...{ capacities: place.capacities, units: place.units, travels: place.travels },
  };
}

const conflictOf = (startsAt: number, endsAt: number, reason: string, rows: readonly InTheWayRow[]): Conflict => ({
  startsAt: iso(startsAt),
  endsAt: iso(endsAt),
  reason,
  inTheWay: rows.map(({ kind, id, resource_id, resource, busy_from, busy_to }) => ({
    kind,
    id,
    resource: { id: resource_id, name: resource },
    from: iso(busy_from.getTime()),
    to: iso(busy_to.getTime()),
  })),
});
