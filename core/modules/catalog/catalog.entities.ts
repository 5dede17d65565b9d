import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
import { tenantWall } from '../../kernel/tenancy/tenant-wall.ts';
import type { ServiceView } from './catalog.contract.ts';

// Lists that are read and written whole are JSON, by the names of the contract: a change of a later day is laid over them.
export const Service = defineEntity({
  name: 'Service',
  tableName: 'services',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    id: p.uuid().primary(),
    locationId: p.uuid(),
    name: p.text(),
    description: p.text().default(''),
    durationMinutes: p.integer(),
    bufferBeforeMinutes: p.integer().default(0),
    bufferAfterMinutes: p.integer().default(0),
    slotIntervalMinutes: p.integer().default(15),
    slotOffsetMinutes: p.integer().default(0),
    minNoticeMinutes: p.integer().default(60),
    changeNoticeMinutes: p.integer().default(1440),
    moveNoticeMinutes: p.integer().nullable(),
    cancelNoticeMinutes: p.integer().nullable(),
    windowKind: p.enum(['days', 'business_days', 'range']).default('days'),
    windowDays: p.integer().default(60),
    windowFrom: p.date().nullable(),
    windowTo: p.date().nullable(),
    activeFrom: p.date().nullable(),
    activeUntil: p.date().nullable(),
    /** Minor units of the location's currency. */
    priceAmount: p.integer().nullable(),
    durations: p.json<ServiceView['durations']>().default('[]'),
    levelPrices: p.json<ServiceView['levelPrices']>().default('[]'),
    addons: p.json<ServiceView['addons']>().default('[]'),
    caps: p.json<ServiceView['caps']>().default('[]'),
    needs: p.json<ServiceView['needs']>().default('[]'),
    offer: p.json<ServiceView['offer']>().default('{"fillGapsMinutes":null,"busyShare":0}'),
    repeatAfterDays: p.integer().default(0),
    assignment: p.enum(['least_booked', 'round_robin', 'longest_idle', 'priority']).default('least_booked'),
    preferUsual: p.boolean().default(false),
    staffing: p.enum(['one', 'collective', 'roles']).default('one'),
    requiresApproval: p.boolean().default(false),
    pendingHolds: p.boolean().default(true),
    visibility: p.enum(['public', 'link']).default('public'),
    linkToken: p.text().nullable(),
    kind: p.enum(['appointment', 'class']).default('appointment'),
    /** Of a session of a class. */
    seats: p.integer().default(1),
    severalJoins: p.boolean().default(false),
    minParty: p.integer().default(1),
    maxParty: p.integer().default(1),
    /** Dates of a series that customers book by themselves. */
    seriesMost: p.integer().default(0),
    active: p.boolean().default(true),
    position: p.integer().default(0),
  },
});
export type Service = InferEntity<typeof Service>;

/** Who does a service. */
export const ServiceStaff = defineEntity({
  name: 'ServiceStaff',
  tableName: 'service_staff',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    serviceId: p.uuid().primary(),
    resourceId: p.uuid().primary(),
    weight: p.integer().default(1),
    role: p.text().nullable(),
    /** Null: the person's default schedule. */
    scheduleId: p.uuid().nullable(),
  },
});

/** What every booking of a service occupies besides its staff. */
export const ServiceResource = defineEntity({
  name: 'ServiceResource',
  tableName: 'service_resources',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    serviceId: p.uuid().primary(),
    resourceId: p.uuid().primary(),
  },
});

/** Every change of a service, one row. */
export const ServiceChange = defineEntity({
  name: 'ServiceChange',
  tableName: 'service_versions',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    serviceId: p.uuid().primary(),
    version: p.integer().primary(),
    /** Null: at once. */
    effectiveFrom: p.date().nullable(),
    changes: p.json<Record<string, unknown>>(),
    /** `user:<id>` */
    changedBy: p.text(),
    changedAt: p.datetime().defaultRaw('now()'),
    /** Part of the service's own row. */
    folded: p.boolean(),
  },
});
export type ServiceChange = InferEntity<typeof ServiceChange>;

export const catalogEntities = [Service, ServiceStaff, ServiceResource, ServiceChange];
