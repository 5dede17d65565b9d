import { z } from 'zod';
import { Id, Instant } from '../../../kernel/http/fields.ts';

const Flag = z.enum(['true', 'false']).optional();

/** Of every route that changes a rule which bookings may stand on. */
export const RulesQuery = z.strictObject({
  /** `true`: answers what the change would do and writes nothing. */
  dryRun: Flag,
  /** `true`: change it, although bookings are affected. They stay as they are. */
  confirm: Flag,
});
export type RulesQuery = z.infer<typeof RulesQuery>;

/** Why a booking that the present rules allow would not be allowed by the new ones. */
export const Why = z.enum([
  'outside_hours',
  'time_off',
  'staff_inactive',
  'resource_inactive',
  'service_inactive',
  'not_offered_then',
  'not_their_service',
  'no_room',
  /** The next booking of one of its people is at another location, nearer in time than the way takes. */
  'travel_time',
]);
export type Why = z.infer<typeof Why>;

/** A coming booking, or a session of a class: its seats are not listed one by one. */
export const AffectedBooking = z.object({
  id: Id,
  kind: z.enum(['booking', 'session']).default('booking'),
  startsAt: Instant,
  /** Empty for a session. */
  customerName: z.string(),
  serviceName: z.string(),
  staffName: z.string(),
  why: Why,
  /** Of a session, of which nobody need have joined yet. */
  seats: z.object({ taken: z.int(), capacity: z.int() }).optional(),
});
export type AffectedBooking = z.infer<typeof AffectedBooking>;

/** The answer to `?dryRun=true`. */
export const RulesPreview = z.object({
  /** Coming bookings that the new rules would not allow, earliest first; at most 200 of them. */
  affected: z.array(AffectedBooking),
  /** How many there are in all. */
  affectedCount: z.int(),
  /** Starts in the next four weeks that would be offered besides those of today's rules, and no longer. */
  slotsGained: z.int(),
  slotsLost: z.int(),
  /** Rules that can be kept and yet offer nothing: who works never so long without a pause as the service takes. */
  warnings: z.array(
    z.object({
      code: z.literal('never_fits'),
      serviceId: Id,
      serviceName: z.string(),
      staffId: Id,
      staffName: z.string(),
      durationMinutes: z.int(),
      longestMinutes: z.int(),
    }),
  ),
});
export type RulesPreview = z.infer<typeof RulesPreview>;
