import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Email, Id, Line, listOf, Phone, PlainDay, Prose, TimeZone } from '../../kernel/http/fields.ts';
import { RulesPreview, RulesQuery } from '../availability/rules/rule-changes.contract.ts';
import { Slug } from './organizations.contract.ts';

const HolidayException = z.strictObject({
  day: PlainDay,
  /** `open`: this public holiday is worked on. `closed`: a day of the location's own. */
  kind: z.enum(['open', 'closed']),
  name: Line(80).or(z.literal('')).default(''),
});

/** Public holidays of this country close the location's staff, unless an override gives the day hours. */
export const HolidayRules = z.strictObject({
  /** ISO 3166-1, such as `DE`; null: none. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, { message: 'is two capital letters' })
    .nullable(),
  /** ISO 3166-2 without the country, such as `BY` or `CA-LA`; null: those of the whole country. */
  region: z
    .string()
    .regex(/^[A-Z0-9]{1,3}(-[A-Z0-9]{1,4}){0,2}$/, { message: 'is no region' })
    .nullable()
    .default(null),
  exceptions: z
    .array(HolidayException)
    .max(200)
    .refine((list) => new Set(list.map(({ day }) => day)).size === list.length, { message: 'a day may appear once' })
    .default([]),
});
export type HolidayRules = z.infer<typeof HolidayRules>;

export const LocationView = z.object({
  id: Id,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  address: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  timeZone: z.string(),
  currency: z.string(),
  active: z.boolean(),
  position: z.int(),
  holidayCountry: z.string().nullable(),
  holidayRegion: z.string().nullable(),
  bookingUrl: z.string(),
});
export type LocationView = z.infer<typeof LocationView>;

const fields = {
  name: Line(120),
  description: Prose(2000),
  address: Prose(300),
  phone: Phone.nullable(),
  email: Email.nullable(),
  timeZone: TimeZone,
};

export const CreateLocation = z.strictObject({
  ...fields,
  /** Of its page, `/b/<slug>`; unique in the whole installation. */
  slug: Slug,
  description: fields.description.default(''),
  address: fields.address.default(''),
  phone: fields.phone.default(null),
  email: fields.email.default(null),
  /** ISO 4217 */
  currency: z.string().regex(/^[A-Z]{3}$/, { message: 'is three capital letters' }),
});
export type CreateLocation = z.infer<typeof CreateLocation>;

export const UpdateLocation = z
  .strictObject({ ...fields, slug: Slug, active: z.boolean(), position: z.int().min(0).max(100_000) })
  .partial();
export type UpdateLocation = z.infer<typeof UpdateLocation>;

const TravelTime = z
  .strictObject({ fromLocationId: Id, toLocationId: Id, minutes: z.int().min(1).max(480) })
  .refine(({ fromLocationId, toLocationId }) => fromLocationId.toLowerCase() !== toLocationId.toLowerCase(), {
    message: 'must be another location',
    path: ['toLocationId'],
  });

/** A way that is given in one direction only takes as long back. */
export const SetTravelTimes = z.strictObject({
  times: z
    .array(TravelTime)
    .max(600)
    .refine(
      (list) =>
        new Set(list.map((way) => `${way.fromLocationId} ${way.toLocationId}`.toLowerCase())).size === list.length,
      { message: 'a way may appear once' },
    ),
});
export type SetTravelTimes = z.infer<typeof SetTravelTimes>;

export const HolidayView = z.object({
  day: PlainDay,
  name: z.string(),
  /** `open` and `closed` are exceptions of this location. */
  kind: z.enum(['public', 'open', 'closed']),
});
export type HolidayView = z.infer<typeof HolidayView>;

const Year = z.string().regex(/^20\d\d$/, { message: 'is a year such as 2027' });
const Region = z.object({ code: z.string(), name: z.string() });
const rules = { query: RulesQuery, preview: RulesPreview } as const;

export const locationsApi = defineApi({
  listLocations: {
    method: 'GET',
    path: '/locations',
    access: 'can:settings.read',
    summary: 'All locations, the first one first',
    response: listOf(LocationView),
  },
  createLocation: {
    method: 'POST',
    path: '/locations',
    access: 'can:settings.write',
    idempotent: true,
    summary: 'Add a location with a page of its own',
    body: CreateLocation,
    response: LocationView,
    status: 201,
  },
  updateLocation: {
    method: 'PATCH',
    path: '/locations/:id',
    access: 'can:settings.write',
    idempotent: true,
    summary: 'Change a location',
    params: ById,
    ...rules,
    body: UpdateLocation,
    response: LocationView,
  },
  listHolidays: {
    method: 'GET',
    path: '/locations/:id/holidays',
    access: 'can:schedules.read',
    summary: 'Public holidays of a year and the exceptions of this location',
    params: ById,
    query: z.strictObject({ year: Year }),
    response: listOf(HolidayView),
  },
  setHolidays: {
    method: 'PUT',
    path: '/locations/:id/holidays',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Which public holidays are kept here',
    params: ById,
    ...rules,
    body: HolidayRules,
    response: LocationView,
  },
  listHolidayRegions: {
    method: 'GET',
    path: '/holiday-regions',
    access: 'can:schedules.read',
    summary: 'Countries whose public holidays are known, or the regions of one',
    query: z.strictObject({ country: z.string().regex(/^[A-Z]{2}$/).optional() }), // prettier-ignore
    response: listOf(Region),
  },
  listTravelTimes: {
    method: 'GET',
    path: '/travel-times',
    access: 'can:schedules.read',
    summary: 'How long it takes between locations',
    response: listOf(TravelTime),
  },
  setTravelTimes: {
    method: 'PUT',
    path: '/travel-times',
    access: 'can:schedules.write',
    idempotent: true,
    summary: 'Replace all travel times',
    ...rules,
    body: SetTravelTimes,
    response: listOf(TravelTime),
  },
});
