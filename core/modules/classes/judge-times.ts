import type { Db, Statement } from '../../kernel/db/db.ts';
import { userError } from '../../kernel/errors/errors.ts';
import type { AvailabilityService, Resolved } from '../availability/availability.service.ts';
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
  readonly capacities: readonly number[];
  /** Places taken of each. */
  readonly units: readonly number[];
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
    for (const { id, version, staffId, startsAt } of wanted) {
      const resolved = await availability.resolve({
        organizationId,
        serviceId,
        staffId,
        startsAt,
        from: 'desk',
        except: id,
        durationMinutes,
      });
      last = resolved;
      const { resolution, rules } = resolved;
      const candidate = resolved.service.candidates.find((one) => one.staffId === staffId);
      if (!candidate) throw unknownStaff();
      const { bufferBeforeMinutes, bufferAfterMinutes, durationMinutes: usual } = resolved.service.rules;
      const endsAt = startsAt + (durationMinutes ?? usual) * MINUTE;
      const place: SessionPlace = {
        id,
        version,
        staff_id: staffId,
        starts_at: iso(startsAt),
        ends_at: iso(endsAt),
        busy_from: iso(startsAt - bufferBeforeMinutes * MINUTE),
        busy_to: iso(endsAt + bufferAfterMinutes * MINUTE),
        locks: candidate.resourceIds,
        resources: candidate.resourceIds,
        capacities: candidate.resourceIds.map((resource) => rules.capacities.get(resource)!),
        units: candidate.resourceIds.map(() => 1),
        travels: false,
      };
      if (resolution.ok) {
        judged.places.push(place);
        continue;
      }
      const rows =
        resolution.reason === 'busy'
          ? await db.tenant(organizationId, (sql) =>
              sql.query<InTheWayRow>(IN_THE_WAY, [
                organizationId,
                place.resources,
                moving,
                place.busy_from,
                place.busy_to,
              ]),
            )
          : [];
      // Sessions that move along make room; the guarded function judges again when they have.
      if (resolution.reason === 'busy' && rows.length === 0) judged.places.push(place);
      else judged.conflicts.push(conflictOf(place, resolution.reason, rows));
    }
    return { ...judged, rulesVersion: last!.rules.version, service: last!.service };
  };

const conflictOf = (place: SessionPlace, reason: string, rows: readonly InTheWayRow[]): Conflict => ({
  startsAt: place.starts_at,
  endsAt: place.ends_at,
  reason,
  inTheWay: rows.map(({ kind, id, resource_id, resource, busy_from, busy_to }) => ({
    kind,
    id,
    resource: { id: resource_id, name: resource },
    from: iso(busy_from.getTime()),
    to: iso(busy_to.getTime()),
  })),
});
