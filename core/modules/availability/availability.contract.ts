import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { Email, Id, Instant, PlainDay, TimeZone } from '../../kernel/http/fields.ts';

/** Add-ons, with commas between them. */
const AddonIds = z
  .string()
  .max(800)
  .transform((ids) => ids.split(','))
  .pipe(z.array(Id).max(20));

export const AvailabilityQuery = z.strictObject({
  serviceId: Id,
  /** One member of staff; left out: anyone who does the service. */
  staffId: Id.optional(),
  /** First and last day, both included, in `timeZone`; at most 42 days. */
  from: PlainDay,
  to: PlainDay,
  /** The visitor's zone: days and parts of the day are cut in it. */
  timeZone: TimeZone,
  /** One of the service's lengths; left out: its own. */
  durationMinutes: z.coerce.number().int().min(1).max(1440).optional(),
  addonIds: AddonIds.optional(),
  /** Of a service that is booked by its link only. */
  link: z.string().max(100).optional(),
});
export type AvailabilityQuery = z.infer<typeof AvailabilityQuery>;

/** Made by the engine, hundreds in an answer: its form is not proven again on the way out. */
const Start = z.string().meta({ format: 'date-time', description: 'Instant, ISO 8601 with Z' });

export const SlotDay = z.object({
  date: z.string(),
  /** How many times are free. */
  free: z.int(),
  /** Starts before 12:00, from 12:00 and from 17:00, in the zone asked for. */
  morning: z.array(Start),
  afternoon: z.array(Start),
  evening: z.array(Start),
  /** Of a night in which clocks go back: the starts that the clock shows twice, each with its offset such as `+02:00`. */
  offsets: z.record(z.string(), z.string()).optional(),
});
export type SlotDay = z.infer<typeof SlotDay>;

export const AvailabilityView = z.object({
  serviceId: Id,
  staffId: Id.nullable(),
  timeZone: z.string(),
  locationTimeZone: z.string(),
  /** Every day asked for, also those without a free time. */
  days: z.array(SlotDay),
});
export type AvailabilityView = z.infer<typeof AvailabilityView>;

export const FreeDaysView = z.object({
  serviceId: Id,
  staffId: Id.nullable(),
  timeZone: z.string(),
  days: z.array(z.object({ date: PlainDay, free: z.int() })),
});
export type FreeDaysView = z.infer<typeof FreeDaysView>;

export const FirstFreeView = z.object({
  serviceId: Id,
  /** Everyone who does the service, in the order of the business; `startsAt` null: nothing free on these days. */
  data: z.array(
    z.object({
      staff: z.object({ id: Id, name: z.string() }),
      startsAt: Instant.nullable(),
      /** The colleague who serves then, where whoever was asked for is away. */
      instead: z.object({ id: Id, name: z.string() }).optional(),
    }),
  ),
});
export type FirstFreeView = z.infer<typeof FirstFreeView>;

/** The team asks about any service and start, with the customer's address also about limits of theirs. */
export const ExplainQuery = z.strictObject({
  serviceId: Id,
  staffId: Id.optional(),
  startsAt: Instant,
  durationMinutes: z.coerce.number().int().min(1).max(1440).optional(),
  addonIds: AddonIds.optional(),
  /** How many come. */
  party: z.coerce.number().int().min(1).max(100).optional(),
  email: Email.optional(),
});
export type ExplainQuery = z.infer<typeof ExplainQuery>;

const Moment = z.union([z.string(), z.null()]);
/** One rule that the start breaks, with what is known of it; instants are ISO 8601, dates `YYYY-MM-DD`. */
const BrokenView = z.object({
  /** `service_inactive`, `past`, `notice`, `window`, `outside_hours`, `busy` …: the table in docs/scheduling.md. */
  rule: z.string(),
  resources: z.array(z.object({ id: Id, name: z.string() })).optional(),
  from: Moment.optional(),
  to: Moment.optional(),
  /** Minutes of the day. */
  hours: z.array(z.object({ from: z.int(), to: z.int() })).optional(),
  caps: z.array(z.record(z.string(), z.unknown())).optional(),
  days: z.int().optional(),
  daysBetween: z.int().optional(),
  needs: z.array(z.object({ name: z.string(), count: z.int(), units: z.int(), able: z.int() })).optional(),
});
/** What to change, by its `kind`, with the field's new value. */
const ChangeView = z.record(z.string(), z.unknown());

export const ExplainView = z.object({
  serviceId: Id,
  startsAt: Instant,
  timeZone: z.string(),
  /** With at least one of them it can be booked. */
  offered: z.boolean(),
  candidates: z.array(
    z.object({
      staff: z.object({ id: Id, name: z.string() }),
      /** Who was asked for, is away then and named this colleague. */
      insteadOf: Id.optional(),
      /** None: it can be booked with them. */
      broken: z.array(BrokenView),
      /** What together would open the start; null: nothing would. */
      changes: z.array(ChangeView).nullable(),
      /** Their nearest free start within three days of it. */
      nearest: Instant.nullable(),
    }),
  ),
  /** Who could be had with the fewest changes. */
  smallest: z.object({ staffId: Id, changes: z.array(ChangeView) }).nullable(),
});
export type ExplainView = z.infer<typeof ExplainView>;

export const availabilityApi = defineApi({
  slots: {
    method: 'GET',
    path: '/availability',
    access: 'public',
    limit: 'read',
    kept: true,
    summary: 'Free times by day',
    query: AvailabilityQuery,
    response: AvailabilityView,
  },
  days: {
    method: 'GET',
    path: '/availability/days',
    access: 'public',
    limit: 'read',
    kept: true,
    summary: 'Free days with how many times each has',
    query: AvailabilityQuery,
    response: FreeDaysView,
  },
  first: {
    method: 'GET',
    path: '/availability/first',
    access: 'public',
    limit: 'read',
    summary: 'The first free time of each member of staff',
    query: AvailabilityQuery,
    response: FirstFreeView,
  },
  explain: {
    method: 'GET',
    path: '/availability/explain',
    access: 'can:bookings.read',
    summary: 'Why a time is not offered, and the smallest change that would open it',
    query: ExplainQuery,
    response: ExplainView,
  },
});
