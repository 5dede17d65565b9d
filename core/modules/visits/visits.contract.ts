import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { Email, Id, Instant, Line, Locale, Money, Phone, PlainDay, Prose, TimeZone } from '../../kernel/http/fields.ts';
import { BookingView, Booked, CustomerInput } from '../bookings/bookings.contract.ts';

export const MOST_PARTS = 6;
export const MOST_DAYS = 7;

const Part = z.strictObject({
  serviceId: Id,
  /** Left out or null: whoever is free. */
  staffId: Id.nullish(),
  durationMinutes: z.int().min(1).max(1440).optional(),
  addonIds: z.array(Id).max(20).optional(),
  /** So many people have this service at once, each served by somebody else. */
  people: z.int().min(1).max(MOST_PARTS).default(1),
});
const Shape = {
  /** At most 6 in all, people counted. */
  parts: z.array(Part).min(1).max(MOST_PARTS),
  /** One after the other as given, in whatever order is best, or all at once. */
  order: z.enum(['sequence', 'any', 'parallel']).default('sequence'),
  /** Between one part and the next. */
  maxGapMinutes: z.int().min(0).max(240).default(30),
  /** One person for all parts, as few people as possible, or as it comes. */
  sameStaff: z.enum(['required', 'preferred', 'any']).default('any'),
  /** Of services that are booked by their link only. */
  link: z.string().max(100).optional(),
};

export const FindVisits = z.strictObject({
  ...Shape,
  /** First and last day, both included, in `timeZone`; at most 7 days. */
  from: PlainDay,
  to: PlainDay,
  timeZone: TimeZone,
});
export type FindVisits = z.infer<typeof FindVisits>;
export type VisitShape = z.infer<z.ZodObject<typeof Shape>>;

export const VisitDays = z.object({
  timeZone: z.string(),
  /** Every day asked for, with the starts from which the whole visit is possible. */
  days: z.array(z.object({ date: PlainDay, starts: z.array(Instant) })),
});
export type VisitDays = z.infer<typeof VisitDays>;

export const BookVisit = z.strictObject({
  ...Shape,
  startsAt: Instant,
  customer: CustomerInput,
  timeZone: TimeZone,
  locale: Locale.default('en'),
  note: Prose(1000).default(''),
});
export type BookVisit = z.infer<typeof BookVisit>;

export const DeskBookVisit = z.strictObject({
  ...Shape,
  startsAt: Instant,
  customer: z.strictObject({ name: Line(120), email: Email.nullish(), phone: Phone.nullish() }),
  timeZone: TimeZone.optional(),
  locale: Locale.optional(),
  note: Prose(1000).default(''),
});
export type DeskBookVisit = z.infer<typeof DeskBookVisit>;

/** What would be booked, of a request that books nothing (`?dryRun=true`). */
export const VisitPreview = z.object({
  dryRun: z.literal(true),
  startsAt: Instant,
  endsAt: Instant,
  gapMinutes: z.int(),
  /** By their starts. */
  parts: z.array(
    z.object({
      /** Place among the parts asked for, from 0, people counted one by one. */
      part: z.int(),
      service: z.object({ id: Id, name: z.string() }),
      staff: z.object({ id: Id, name: z.string() }),
      startsAt: Instant,
      endsAt: Instant,
      price: Money.nullable(),
    }),
  ),
});
export type VisitPreview = z.infer<typeof VisitPreview>;

export const BookedVisit = z.object({
  visitId: Id,
  startsAt: Instant,
  endsAt: Instant,
  /** By their starts; each has a link of its own. */
  bookings: z.array(Booked),
});
export type BookedVisit = z.infer<typeof BookedVisit>;

export const DeskVisit = z.object({
  visitId: Id,
  startsAt: Instant,
  endsAt: Instant,
  bookings: z.array(BookingView),
});
export type DeskVisit = z.infer<typeof DeskVisit>;

const DryRun = z.strictObject({ dryRun: z.enum(['true', 'false']).optional() });

export const visitsApi = defineApi({
  findVisits: {
    method: 'POST',
    path: '/availability/visits',
    access: 'public',
    limit: 'read',
    summary: 'When several services can be had in one visit; reads only',
    body: FindVisits,
    response: VisitDays,
  },
  bookVisit: {
    method: 'POST',
    path: '/visits',
    access: 'public',
    limit: 'booking',
    idempotent: true,
    summary: 'Book several services in one visit, all or nothing; `?dryRun=true` tells the plan',
    query: DryRun,
    body: BookVisit,
    response: BookedVisit,
    preview: VisitPreview,
    status: 201,
  },
  deskBookVisit: {
    method: 'POST',
    path: '/desk/visits',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Book several services in one visit for a customer',
    query: DryRun,
    body: DeskBookVisit,
    response: DeskVisit,
    preview: VisitPreview,
    status: 201,
  },
});
