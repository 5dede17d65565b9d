import type { BookedSlot, SlotRequest } from './book-slot.ts';
import type { BookingRow } from './booking-row.ts';
import type { MovedBooking, MoveRequest } from './move-booking.ts';

/** Seats in a session of a class, for the one who asks and their guests. */
export interface SeatRequest extends SlotRequest {
  readonly sessionId: string;
  readonly seats: number;
  /** Names of those who come along; at most one less than there are seats. */
  readonly guests: readonly string[];
}

/** What a class does for bookings: takes seats, and changes them for others. */
export interface Seats {
  join(request: SeatRequest): Promise<BookedSlot>;
  /** The booking that it would be; writes nothing. */
  preview(request: SeatRequest): Promise<BookingRow>;
  /** `again`: the booking was changed meanwhile, and the request does not say which version was seen. */
  switchSession(request: MoveRequest, before: BookingRow): Promise<MovedBooking | 'again'>;
}
