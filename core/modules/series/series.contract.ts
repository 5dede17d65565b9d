import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { ById, Email, Id, Instant, Line, Locale, Phone, Prose, TimeZone } from '../../kernel/http/fields.ts';
import { BookingView, CustomerInput } from '../bookings/bookings.contract.ts';

/** As many bookings as one series may have. */
export const MOST_OCCURRENCES = 104;

export const WallTime = z
  .string()
  .regex(/^20\d\d-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/, { message: 'must be a wall time such as 2027-05-03T09:30' })
  .meta({ description: "YYYY-MM-DDTHH:MM on the wall clock of the series' zone" });

/** What becomes of times that cannot be: nothing is done at all, they are left out, or they take another time. */
const OnConflict = z.enum(['refuse', 'skip', 'alternative']).default('refuse');
const Occurrence = z.int().min(1).max(1000);
/** Other times for some of the occurrences. */
const Chosen = z
  .array(z.strictObject({ occurrence: Occurrence, startsAt: Instant, staffId: Id.optional() }))
  .max(MOST_OCCURRENCES)
  .default([]);

const Rule = {
  serviceId: Id,
  /** Left out or null: whoever is free, the same person as often as possible. */
  staffId: Id.nullish(),
  /** RFC 5545, such as `FREQ=WEEKLY;COUNT=10`; must end. */
  rrule: z.string().max(300),
  /** On the wall clock of the location: there every occurrence begins at this hour, also when the clocks change. */
  startsAt: WallTime,
  /** Wall times to leave out. */
  exdates: z.array(WallTime).max(MOST_OCCURRENCES).default([]),
  note: Prose(1000).default(''),
  onConflict: OnConflict,
  chosen: Chosen,
};

export const BookSeries = z.strictObject({
  ...Rule,
  customer: CustomerInput,
  timeZone: TimeZone,
  locale: Locale.default('en'),
  /** Of a service that is booked by its link only. */
  link: z.string().max(100).optional(),
});
export type BookSeries = z.infer<typeof BookSeries>;

export const DeskBookSeries = z.strictObject({
  ...Rule,
  customer: z.strictObject({ name: Line(120), email: Email.nullish(), phone: Phone.nullish() }),
  timeZone: TimeZone.optional(),
  locale: Locale.optional(),
});
export type DeskBookSeries = z.infer<typeof DeskBookSeries>;

const Reach = {
  scope: z.enum(['this', 'following', 'all']),
  /** Which one, or from which one on; for `all` left out. */
  occurrence: Occurrence.optional(),
};

export const MoveSeries = z.strictObject({
  ...Reach,
  /** Where the first of those that are moved goes; the others go as far, on the wall clock. */
  startsAt: WallTime,
  staffId: Id.nullish(),
  onConflict: OnConflict,
  chosen: Chosen,
});
export type MoveSeries = z.infer<typeof MoveSeries>;
export const DeskMoveSeries = MoveSeries.extend({ notify: z.boolean().default(true) });

export const CancelSeries = z.strictObject({
  ...Reach,
  reason: Prose(500).default(''),
  /** Those for which it is too late: cancel none, or the others. */
  onConflict: z.enum(['refuse', 'skip']).default('refuse'),
});
export type CancelSeries = z.infer<typeof CancelSeries>;
export const DeskCancelSeries = CancelSeries.extend({ notify: z.boolean().default(true) });

export const PlannedTime = z.object({
  occurrence: z.int(),
  /** On the wall clock of the series' zone. */
  wall: z.string(),
  /** Null: the clocks skip it. */
  startsAt: Instant.nullable(),
  free: z.boolean(),
  staff: z.object({ id: Id, name: z.string() }).nullable(),
  /** Why not, as of `booking.…`: `slot_taken`, `outside_hours`, `too_far_ahead`, …; `skipped_by_clock`, `too_late_to_change`. */
  reason: z.string().nullable(),
  /** The three nearest free starts. */
  alternatives: z.array(Instant),
});
export type PlannedTime = z.infer<typeof PlannedTime>;

/** What would be, of a request that changes nothing (`?dryRun=true`). */
export const SeriesPreview = z.object({
  dryRun: z.literal(true),
  timeZone: z.string(),
  conflicts: z.int(),
  times: z.array(PlannedTime),
  /** Wall times of the rule that the clocks skip: they do not count. */
  skipped: z.array(z.string()),
});
export type SeriesPreview = z.infer<typeof SeriesPreview>;

export const SeriesView = z.object({
  id: Id,
  rrule: z.string(),
  startsAt: z.string(),
  timeZone: z.string(),
  service: z.object({ id: Id, name: z.string() }),
  /** In their order; the numbers of those that were left out are missing. */
  bookings: z.array(z.object({ occurrence: z.int(), booking: BookingView })),
});
export type SeriesView = z.infer<typeof SeriesView>;

/** The token opens the whole series and is shown once; each booking has its own link besides. */
export const BookedSeries = z.object({ series: SeriesView, token: z.string() });
export type BookedSeries = z.infer<typeof BookedSeries>;

const DryRun = z.strictObject({ dryRun: z.enum(['true', 'false']).optional() });
const LINK = { access: 'booking-link', limit: 'write', idempotent: true, params: ById, query: DryRun } as const;
const DESK = { access: 'can:bookings.write', idempotent: true, query: DryRun } as const;

export const seriesApi = defineApi({
  bookSeries: {
    method: 'POST',
    path: '/series',
    access: 'public',
    limit: 'booking',
    idempotent: true,
    summary: 'Book a recurring series, all or nothing; `?dryRun=true` says which times are free',
    query: DryRun,
    body: BookSeries,
    response: BookedSeries,
    preview: SeriesPreview,
    status: 201,
  },
  showSeries: {
    method: 'GET',
    path: '/series/:id',
    access: 'booking-link',
    limit: 'read',
    summary: 'The series that this link opens',
    params: ById,
    response: SeriesView,
  },
  moveSeries: {
    ...LINK,
    method: 'POST',
    path: '/series/:id/reschedule',
    summary: 'Move this booking, this and the following, or all that are to come',
    body: MoveSeries,
    response: SeriesView,
    preview: SeriesPreview,
  },
  cancelSeries: {
    ...LINK,
    method: 'POST',
    path: '/series/:id/cancel',
    summary: 'Cancel this booking, this and the following, or all that are to come',
    body: CancelSeries,
    response: SeriesView,
    preview: SeriesPreview,
  },
  deskBookSeries: {
    ...DESK,
    method: 'POST',
    path: '/desk/series',
    summary: 'Book a recurring series for a customer',
    body: DeskBookSeries,
    response: SeriesView,
    preview: SeriesPreview,
    status: 201,
  },
  deskShowSeries: {
    method: 'GET',
    path: '/desk/series/:id',
    access: 'can:bookings.read',
    summary: 'A series with its bookings',
    params: ById,
    response: SeriesView,
  },
  deskMoveSeries: {
    ...DESK,
    method: 'POST',
    path: '/desk/series/:id/reschedule',
    summary: 'Move one, the following or all of a series',
    params: ById,
    body: DeskMoveSeries,
    response: SeriesView,
    preview: SeriesPreview,
  },
  deskCancelSeries: {
    ...DESK,
    method: 'POST',
    path: '/desk/series/:id/cancel',
    summary: 'Cancel one, the following or all of a series',
    params: ById,
    body: DeskCancelSeries,
    response: SeriesView,
    preview: SeriesPreview,
  },
});
