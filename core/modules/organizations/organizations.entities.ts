import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
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
    active: p.boolean().default(true),
    position: p.integer().default(0),
    /** ISO 3166-1; null: no public holidays are kept. */
    holidayCountry: p.text().nullable(),
    /** ISO 3166-2 without the country: `BY`, `CA-LA`. */
    holidayRegion: p.text().nullable(),
  },
});

export type Location = InferEntity<typeof Location>;

/** A public holiday that is worked on, or a day of the location's own that is not. */
export const HolidayException = defineEntity({
  name: 'HolidayException',
  tableName: 'holiday_exceptions',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    locationId: p.uuid().primary(),
    /** YYYY-MM-DD */
    day: p.date().primary(),
    kind: p.enum(['open', 'closed']),
    name: p.text().default(''),
  },
});

/** How long it takes from one location to another. */
export const TravelTime = defineEntity({
  name: 'TravelTime',
  tableName: 'travel_times',
  ...tenantWall(),
  properties: {
    organizationId: p.uuid().primary(),
    fromLocationId: p.uuid().primary(),
    toLocationId: p.uuid().primary(),
    minutes: p.integer(),
  },
});

export const organizationEntities = [Organization, Brand, Location, HolidayException, TravelTime];
