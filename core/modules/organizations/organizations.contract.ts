import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { Email, Id, Instant, Line, Locale, Money, Phone, Prose, TimeZone } from '../../kernel/http/fields.ts';

export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, { message: 'may hold small letters, digits and hyphens' });

export const PageService = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  durationMinutes: z.int(),
  price: Money.nullable(),
  requiresApproval: z.boolean(),
  /** How long before the start it can last be moved or cancelled: said before it is booked. */
  changeNoticeMinutes: z.int(),
  staffIds: z.array(Id),
  /** The next time that can be booked with any of its staff, or null when the window holds none. */
  nextFreeAt: Instant.nullable(),
});

export const PageStaff = z.object({ id: Id, name: z.string() });

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
    summary: 'Change the business or its location',
    body: UpdateBusiness,
    response: BusinessView,
  },
});
