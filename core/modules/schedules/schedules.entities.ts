import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
import { WallTimeType } from '../../kernel/db/wall-time.ts';
import { tenantWall } from '../../kernel/tenancy/tenant-wall.ts';

/** Minutes of the wall-clock day, half-open; `to: 1440` is the midnight that ends it. */
interface Hours {
  from: number;
  to: number;
}

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
    capacity: p.integer().default(1),
    active: p.boolean().default(true),
    position: p.integer().default(0),
  },
});
export type Resource = InferEntity<typeof Resource>;

export const Schedule = defineEntity({
  name: 'Schedule',
  tableName: 'schedules',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    resourceId: p.uuid().primary(),
    /** IANA; weekly hours, overrides and time off are wall times in it. */
    timeZone: p.text(),
    /** As the engine reads it: ISO weekdays, 1 is Monday; a day that is missing is closed, breaks are gaps. */
    weekly: p.json<{ weekday: number; hours: Hours[] }[]>().default('[]'),
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
  },
});

export const scheduleEntities = [Resource, Schedule, ScheduleOverride, TimeOff];
