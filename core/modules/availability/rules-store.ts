import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import type { Candidate } from './facts.domain.ts';
import { compileSchedule, type Hours, type ScheduleRules } from './schedule.domain.ts';
import type { ServiceRules } from './service-rules.domain.ts';
import type { ZoneTables } from './zone-table.domain.ts';

export interface LocationFacts {
  readonly id: string;
  readonly slug: string;
  readonly business: string;
  readonly name: string;
  readonly address: string;
  readonly phone: string | null;
  readonly timeZone: string;
  readonly currency: string;
}

export interface ServiceFacts {
  readonly id: string;
  readonly name: string;
  readonly rules: ServiceRules;
  readonly changeNoticeMinutes: number;
  readonly priceAmount: number | null;
  readonly requiresApproval: boolean;
  /** Of a class there are sessions to join, and no times of its own. */
  readonly kind: 'appointment' | 'class';
  readonly location: LocationFacts;
  /** Those who do it and are active, in the order the business gave them. */
  readonly candidates: readonly Candidate[];
}

/** All rules of one tenant as they were at `version`. */
export interface RuleSet {
  /** Raised by every change of a rule; a bigint of the database, so text. */
  readonly version: string;
  readonly services: ReadonlyMap<string, ServiceFacts>;
  readonly staffNames: ReadonlyMap<string, string>;
  readonly capacities: ReadonlyMap<string, number>;
}

export interface RulesStore {
  /** @param atLeast the version just seen elsewhere: older rules are read again */
  get(organizationId: string, atLeast?: string): Promise<RuleSet>;
  /** The database's version now. */
  version(organizationId: string): Promise<string>;
}

interface Row {
  version: string;
  locations: LocationFacts[];
  services: (ServiceRules & {
    id: string;
    name: string;
    locationId: string;
    changeNoticeMinutes: number;
    priceAmount: number | null;
    requiresApproval: boolean;
    kind: 'appointment' | 'class';
    staffIds: string[];
    resourceIds: string[];
  })[];
  resources: { id: string; name: string; kind: string; capacity: number; active: boolean; position: number }[];
  schedules: { resourceId: string; timeZone: string; weekly: ScheduleRules['weekly'] }[];
  overrides: { resourceId: string; day: string; hours: Hours[] }[];
  timeOff: { resourceId: string; from: string; to: string }[];
}

// One statement is one snapshot: version and rules belong together.
const READ_RULES: Statement = {
  name: 'read_rules',
  text: `
    select s.rules_version::text as version,
      (select coalesce(json_agg(json_build_object('id', l.id, 'slug', l.slug, 'business', o.name, 'name', l.name, 'address', l.address,
          'phone', l.phone, 'timeZone', l.time_zone, 'currency', l.currency)), '[]')
        from locations l join organizations o on o.id = l.organization_id where l.organization_id = $1) as locations,
      (select coalesce(json_agg(json_build_object('id', v.id, 'name', v.name, 'locationId', v.location_id,
          'durationMinutes', v.duration_minutes, 'bufferBeforeMinutes', v.buffer_before_minutes, 'bufferAfterMinutes', v.buffer_after_minutes,
          'slotIntervalMinutes', v.slot_interval_minutes, 'slotOffsetMinutes', 0, 'minNoticeMinutes', v.min_notice_minutes,
          'windowDays', v.window_days, 'active', v.active, 'changeNoticeMinutes', v.change_notice_minutes,
          'priceAmount', v.price_amount, 'requiresApproval', v.requires_approval, 'kind', v.kind,
          'staffIds', (select coalesce(json_agg(t.resource_id), '[]') from service_staff t where t.organization_id = $1 and t.service_id = v.id),
          'resourceIds', (select coalesce(json_agg(t.resource_id order by t.resource_id), '[]') from service_resources t where t.organization_id = $1 and t.service_id = v.id)
        )), '[]') from services v where v.organization_id = $1) as services,
      (select coalesce(json_agg(json_build_object('id', r.id, 'name', r.name, 'kind', r.kind, 'capacity', r.capacity, 'active', r.active, 'position', r.position)), '[]')
        from resources r where r.organization_id = $1) as resources,
      (select coalesce(json_agg(json_build_object('resourceId', h.resource_id, 'timeZone', h.time_zone, 'weekly', h.weekly)), '[]')
        from schedules h where h.organization_id = $1) as schedules,
      (select coalesce(json_agg(json_build_object('resourceId', x.resource_id, 'day', to_char(x.day, 'YYYY-MM-DD'), 'hours', x.hours)), '[]')
        from schedule_overrides x where x.organization_id = $1 and x.day > current_date - 2) as overrides,
      (select coalesce(json_agg(json_build_object('resourceId', f.resource_id, 'from', to_char(f.from_wall, 'YYYY-MM-DD"T"HH24:MI'), 'to', to_char(f.to_wall, 'YYYY-MM-DD"T"HH24:MI'))), '[]')
        from time_off f where f.organization_id = $1 and f.to_wall > current_date - 2) as "timeOff"
    from organization_stamps s where s.organization_id = $1`,
};

