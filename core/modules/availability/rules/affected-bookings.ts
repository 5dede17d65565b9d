import type { Sql, Statement } from '../../../kernel/db/db.ts';
import { whyAffected, type Stage } from './affected.domain.ts';
import { readBusyTimes } from '../engine/busy.domain.ts';
import { MINUTE } from '../time/plain-time.domain.ts';
import type { AffectedBooking, RulesPreview, Why } from './rule-changes.contract.ts';
import { factsOn, type RuleSet } from './rules-store.ts';
import { findTooClose } from './too-close.ts';
import { dayAt, type ZoneTables } from '../time/zone-table.domain.ts';

/** Two sets of rules and what may differ between them. */
export interface Moment {
  readonly organizationId: string;
  readonly before: RuleSet;
  readonly after: RuleSet;
  readonly scope: { everything: boolean; resourceIds: readonly string[]; serviceIds: readonly string[] };
  readonly zones: ZoneTables;
  /** Epoch milliseconds. */
  readonly now: number;
}

interface StandingRow {
  id: string;
  kind: 'booking' | 'session';
  seatsTaken: number;
  capacity: number;
  serviceId: string;
  startsAt: number;
  endsAt: number;
  customerName: string;
  serviceName: string;
  staffName: string;
  staffIds: string[];
  roomIds: string[];
}

// A seat stands and falls with its session, which holds the claims.
const COMING: Statement = {
  name: 'coming_bookings_of_rules',
  text: `
    select b.id, 'booking' as kind, 0 as "seatsTaken", 0 as capacity, b.service_id as "serviceId", floor(date_part('epoch', b.starts_at) / 60) as "startsAt",
      ceil(date_part('epoch', b.ends_at) / 60) as "endsAt", b.customer_name as "customerName", b.service_name as "serviceName",
      s.name as "staffName",
      array(select b.staff_id union select c.resource_id from claims c join resources r on r.organization_id = $1 and r.id = c.resource_id and r.kind = 'staff'
        where c.organization_id = $1 and c.booking_id = b.id)::text[] as "staffIds",
      array(select distinct c.resource_id from claims c join resources r on r.organization_id = $1 and r.id = c.resource_id and r.kind <> 'staff'
        where c.organization_id = $1 and c.booking_id = b.id)::text[] as "roomIds"
    from bookings b join resources s on s.organization_id = $1 and s.id = b.staff_id
    where b.organization_id = $1 and b.starts_at > to_timestamp($2 / 1000.0) and b.status in ('pending', 'confirmed') and b.session_id is null
      and ($3 or b.service_id = any($4::uuid[]) or b.staff_id = any($5::uuid[])
        or exists (select from claims c where c.organization_id = $1 and c.booking_id = b.id and c.resource_id = any($5::uuid[])))
    order by b.starts_at, b.id`,
};
const COMING_SESSIONS: Statement = {
  name: 'coming_sessions_of_rules',
  text: `
    select b.id, 'session' as kind, b.seats_taken as "seatsTaken", b.capacity, b.service_id as "serviceId",
      floor(date_part('epoch', b.starts_at) / 60) as "startsAt", ceil(date_part('epoch', b.ends_at) / 60) as "endsAt",
      '' as "customerName", v.name as "serviceName", s.name as "staffName",
      array(select b.staff_id union select c.resource_id from claims c join resources r on r.organization_id = $1 and r.id = c.resource_id and r.kind = 'staff'
        where c.organization_id = $1 and c.booking_id = b.id)::text[] as "staffIds",
      array(select distinct c.resource_id from claims c join resources r on r.organization_id = $1 and r.id = c.resource_id and r.kind <> 'staff'
        where c.organization_id = $1 and c.booking_id = b.id)::text[] as "roomIds"
    from class_sessions b
    join resources s on s.organization_id = $1 and s.id = b.staff_id
    join services v on v.organization_id = $1 and v.id = b.service_id
    where b.organization_id = $1 and b.starts_at > to_timestamp($2 / 1000.0) and b.status = 'scheduled'
      and ($3 or b.service_id = any($4::uuid[]) or b.staff_id = any($5::uuid[])
        or exists (select from claims c where c.organization_id = $1 and c.booking_id = b.id and c.resource_id = any($5::uuid[])))
    order by b.starts_at, b.id`,
};
const OCCUPIED: Statement = {
  name: 'occupied_rooms_of_rules',
  text: `
    select c.resource_id as id, string_agg(
      floor(date_part('epoch', c.busy_from) / 60)::bigint::text || '-' || ceil(date_part('epoch', c.busy_to) / 60)::bigint::text,
      ',' order by c.busy_from) as busy
    from claims c
    where c.organization_id = $1 and c.resource_id = any($2::uuid[]) and c.busy_from > to_timestamp($3 / 1000.0) - interval '24 hours'
    group by c.resource_id`,
};
/** Of the list; the count says how many there are. */
const MOST_LISTED = 200;

/** Coming bookings and sessions that the rules before allow and those after do not. */
export async function findAffected(
  sql: Sql,
  { organizationId, before, after, scope, zones, now }: Moment,
): Promise<Pick<RulesPreview, 'affected' | 'affectedCount'>> {
  const { everything, serviceIds, resourceIds } = scope;
  const asked = [organizationId, now, everything, serviceIds, resourceIds];
  const bookings = await sql.query<StandingRow>(COMING, asked);
  const sessions = await sql.query<StandingRow>(COMING_SESSIONS, asked);
  const rows = [...bookings, ...sessions].sort((one, other) => one.startsAt - other.startsAt);
  const smaller = [...before.capacities].flatMap(([id, capacity]) =>
    (after.capacities.get(id) ?? 0) < capacity ? [id] : [],
  );
  const occupied = new Map<string, readonly number[]>();
  if (rows.length > 0 && smaller.length > 0)
    for (const { id, busy } of await sql.query<{ id: string; busy: string }>(OCCUPIED, [organizationId, smaller, now]))
      occupied.set(id, readBusyTimes(busy).ranges);

  const stageOf = (rules: RuleSet, { serviceId, startsAt }: StandingRow): Stage | null => {
    const service = rules.services.get(serviceId);
    if (!service) return null;
    const zone = zones.get(service.location.timeZone);
    const { rules: then, everyone } = factsOn(service, dayAt(zone, startsAt));
    return { rules: then, zone, everyone, active: rules.active, capacities: rules.capacities, occupied };
  };

  const [tooCloseBefore, tooClose] =
    rows.length > 0 ? await findTooClose(sql, { organizationId, before, after, now }) : [];
  const whyOf = (row: (typeof rows)[number], stage: Stage, close: ReadonlySet<string> | undefined): Why | null =>
    whyAffected(row, stage) ?? (close?.has(row.id) ? 'travel_time' : null);

  const affected: AffectedBooking[] = [];
  let affectedCount = 0;
  for (const row of rows) {
    const [was, will] = [stageOf(before, row), stageOf(after, row)];
    const why = will ? whyOf(row, will, tooClose) : 'service_inactive';
    if (why === null || !was || whyOf(row, was, tooCloseBefore) !== null) continue;
    affectedCount++;
    if (affected.length >= MOST_LISTED) continue;
    const { id, kind, customerName, serviceName, staffName, seatsTaken: taken, capacity } = row;
    const startsAt = new Date(row.startsAt * MINUTE).toISOString();
    const seats = kind === 'session' ? { seats: { taken, capacity } } : {};
    affected.push({ id, kind, startsAt, customerName, serviceName, staffName, why, ...seats });
  }
  return { affected, affectedCount };
}
