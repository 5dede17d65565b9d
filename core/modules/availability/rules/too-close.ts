import type { Sql, Statement } from '../../../kernel/db/db.ts';
import { wayKey, type RuleSet } from './rules-facts.ts';

interface Errand {
  bookingId: string;
  resourceId: string;
  locationId: string;
  /** Minutes since 1970. */
  from: number;
  to: number;
}

const ERRANDS: Statement = {
  name: 'errands_of_rules',
  text: `
    select distinct c.booking_id as "bookingId", c.resource_id as "resourceId", c.location_id as "locationId",
      floor(date_part('epoch', c.busy_from) / 60) as "from", ceil(date_part('epoch', c.busy_to) / 60) as "to"
    from claims c join resources r on r.organization_id = $1 and r.id = c.resource_id and r.kind = 'staff'
    where c.organization_id = $1 and c.location_id is not null and c.busy_to > to_timestamp($2 / 1000.0)
      and (c.expires_at is null or c.expires_at > clock_timestamp())
    order by "resourceId", "from"`,
};

/** What somebody cannot reach, or not leave for, in the time between two places. */
export function tooCloseOf(errands: readonly Errand[], ways: ReadonlyMap<string, number>): Set<string> {
  const longest = Math.max(0, ...ways.values());
  const close = new Set<string>();
  for (const [index, one] of errands.entries())
    for (let next = index + 1; next < errands.length; next++) {
      const other = errands[next]!;
      if (other.resourceId !== one.resourceId || other.from - one.to >= longest) break;
      const way = ways.get(wayKey(one.locationId, other.locationId)) ?? 0;
      if (other.from - one.to < way) close.add(one.bookingId).add(other.bookingId);
    }
  return close;
}

interface Asked {
  organizationId: string;
  before: RuleSet;
  after: RuleSet;
  /** Epoch milliseconds. */
  now: number;
}

/** Ids of bookings that are too close by the rules before, and by those after; nothing is asked while no way gets longer. */
export async function findTooClose(
  sql: Sql,
  { organizationId, before, after, now }: Asked,
): Promise<[before: Set<string>, after: Set<string>] | []> {
  if (![...after.ways].some(([way, minutes]) => minutes > (before.ways.get(way) ?? 0))) return [];
  const errands = await sql.query<Errand>(ERRANDS, [organizationId, now]);
  return [tooCloseOf(errands, before.ways), tooCloseOf(errands, after.ways)];
}