const READ_VERSION: Statement = {
  name: 'read_rules_version',
  text: `select rules_version::text as version from organization_stamps where organization_id = $1`,
};

const groupBy = <T extends { resourceId: string }>(rows: readonly T[]): Map<string, T[]> =>
  Map.groupBy(rows, (row) => row.resourceId);

function ruleSetOf(row: Row, zones: ZoneTables): RuleSet {
  const overrides = groupBy(row.overrides);
  const timeOff = groupBy(row.timeOff);
  const schedules = new Map(
    row.schedules.map(({ resourceId, timeZone, weekly }) => [
      resourceId,
      compileSchedule(
        { timeZone, weekly, overrides: overrides.get(resourceId) ?? [], timeOff: timeOff.get(resourceId) ?? [] },
        zones,
      ),
    ]),
  );
  const resources = new Map(row.resources.map((resource) => [resource.id, resource]));
  const locations = new Map(row.locations.map((location) => [location.id, location]));
  const candidatesOf = (staffIds: readonly string[], required: readonly string[]): Candidate[] =>
    staffIds
      .flatMap((id) => {
        const staff = resources.get(id);
        const schedule = schedules.get(id);
        const ready = required.every((resourceId) => resources.get(resourceId)?.active);
        return staff?.active && schedule && ready
          ? [
              {
                staffId: id,
                position: staff.position,
                schedule,
                resourceIds: [id, ...required] as const,
              } satisfies Candidate,
            ]
          : [];
      })
      .sort((a, b) => a.position - b.position || (a.staffId < b.staffId ? -1 : 1));

  const services = row.services.map(
    ({ id, name, locationId, changeNoticeMinutes, priceAmount, requiresApproval, kind, staffIds, resourceIds, ...rules }) => {
      const facts: ServiceFacts = {
        id,
        name,
        rules,
        changeNoticeMinutes,
        priceAmount,
        requiresApproval,
        kind,
        location: locations.get(locationId)!,
        candidates: candidatesOf(staffIds, resourceIds),
      };
      return [id, facts] as const;
    },
  );
  return {
    version: row.version,
    services: new Map(services),
    staffNames: new Map(row.resources.filter(({ kind }) => kind === 'staff').map(({ id, name }) => [id, name])),
    capacities: new Map(row.resources.map(({ id, capacity }) => [id, capacity])),
  };
}

const TENANTS_KEPT = 500;

/** Compiled rules by tenant. Never trusted by age: whoever uses them compares the version with the database's. */
export function createRulesStore({ db, zones, clock }: { db: Db; zones: ZoneTables; clock: Clock }): RulesStore {
  const kept = new Map<string, { rules: Promise<RuleSet>; day: string }>();

  const read = (organizationId: string): Promise<RuleSet> =>
    db.tenant(organizationId, async (sql) => {
      const [row] = await sql.query<Row>(READ_RULES, [organizationId]);
      if (!row) throw new Error(`organization ${organizationId} has no rules`);
      return ruleSetOf(row, zones);
    });

  return {
    version: (organizationId) =>
      db.tenant(organizationId, async (sql) => {
        const [row] = await sql.query<{ version: string }>(READ_VERSION, [organizationId]);
        if (!row) throw new Error(`organization ${organizationId} has no rules`);
        return row.version;
      }),
    async get(organizationId, atLeast) {
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      const entry = kept.get(organizationId);
      if (entry?.day === day) {
        const rules = await entry.rules;
        if (atLeast === undefined || BigInt(rules.version) >= BigInt(atLeast)) return rules;
      }
      const rules = read(organizationId);
      if (kept.size >= TENANTS_KEPT) kept.clear();
      kept.set(organizationId, { rules, day });
      rules.catch(() => kept.delete(organizationId));
      return rules;
    },
  };
}
