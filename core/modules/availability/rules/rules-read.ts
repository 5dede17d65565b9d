import type { Sql, Statement } from '../../../kernel/db/db.ts';
import type { LocationFacts, ServiceFacts } from './rules-facts.ts';
import type { Hours } from '../engine/schedule.domain.ts';

// Every rule of a tenant, as it is stored. One statement is one snapshot: version and rules belong together.

/** By the names of the API, so that a change of a later day can be laid over it. */
export interface ServiceRow extends Omit<
  ServiceFacts,
  | 'rules'
  | 'location'
  | 'holidays'
  | 'candidates'
  | 'everyone'
  | 'versions'
  | 'moveNoticeMinutes'
  | 'cancelNoticeMinutes'
  | 'staff'
> {
  locationId: string;
  active: boolean;
  position: number;
  moveNoticeMinutes: number | null;
  cancelNoticeMinutes: number | null;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  slotIntervalMinutes: number;
  slotOffsetMinutes: number;
  minNoticeMinutes: number;
  window: { kind: 'days' | 'business_days'; days: number } | { kind: 'range'; from: string; to: string };
  activeFrom: string | null;
  activeUntil: string | null;
  caps: { of: 'service' | 'staff' | 'customer'; per: 'day' | 'week'; most: number }[];
  repeatAfterDays: number;
  offer: { fillGapsMinutes: number | null; busyShare: number };
  assignment: 'least_booked' | 'round_robin' | 'longest_idle' | 'priority';
  preferUsual: boolean;
  staff: { staffId: string; weight: number; role: string | null; scheduleId: string | null }[];
  resourceIds: string[];
  needs: { name: string; anyOf: string[]; count: number; units: number }[];
  /** Changes that are not part of the row, in the order in which they come to hold. */
  later: { from: string; changes: Partial<ServiceRow> }[];
}

export interface LocationRow extends LocationFacts {
  active: boolean;
  holidayCountry: string | null;
  holidayRegion: string | null;
  exceptions: { day: string; kind: 'open' | 'closed' }[];
}

export interface HoursRow extends Hours {
  locationId?: string;
}
export type WeeklyRow = { weekday: number; hours: HoursRow[] }[];

export interface RulesRow {
  version: string;
  /** In UTC. */
  today: string;
  locations: LocationRow[];
  services: ServiceRow[];
  resources: {
    id: string;
    name: string;
    kind: 'staff' | 'room' | 'equipment';
    capacity: number;
    active: boolean;
    position: number;
    level: string | null;
    locationId: string;
  }[];
  schedules: {
    id: string;
    resourceId: string;
    isDefault: boolean;
    timeZone: string;
    weekly: WeeklyRow;
    plans: { from: string; timeZone: string; weekly: WeeklyRow }[];
  }[];
  overrides: { resourceId: string; day: string; hours: HoursRow[] }[];
  timeOff: {
    resourceId: string;
    from: string;
    to: string;
    rrule: string | null;
    redirectTo: string | null;
  }[];
  zoneChanges: { resourceId: string; from: string; to: string; timeZone: string }[];
  ways: { from: string; to: string; minutes: number }[];
}

