import type { Db, Statement } from '../../kernel/db/db.ts';
import type { CreatedBusiness } from '../../seed/business-plan.ts';
import type { PolicyWorld } from './policy.plans.ts';
import { stageAt, stagesOf, type Stage } from './policy.stages.ts';

// Judges what is stored by the plan as it was drawn: neither by the engine nor by what a claim says of itself.

interface Stored {
  readonly id: string;
  readonly service: string;
  readonly starts: number;
  readonly ends: number;
  readonly takes: readonly { readonly id: string; readonly units: number }[];
}

const STORED: Statement = {
  name: 'policies_stored',
  text: `
    select b.id, b.service_id as service, date_part('epoch', b.starts_at) * 1000 as starts, date_part('epoch', b.ends_at) * 1000 as ends,
      (select coalesce(json_agg(json_build_object('id', c.resource_id, 'units', c.units)), '[]') from (
        select resource_id, count(*)::int as units from claims
        where organization_id = b.organization_id and booking_id = b.id group by resource_id) c) as takes
    from bookings b where b.organization_id = $1`,
};

// A booking is too many when so many that count were there before it.
const BEYOND_LIMITS: Statement = {
  name: 'policies_beyond_limits',
  text: `
    select l."of" || ' ' || l.per || ' ' || l.most || ' of ' || l.service || ' at ' || b.starts_at::text as beyond
    from jsonb_to_recordset($2::jsonb) as l ("of" text, per text, most integer, service uuid, zone text, "from" date, until date)
    join bookings b on b.organization_id = $1 and b.service_id = l.service
      and (b.starts_at at time zone l.zone)::date >= l."from" and (b.starts_at at time zone l.zone)::date < l.until
    where (
      select count(*) from bookings o
      where o.organization_id = $1 and o.created_at < b.created_at
        and case l."of" when 'service' then o.service_id = b.service_id when 'staff' then o.staff_id = b.staff_id
          else o.customer_id = b.customer_id and o.service_id = b.service_id end
        and case when l.per = 'repeat'
          then abs((o.starts_at at time zone l.zone)::date - (b.starts_at at time zone l.zone)::date) < l.most
          else date_trunc(l.per, o.starts_at at time zone l.zone) = date_trunc(l.per, b.starts_at at time zone l.zone) end
    ) >= case when l.per = 'repeat' then 1 else l.most end`,
};

const WRITTEN: Statement = {
  name: 'policies_written',
  text: `
    select (select count(*)::int from bookings where organization_id = $1) as bookings,
      (select count(distinct booking_id)::int from claims where organization_id = $1) as claimed,
      (select count(*)::int from booking_events where organization_id = $1) as events,
      (select count(*)::int from outbox where organization_id = $1) as outbox,
      (select count(*)::int from customers where organization_id = $1) as customers`,
};

const MINUTE = 60_000;

const limitsOf = (stages: readonly Stage[]) =>
  stages.flatMap(({ terms: { caps = [], repeatAfterDays = 0 }, serviceId: service, timeZone: zone, from, until }) => [
    ...caps.map((cap) => ({ ...cap, service, zone, from: from.replace('0000', '0001'), until })),
    ...(repeatAfterDays > 0
      ? [
          {
            of: 'customer',
            per: 'repeat',
            most: repeatAfterDays,
            service,
            zone,
            from: from.replace('0000', '0001'),
            until,
          },
        ]
      : []),
  ]);

/** What was accepted, for counting. */
export interface Accepted {
  readonly bookings: number;
  /** That keep others from their time. */
  readonly holding: number;
  readonly customers: number;
}

/** Everything that is wrong with what is stored; nothing as a rule. */
export async function wrongOf(db: Db, world: PolicyWorld, ids: CreatedBusiness, accepted: Accepted): Promise<string[]> {
  const stages = stagesOf(world.plan, ids);
  const own = [ids.organizationId];
  return db.tenant(ids.organizationId, async (sql) => {
    const stored = await sql.query<Stored>(STORED, own);
    const beyond = await sql.query<{ beyond: string }>(BEYOND_LIMITS, [...own, JSON.stringify(limitsOf(stages))]);
    const [written] = await sql.query<Record<string, number>>(WRITTEN, own);
    const { bookings, holding: claimed, customers } = accepted;
    const expected = { bookings, claimed, events: bookings, outbox: bookings, customers };
    const miscounted = Object.entries(expected).filter(([what, count]) => written![what] !== count);
    return [
      ...overfull(world, ids, stages, stored),
      ...beyond.map((row) => `beyond a limit: ${row.beyond}`),
      ...miscounted.map(([what, count]) => `${written![what]} ${what} are stored, ${count} were accepted`),
    ];
  });
}

/** Places that are given more often than there are, buffers and ways included. */
function overfull(
  { plan }: PolicyWorld,
  ids: CreatedBusiness,
  stages: readonly Stage[],
  stored: readonly Stored[],
): string[] {
  const capacity = new Map(plan.rooms.map((room) => [ids.rooms[room.name]!, room.capacity ?? 1]));
  const way = plan.travel[0]?.minutes ?? 0;
  const spans = stored.map(({ id, service, starts, ends, takes }) => {
    const { location, terms } = stageAt(stages, service, starts);
    const from = starts - (terms.bufferBeforeMinutes ?? 0) * MINUTE;
    return { id, location, takes, from, to: ends + (terms.bufferAfterMinutes ?? 0) * MINUTE };
  });
  const unitsAt = (takes: Stored['takes'], resource: string) => takes.find(({ id }) => id === resource)?.units ?? 0;
  return spans.flatMap((span) =>
    span.takes.flatMap(({ id: resource }) => {
      // The greatest overlap begins with one of them.
      const together = spans.filter(({ takes, from, to, location }) => {
        const apart = (capacity.get(resource) ?? 1) === 1 && location !== span.location ? way * MINUTE : 0;
        return unitsAt(takes, resource) > 0 && from <= span.from && span.from < to + apart;
      });
      const units = together.reduce((sum, { takes }) => sum + unitsAt(takes, resource), 0);
      return units > (capacity.get(resource) ?? 1)
        ? [`${resource} is given ${units} times at ${new Date(span.from).toISOString()}`]
        : [];
    }),
  );
}
