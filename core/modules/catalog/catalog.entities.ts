import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
import { tenantWall } from '../../kernel/tenancy/tenant-wall.ts';

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
    minNoticeMinutes: p.integer().default(60),
    changeNoticeMinutes: p.integer().default(1440),
    windowDays: p.integer().default(60),
    /** Minor units of the location's currency. */
    priceAmount: p.integer().nullable(),
    requiresApproval: p.boolean().default(false),
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

export const catalogEntities = [Service, ServiceStaff, ServiceResource];
