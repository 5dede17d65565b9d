import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
import { WallTimeType } from '../../kernel/db/wall-time.ts';
import { tenantWall } from '../../kernel/tenancy/tenant-wall.ts';

/** Minutes of the wall-clock day, half-open; `to: 1440` is the midnight that ends it. */
interface Hours {
  from: number;
  to: number;
  /** Where they work then; left out: at their own location. */
  locationId?: string | undefined;
}
type Weekly = { weekday: number; hours: Hours[] }[];

/** Whatever a booking can occupy: a member of staff, a room, a piece of equipment. */
export const Resource = defineEntity({
  name: 'Resource',
  tableName: 'resources',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    id: p.uuid().primary(),
    locationId: p.uuid(),
    kind: p.enum(['staff', 'room', 'equipment']),
    name: p.text(),
    email: p.text().nullable(),
    /** Of staff, for prices: such as `senior`. */
    level: p.text().nullable(),
    capacity: p.integer().default(1),
    active: p.boolean().default(true),
    position: p.integer().default(0),
  },
});
export type Resource = InferEntity<typeof Resource>;

/** A named week of a person or a room. One of each is the default; overrides and times off apply to all of a person. */
export const Schedule = defineEntity({
  name: 'Schedule',
  tableName: 'schedules',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    resourceId: p.uuid(),
    name: p.text().default('Usual hours'),
    isDefault: p.boolean().default(true),
    /** IANA; weekly hours, overrides and time off are wall times in it. */
    timeZone: p.text(),
    /** As the engine reads it: ISO weekdays, 1 is Monday; a day that is missing is closed, breaks are gaps. */
    weekly: p.json<Weekly>().default('[]'),
  },
});
export type Schedule = InferEntity<typeof Schedule>;

/** Other weekly hours of a schedule from a day on, until the next plan. */
export const SchedulePlan = defineEntity({
  name: 'SchedulePlan',
  tableName: 'schedule_plans',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    scheduleId: p.uuid().primary(),
    /** YYYY-MM-DD */
    fromDay: p.date().primary(),
    timeZone: p.text(),
    weekly: p.json<Weekly>().default('[]'),
  },
});

/** Somewhere else for a while: the hours of these days, both included, are meant in that zone. */
export const ZoneChange = defineEntity({
  name: 'ZoneChange',
  tableName: 'zone_changes',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    id: p.uuid().primary(),
    resourceId: p.uuid(),
    fromDay: p.date(),
    toDay: p.date(),
    timeZone: p.text(),
  },
});

export const ScheduleOverride = defineEntity({
  name: 'ScheduleOverride',
  tableName: 'schedule_overrides',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    resourceId: p.uuid().primary(),
    /** YYYY-MM-DD */
    day: p.date().primary(),
    /** None: closed on that day. */
    hours: p.json<Hours[]>().default('[]'),
  },
});

export const TimeOff = defineEntity({
  name: 'TimeOff',
  tableName: 'time_off',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    id: p.uuid().primary(),
    resourceId: p.uuid(),
    /** In the schedule's zone, half-open. */
    fromWall: p.type(WallTimeType),
    toWall: p.type(WallTimeType),
    reason: p.text().default(''),
    /** RFC 5545; null: once. */
    rrule: p.text().nullable(),
    /** Whose times are offered instead. */
    redirectTo: p.uuid().nullable(),
  },
});

export const scheduleEntities = [Resource, Schedule, SchedulePlan, ZoneChange, ScheduleOverride, TimeOff];