const READ_RULES: Statement = {
  name: 'read_rules',
  text: `
    select s.rules_version::text as version, $2::text as today,
      (select coalesce(json_agg(json_build_object('id', l.id, 'slug', l.slug, 'business', o.name, 'name', l.name, 'address', l.address,
          'phone', l.phone, 'timeZone', l.time_zone, 'currency', l.currency, 'active', l.active, 'holidayCountry', l.holiday_country,
          'holidayRegion', l.holiday_region, 'exceptions',
          (select coalesce(json_agg(json_build_object('day', to_char(x.day, 'YYYY-MM-DD'), 'kind', x.kind)), '[]')
            from holiday_exceptions x where x.organization_id = $1 and x.location_id = l.id and x.day > $2::date - 2))), '[]')
        from locations l join organizations o on o.id = l.organization_id where l.organization_id = $1) as locations,
      (select coalesce(json_agg(jsonb_build_object('id', v.id, 'name', v.name, 'kind', v.kind, 'locationId', v.location_id,
          'durationMinutes', v.duration_minutes, 'bufferBeforeMinutes', v.buffer_before_minutes, 'bufferAfterMinutes', v.buffer_after_minutes,
          'slotIntervalMinutes', v.slot_interval_minutes, 'slotOffsetMinutes', v.slot_offset_minutes, 'minNoticeMinutes', v.min_notice_minutes,
          'moveNoticeMinutes', v.move_notice_minutes, 'cancelNoticeMinutes', v.cancel_notice_minutes,
          'window', case v.window_kind when 'range' then jsonb_build_object('kind', 'range', 'from', to_char(v.window_from, 'YYYY-MM-DD'), 'to', to_char(v.window_to, 'YYYY-MM-DD'))
            else jsonb_build_object('kind', v.window_kind, 'days', v.window_days) end,
          'activeFrom', to_char(v.active_from, 'YYYY-MM-DD'), 'activeUntil', to_char(v.active_until, 'YYYY-MM-DD'), 'active', v.active)
        || jsonb_build_object('changeNoticeMinutes', v.change_notice_minutes, 'priceAmount', v.price_amount, 'durations', v.durations,
          'levelPrices', v.level_prices, 'addons', v.addons, 'caps', v.caps, 'needs', v.needs, 'offer', v.offer,
          'repeatAfterDays', v.repeat_after_days, 'assignment', v.assignment, 'preferUsual', v.prefer_usual, 'staffing', v.staffing,
          'requiresApproval', v.requires_approval, 'pendingHolds', v.pending_holds, 'minParty', v.min_party, 'maxParty', v.max_party, 'seriesMost', v.series_most,
          'position', v.position, 'linkToken', case when v.visibility = 'link' then v.link_token end,
          'staff', (select coalesce(jsonb_agg(jsonb_build_object('staffId', t.resource_id, 'weight', t.weight, 'role', t.role, 'scheduleId', t.schedule_id)), '[]')
            from service_staff t where t.organization_id = $1 and t.service_id = v.id),
          'resourceIds', (select coalesce(jsonb_agg(t.resource_id order by t.resource_id), '[]') from service_resources t where t.organization_id = $1 and t.service_id = v.id),
          'later', (select coalesce(jsonb_agg(jsonb_build_object('from', to_char(w.effective_from, 'YYYY-MM-DD'), 'changes', w.changes) order by w.effective_from, w.version), '[]')
            from service_versions w where w.organization_id = $1 and w.service_id = v.id and not w.folded))
        ), '[]') from services v where v.organization_id = $1) as services,
      (select coalesce(json_agg(json_build_object('id', r.id, 'name', r.name, 'kind', r.kind, 'capacity', r.capacity, 'active', r.active,
          'position', r.position, 'level', r.level, 'locationId', r.location_id)), '[]')
        from resources r where r.organization_id = $1) as resources,
      (select coalesce(json_agg(json_build_object('id', h.id, 'resourceId', h.resource_id, 'isDefault', h.is_default, 'timeZone', h.time_zone,
          'weekly', h.weekly, 'plans', (select coalesce(json_agg(json_build_object('from', to_char(p.from_day, 'YYYY-MM-DD'),
            'timeZone', p.time_zone, 'weekly', p.weekly) order by p.from_day), '[]') from schedule_plans p where p.organization_id = $1 and p.schedule_id = h.id))), '[]')
        from schedules h where h.organization_id = $1) as schedules,
      (select coalesce(json_agg(json_build_object('resourceId', x.resource_id, 'day', to_char(x.day, 'YYYY-MM-DD'), 'hours', x.hours)), '[]')
        from schedule_overrides x where x.organization_id = $1 and x.day > $2::date - 2) as overrides,
      (select coalesce(json_agg(json_build_object('resourceId', f.resource_id, 'from', to_char(f.from_wall, 'YYYY-MM-DD"T"HH24:MI'),
          'to', to_char(f.to_wall, 'YYYY-MM-DD"T"HH24:MI'), 'rrule', f.rrule, 'redirectTo', f.redirect_to) order by f.from_wall, f.id), '[]')
        from time_off f where f.organization_id = $1 and (f.rrule is not null or f.to_wall > $2::date - 2)) as "timeOff",
      (select coalesce(json_agg(json_build_object('resourceId', z.resource_id, 'from', to_char(z.from_day, 'YYYY-MM-DD'),
          'to', to_char(z.to_day, 'YYYY-MM-DD'), 'timeZone', z.time_zone) order by z.from_day), '[]')
        from zone_changes z where z.organization_id = $1 and z.to_day > $2::date - 2) as "zoneChanges",
      (select coalesce(json_agg(json_build_object('from', w.from_location_id, 'to', w.to_location_id, 'minutes', w.minutes)), '[]')
        from travel_times w where w.organization_id = $1) as ways
    from organization_stamps s where s.organization_id = $1`,
};

/** @param today YYYY-MM-DD in UTC, by the clock of the application: what is over is left out. @throws Error for a tenant without a stamp: it was never created whole */
export async function readRules(sql: Sql, organizationId: string, today: string): Promise<RulesRow> {
  const [row] = await sql.query<RulesRow>(READ_RULES, [organizationId, today]);
  if (!row) throw new Error(`organization ${organizationId} has no rules`);
  return row;
}
