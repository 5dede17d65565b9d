import type { Sql, Statement } from '../../../kernel/db/db.ts';
import type { Moment } from './affected-bookings.ts';
import { listSlots } from '../engine/availability.domain.ts';
import { readBusyTimes, type BusyTimes } from '../engine/busy.domain.ts';
import { formatPlainDate, MINUTE } from '../time/plain-time.domain.ts';
import { parseDayRange } from '../time/range.domain.ts';
import type { RulesPreview } from './rule-changes.contract.ts';
import { wayKey } from './rules-facts.ts';
import { factsOn, type RuleSet, type ServiceFacts } from './rules-store.ts';
import { dayAt, type ZoneTables } from '../time/zone-table.domain.ts';

const DAYS = 28;
const MOST_SERVICES = 50;

interface BusyRow {
  id: string;
  location: string | null;
  /** Minutes since 1970. */
  from: number;
  to: number;
}

const BUSY: Statement = {
  name: 'busy_times_of_rules',
  text: `
    select c.resource_id as id, c.location_id as location, floor(date_part('epoch', c.busy_from) / 60) as "from",
      ceil(date_part('epoch', c.busy_to) / 60) as "to"
    from claims c
    where c.organization_id = $1 and c.busy_from > to_timestamp($2 / 1000.0) - interval '48 hours'
      and c.busy_from < to_timestamp($2 / 1000.0) + interval '31 days' and (c.expires_at is null or c.expires_at > clock_timestamp())`,
};

interface Question {
  zones: ZoneTables;
  busy: ReadonlyMap<string, readonly BusyRow[]>;
  now: number;
}

/** As they stand in the way of a service at a location: longer by the way there and back. */
function busyTimesAt(location: string, rows: readonly BusyRow[], ways: RuleSet['ways'], capacity: number): BusyTimes {
  const way = (one: string | null, other: string | null): number => (one && other && ways.get(wayKey(one, other))) || 0;
  const times = rows.map(
    (row) => [row.from - way(location, row.location), row.to + way(row.location, location)] as const,
  );
  return readBusyTimes(times.toSorted(([one], [other]) => one - other).map((span) => span.join('-')).join(',') || null, capacity); // prettier-ignore
}

/** Starts that are offered in the next four weeks, minutes since 1970. Limits per day and customer are left aside. */
function startsOf(rules: RuleSet, service: ServiceFacts | undefined, { zones, busy, now }: Question): Set<number> {
  const starts = new Set<number>();
  if (!service) return starts;
  const zone = zones.get(service.location.timeZone);
  const today = dayAt(zone, Math.floor(now / MINUTE));
  const { timeZone } = service.location;
  const range = parseDayRange({ from: formatPlainDate(today), to: formatPlainDate(today + DAYS), timeZone }, zones);
  const times = new Map<string, BusyTimes>(
    [...rules.capacities].map(([id, capacity]) => [
      id,
      busyTimesAt(service.location.id, busy.get(id) ?? [], rules.ways, capacity),
    ]),
  );
  for (const stage of [service, ...service.versions.map(({ facts }) => facts)]) {
    const { candidates, holidays } = stage;
    const slots = listSlots(
      { now, zone, service: { ...stage.rules, caps: [], repeatAfterDays: 0 }, candidates, busy: times, holidays },
      range,
    );
    for (const { startsAt } of slots) {
      const minute = Math.floor(startsAt / MINUTE);
      if (factsOn(service, dayAt(zone, minute)) === stage) starts.add(minute);
    }
  }
  return starts;
}

/** How many starts the rules after offer that those before did not, and the other way round; of at most 50 services. */
export async function compareSlots(
  sql: Sql,
  { organizationId, before, after, scope, zones, now }: Moment,
): Promise<Pick<RulesPreview, 'slotsGained' | 'slotsLost'>> {
  const touches = (service: ServiceFacts | undefined): boolean =>
    service !== undefined &&
    (scope.everything ||
      scope.serviceIds.includes(service.id) ||
      scope.resourceIds.some((id) => service.everyone.has(id.toLowerCase())));
  const ids = [...after.services.keys()].filter(
    (id) => touches(before.services.get(id)) || touches(after.services.get(id)),
  );
  const rows = await sql.query<BusyRow>(BUSY, [organizationId, now]);
  const question = { zones, now, busy: Map.groupBy(rows, ({ id }) => id) };
  let slotsGained = 0;
  let slotsLost = 0;
  for (const id of ids.slice(0, MOST_SERVICES)) {
    const was = startsOf(before, before.services.get(id), question);
    const will = startsOf(after, after.services.get(id), question);
    slotsGained += will.difference(was).size;
    slotsLost += was.difference(will).size;
  }
  return { slotsGained, slotsLost };
}
