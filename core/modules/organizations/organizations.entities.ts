import { defineEntity, p } from '@mikro-orm/postgresql';
import { tenantWall } from '../../kernel/tenancy/tenant-wall.ts';

export const Organization = defineEntity({
  name: 'Organization',
  tableName: 'organizations',
  ...tenantWall('id'),
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    locale: p.text().default('en'),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});

export const Brand = defineEntity({
  name: 'Brand',
  tableName: 'brands',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    id: p.uuid().primary(),
    name: p.text(),
    /** `#rrggbb` */
    accent: p.text().nullable(),
  },
});

export const Location = defineEntity({
  name: 'Location',
  tableName: 'locations',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    id: p.uuid().primary(),
    brandId: p.uuid(),
    slug: p.text(),
    name: p.text(),
    description: p.text().default(''),
    address: p.text().default(''),
    phone: p.text().nullable(),
    email: p.text().nullable(),
    /** IANA */
    timeZone: p.text(),
    /** ISO 4217 */
    currency: p.text(),
  },
});

export const organizationEntities = [Organization, Brand, Location];
