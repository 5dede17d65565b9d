import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { RulesPreview, RulesQuery } from '../availability/rules/rule-changes.contract.ts';
import { Email, Id, Instant, Line, Locale, Money, Phone, Prose, TimeZone } from '../../kernel/http/fields.ts';

export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, { message: 'may hold small letters, digits and hyphens' });

/** Of a service that is opened by its link alone. */
const LinkToken = z.string().regex(/^[A-Za-z0-9_-]{22}$/, { message: 'is no link' });

export const PageService = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  /** Of a class there are sessions to join, and no times of its own. */
  kind: z.enum(['appointment', 'class']),
  durationMinutes: z.int(),
  price: Money.nullable(),
  /** Lengths to choose from, shortest first; one or more. A price is null when none is shown. */
  durations: z.array(z.object({ minutes: z.int(), price: Money.nullable() })),
  addons: z.array(z.object({ id: Id, name: z.string(), minutes: z.int(), price: Money })),
  /** What it costs with staff of a level, where that differs. */
  levelPrices: z.array(z.object({ level: z.string(), minutes: z.int().nullable(), price: Money })),
  minParty: z.int(),
  maxParty: z.int(),
  /** How many dates a customer may book at once as a series; 0: none. */
  seriesMost: z.int(),
  requiresApproval: z.boolean(),
  /** How long before the start it can last be moved or cancelled: said before it is booked. */
  changeNoticeMinutes: z.int(),
  moveNoticeMinutes: z.int(),
  cancelNoticeMinutes: z.int(),
  staffIds: z.array(Id),
  /** The next time that can be booked with any of its staff, or null when the window holds none. */
  nextFreeAt: Instant.nullable(),
});

export const PageStaff = z.object({ id: Id, name: z.string(), level: z.string().nullable() });

export const PageView = z.object({
  slug: z.string(),
  business: z.object({ name: z.string(), accent: z.string().nullable(), locale: z.string() }),
  location: z.object({
    id: Id,
    name: z.string(),
    description: z.string(),
    address: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    timeZone: z.string(),
    currency: z.string(),
  }),
  services: z.array(PageService),
  staff: z.array(PageStaff),
  now: Instant,
});
export type PageView = z.infer<typeof PageView>;

export const BusinessView = z.object({
  organization: z.object({ id: Id, name: z.string(), locale: z.string() }),
  location: z.object({
    id: Id,
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    address: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    timeZone: z.string(),
    currency: z.string(),
    accent: z.string().nullable(),
  }),
  bookingUrl: z.string(),
});
export type BusinessView = z.infer<typeof BusinessView>;

export const UpdateBusiness = z.strictObject({
  name: Line(120).optional(),
  locale: Locale.optional(),
  location: z
    .strictObject({
      name: Line(120).optional(),
      description: Prose(2000).optional(),
      address: Prose(300).optional(),
      phone: Phone.nullable().optional(),
      email: Email.nullable().optional(),
      timeZone: TimeZone.optional(),
      accent: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i)
        .nullable()
        .optional(),
    })
    .optional(),
});
export type UpdateBusiness = z.infer<typeof UpdateBusiness>;

export const organizationsApi = defineApi({
  showPage: {
    method: 'GET',
    path: '/pages/:slug',
    access: 'public',
    limit: 'read',
    summary: 'A public booking page: business, services, staff and next free times',
    params: z.strictObject({ slug: Slug }),
    /** `link`: opens a service that is on no page. */
    query: z.strictObject({ link: LinkToken.optional() }),
    response: PageView,
  },
  showBusiness: {
    method: 'GET',
    path: '/business',
    access: 'can:settings.read',
    summary: 'The business and its location',
    response: BusinessView,
  },
  updateBusiness: {
    method: 'PATCH',
    path: '/business',
    access: 'can:settings.write',
    summary: 'Change the business or its first location',
    query: RulesQuery,
    body: UpdateBusiness,
    response: BusinessView,
    preview: RulesPreview,
  },
});
