import { z } from 'zod';
import { defineApi } from '../../kernel/http/define-api.ts';
import {
  ById,
  Cursor,
  Email,
  Id,
  Instant,
  Line,
  listOf,
  Locale,
  Phone,
  Prose,
  TimeZone,
} from '../../kernel/http/fields.ts';
import { BookingStatus, BookingView, ChoiceFields, SeatFields } from './bookings.contract.ts';

/** What the team sees of a booking: the customer's view and what is internal. */
export const DeskBooking = BookingView.extend({
  customerId: Id,
  source: z.enum(['online', 'desk']),
  cancelledBy: z.string().nullable(),
  cancelReason: z.string(),
  /** False: waits for approval without keeping anybody from its time. */
  holdsTime: z.boolean(),
  /** Made against these rules, for this reason. */
  override: z.object({ reason: z.string(), rules: z.array(z.string()) }).nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type DeskBooking = z.infer<typeof DeskBooking>;

export const TimelineEntry = z.object({
  at: Instant,
  /** Past: `booked`, `confirmed`, `moved`, `cancelled`, `completed`, `no_show`, `message-sent`, `message-failed`, `message-skipped`. Ahead: `reminder-24h`, `reminder-1h`, `start`, `completion`, `message-retry`. */
  kind: z.string(),
  when: z.enum(['past', 'ahead']),
  actor: z.string(),
  detail: z.string(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const DeskBookingDetail = z.object({ booking: DeskBooking, timeline: z.array(TimelineEntry) });
export type DeskBookingDetail = z.infer<typeof DeskBookingDetail>;

export const DeskQuery = z.strictObject({
  /** Bookings that overlap [from, to). */
  from: Instant.optional(),
  to: Instant.optional(),
  staffId: Id.optional(),
  status: BookingStatus.optional(),
  /** Part of the customer's name or e-mail. */
  q: Prose(100).optional(),
  cursor: Cursor,
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type DeskQuery = z.infer<typeof DeskQuery>;

/** Against hours, notice, limits or over other bookings: takes the permission `bookings.override` and a reason, which stays with the booking. */
export const Override = z.strictObject({ reason: Line(300) });
export type Override = z.infer<typeof Override>;

export const DeskBook = z.strictObject({
  serviceId: Id,
  staffId: Id.nullish(),
  startsAt: Instant,
  /** A walk-in needs only a name. */
  customer: z.strictObject({ name: Line(120), email: Email.nullish(), phone: Phone.nullish() }),
  timeZone: TimeZone.optional(),
  locale: Locale.optional(),
  note: Prose(1000).default(''),
  ...ChoiceFields,
  override: Override.optional(),
  ...SeatFields,
});
export type DeskBook = z.infer<typeof DeskBook>;

const Change = { version: z.int().min(1).optional(), notify: z.boolean().default(true) };
export const DeskMove = z.strictObject({
  ...Change,
  startsAt: Instant,
  staffId: Id.nullish(),
  override: Override.optional(),
});
export type DeskMove = z.infer<typeof DeskMove>;
export const DeskCancel = z.strictObject({ ...Change, reason: Prose(500).default('') });
export type DeskCancel = z.infer<typeof DeskCancel>;
export const DeskSwap = z.strictObject({
  ...Change,
  /** The booking to change places with, and its version last seen. */
  withId: Id,
  withVersion: z.int().min(1).optional(),
});
export type DeskSwap = z.infer<typeof DeskSwap>;
export const DeskChange = z.strictObject(Change);
export type DeskChange = z.infer<typeof DeskChange>;

export const deskApi = defineApi({
  list: {
    method: 'GET',
    path: '/desk/bookings',
    access: 'can:bookings.read',
    summary: 'Bookings by time, staff, status or customer',
    query: DeskQuery,
    response: listOf(DeskBooking),
  },
  show: {
    method: 'GET',
    path: '/desk/bookings/:id',
    access: 'can:bookings.read',
    summary: 'A booking with its timeline, past and ahead',
    params: ById,
    response: DeskBookingDetail,
  },
  book: {
    method: 'POST',
    path: '/desk/bookings',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Book for a customer; notice and window do not apply, hours and overlaps do',
    body: DeskBook,
    response: DeskBooking,
    status: 201,
  },
  confirm: {
    method: 'POST',
    path: '/desk/bookings/:id/confirm',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Approve a pending booking',
    params: ById,
    body: DeskChange,
    response: DeskBooking,
  },
  move: {
    method: 'POST',
    path: '/desk/bookings/:id/reschedule',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Move a booking',
    params: ById,
    body: DeskMove,
    response: DeskBooking,
  },
  swap: {
    method: 'POST',
    path: '/desk/bookings/:id/swap',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Two bookings change places: time and staff',
    params: ById,
    body: DeskSwap,
    response: z.object({ data: z.array(DeskBooking) }),
  },
  cancel: {
    method: 'POST',
    path: '/desk/bookings/:id/cancel',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Cancel a booking, or decline a pending one',
    params: ById,
    body: DeskCancel,
    response: DeskBooking,
  },
  complete: {
    method: 'POST',
    path: '/desk/bookings/:id/complete',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Mark as completed',
    params: ById,
    body: DeskChange,
    response: DeskBooking,
  },
  noShow: {
    method: 'POST',
    path: '/desk/bookings/:id/no-show',
    access: 'can:bookings.write',
    idempotent: true,
    summary: 'Mark as a no-show',
    params: ById,
    body: DeskChange,
    response: DeskBooking,
  },
});
