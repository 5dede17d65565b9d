import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import { Email, Id, Instant, Line, Locale, Phone, Prose, TimeZone } from '../../kernel/http/fields.ts';

const ImportBooking = z.strictObject({
  serviceId: Id,
  staffId: Id,
  startsAt: Instant,
  /** One of the service's lengths; left out: its own. */
  durationMinutes: z.int().min(1).max(1440).optional(),
  customer: z.strictObject({ name: Line(120), email: Email.nullish(), phone: Phone.nullish() }),
  timeZone: TimeZone.optional(),
  locale: Locale.optional(),
  note: Prose(1000).default(''),
});

export const ImportBookings = z.strictObject({ bookings: z.array(ImportBooking).min(1).max(200) });
export type ImportBookings = z.infer<typeof ImportBookings>;

export const ImportedBookings = z.object({
  imported: z.int(),
  /** One for each, in their order. */
  results: z.array(
    z.object({
      index: z.int(),
      bookingId: Id.nullable(),
      /** Why it could not be, as for any booking. */
      problem: z.object({ code: z.string(), message: z.string() }).nullable(),
    }),
  ),
});
export type ImportedBookings = z.infer<typeof ImportedBookings>;

export const importApi = defineApi({
  importBookings: {
    method: 'POST',
    path: '/desk/bookings/import',
    access: 'can:bookings.override',
    idempotent: true,
    summary: 'Take over bookings from elsewhere, up to 200; past ones too, never over another',
    body: ImportBookings,
    response: ImportedBookings,
  },
});
