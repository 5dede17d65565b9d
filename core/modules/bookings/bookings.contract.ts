import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Email, Id, Instant, Line, Locale, Money, Phone, Prose, TimeZone } from '../../kernel/http/fields.ts';

export const BookingStatus = z.enum(['pending', 'confirmed', 'completed', 'no_show', 'cancelled']);
export type BookingStatus = z.infer<typeof BookingStatus>;

export const CustomerInput = z.strictObject({ name: Line(120), email: Email, phone: Phone.nullish() });

/** In a session of a class: how many seats, and who comes along. */
export const SeatFields = {
  sessionId: Id.optional(),
  seats: z.int().min(1).max(50).optional(),
  guests: z
    .array(z.strictObject({ name: Line(120) }))
    .max(49)
    .optional(),
};

export type SeatFields = z.infer<z.ZodObject<typeof SeatFields>>;

/** What is chosen of a service. */
export const ChoiceFields = {
  /** One of its lengths; left out: its own. */
  durationMinutes: z.int().min(1).max(1440).optional(),
  addonIds: z.array(Id).max(20).optional(),
  /** How many come; 1 unless told. */
  party: z.int().min(1).max(100).optional(),
};

export const BookSlot = z.strictObject({
  serviceId: Id,
  /** Left out or null: anyone who is free. */
  staffId: Id.nullish(),
  startsAt: Instant,
  customer: CustomerInput,
  /** The customer's zone and language: every message uses them. */
  timeZone: TimeZone,
  locale: Locale.default('en'),
  note: Prose(1000).default(''),
  ...ChoiceFields,
  /** Of a hold: the booking takes its place and its id. */
  hold: z.strictObject({ id: Id, token: z.string().max(200) }).optional(),
  /** Of a service that is booked by its link only. */
  link: z.string().max(100).optional(),
  ...SeatFields,
});
export type BookSlot = z.infer<typeof BookSlot>;

export const NextStep = z.object({
  kind: z.enum(['approval', 'reminder-24h', 'reminder-1h', 'start']),
  at: Instant.nullable(),
});

export const BookingView = z.object({
  id: Id,
  status: BookingStatus,
  version: z.int(),
  startsAt: Instant,
  endsAt: Instant,
  /** The customer's zone. */
  timeZone: z.string(),
  locale: z.string(),
  service: z.object({ id: Id, name: z.string(), durationMinutes: z.int() }),
  staff: z.object({ id: Id, name: z.string() }),
  location: z.object({
    id: Id,
    slug: z.string(),
    business: z.string(),
    name: z.string(),
    address: z.string(),
    phone: z.string().nullable(),
    timeZone: z.string(),
  }),
  customer: z.object({ name: z.string(), email: z.string(), phone: z.string().nullable() }),
  price: Money.nullable(),
  note: z.string(),
  addOns: z.array(z.object({ name: z.string(), minutes: z.int(), price: Money })),
  /** How many come. */
  party: z.int(),
  /** Booked together with others of the same visit or series. */
  visitId: Id.nullable(),
  seriesId: Id.nullable(),
  /** Of a seat in a class; guests are shown to the one who booked and to the team. */
  sessionId: Id.optional(),
  seats: z.int().optional(),
  guests: z.array(z.object({ name: z.string() })).optional(),
  /** What will happen, soonest first. */
  next: z.array(NextStep),
  /** Until when the customer may move it; null: no longer. */
  changeUntil: Instant.nullable(),
  canChange: z.boolean(),
  /** The same of cancelling. */
  cancelUntil: Instant.nullable(),
  canCancel: z.boolean(),
});
export type BookingView = z.infer<typeof BookingView>;

/** The token is shown once, here and in the customer's mail; the database keeps its hash. */
export const Booked = z.object({
  booking: BookingView,
  token: z.string(),
  manageUrl: z.string(),
  calendarUrl: z.string(),
});
export type Booked = z.infer<typeof Booked>;

export const MoveBooking = z.strictObject({
  startsAt: Instant,
  staffId: Id.nullish(),
  /** The version last seen; another one answers 409 `booking.changed`. */
  version: z.int().min(1).optional(),
});
export type MoveBooking = z.infer<typeof MoveBooking>;

export const CancelBooking = z.strictObject({ reason: Prose(500).default(''), version: z.int().min(1).optional() });
export type CancelBooking = z.infer<typeof CancelBooking>;

/** What a booking would be, of a request that books nothing (`?dryRun=true`). */
export const BookPreview = z.object({
  dryRun: z.literal(true),
  staff: z.object({ id: Id, name: z.string() }),
  status: BookingStatus,
  startsAt: Instant,
  endsAt: Instant,
  price: Money.nullable(),
  /** Why this person, and who would come next. */
  assignment: z.object({
    strategy: z.string(),
    order: z.array(
      z.object({
        staffId: Id,
        /** Served this customer last, and the service prefers that. */
        usual: z.boolean(),
        /** What the strategy compares: booked minutes of the day, share of the month, or null. */
        measure: z.number().nullable(),
        lastAssignedAt: Instant.nullable(),
        position: z.int(),
      }),
    ),
  }),
});
export type BookPreview = z.infer<typeof BookPreview>;

export const DryRun = z.strictObject({ dryRun: z.enum(['true', 'false']).optional() });

export const bookingsApi = defineApi({
  book: {
    method: 'POST',
    path: '/bookings',
    access: 'public',
    limit: 'booking',
    idempotent: true,
    summary: 'Book a free time; `?dryRun=true` judges it by everything and books nothing',
    query: DryRun,
    body: BookSlot,
    response: Booked,
    preview: BookPreview,
    status: 201,
  },
  show: {
    method: 'GET',
    path: '/bookings/:id',
    access: 'booking-link',
    limit: 'read',
    summary: 'The booking that this link opens',
    params: ById,
    response: BookingView,
  },
  move: {
    method: 'POST',
    path: '/bookings/:id/reschedule',
    access: 'booking-link',
    limit: 'write',
    idempotent: true,
    summary: 'Move it to another free time',
    params: ById,
    body: MoveBooking,
    response: BookingView,
  },
  cancel: {
    method: 'POST',
    path: '/bookings/:id/cancel',
    access: 'booking-link',
    limit: 'write',
    idempotent: true,
    summary: 'Cancel it',
    params: ById,
    body: CancelBooking,
    response: BookingView,
  },
  calendar: {
    method: 'GET',
    path: '/bookings/:id/calendar.ics',
    access: 'booking-link',
    limit: 'read',
    summary: 'The calendar file',
    params: ById,
    query: z.strictObject({ token: z.string().max(200).optional() }),
    produces: 'text/calendar; charset=utf-8',
  },
});
