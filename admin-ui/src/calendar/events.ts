import type { DeskBooking, ServiceView } from '@bookme/core/client';
import { toMillis, type Zone } from '../time/zone.ts';
import { DAY_MINUTES } from './geometry.ts';
import { type Lane, placeInLanes, type Span } from './lanes.ts';

/** The least length that is drawn, in minutes: 24 px, so that a finger and WCAG's target size are served. */
export const SHORTEST = 15;

export interface DayEvent extends Span, Lane {
  booking: DeskBooking;
  /** Minutes kept free around it. */
  before: number;
  after: number;
}

export interface DayColumn {
  staffId: string;
  name: string;
  events: DayEvent[];
}

type Buffers = Pick<ServiceView, 'id' | 'bufferBeforeMinutes' | 'bufferAfterMinutes'>;

/** Its place on that day: it keeps its true length, also over a change of the clock. */
export function spanOn(booking: Pick<DeskBooking, 'startsAt' | 'endsAt'>, day: string, zone: Zone): Span {
  const length = (toMillis(booking.endsAt) - toMillis(booking.startsAt)) / 60_000;
  const begin = zone.wallOf(booking.startsAt);
  if (begin.day === day) return { start: begin.minute, end: Math.min(begin.minute + length, DAY_MINUTES) };
  return { start: 0, end: zone.wallOf(booking.endsAt).minute }; // began the day before
}

/** One column a member: all who can be booked, and those who are no longer but have bookings on the day. */
export function dayColumns({
  bookings,
  staff,
  services,
  day,
  zone,
}: {
  bookings: readonly DeskBooking[];
  staff: readonly { id: string; name: string; active: boolean }[];
  services: readonly Buffers[];
  day: string;
  zone: Zone;
}): DayColumn[] {
  const buffers = new Map(services.map((service) => [service.id, service]));
  // Seats of a class are one block, the session's.
  const shown = bookings.filter(({ status, sessionId }) => status !== 'cancelled' && !sessionId);
  const byStaff = Map.groupBy(shown, (booking) => booking.staff.id);
  const known = staff.filter(({ id, active }) => active || byStaff.has(id));
  const strangers = [...byStaff.values()]
    .map((list) => list[0]!.staff)
    .filter(({ id }) => !known.some((one) => one.id === id));

  return [...known, ...strangers].map(({ id, name }) => {
    const own = (byStaff.get(id) ?? []).map((booking) => ({ booking, ...spanOn(booking, day, zone) }));
    const lanes = placeInLanes(own, SHORTEST);
    const events = own.map((event, index) => ({
      ...event,
      ...lanes[index]!,
      before: buffers.get(event.booking.service.id)?.bufferBeforeMinutes ?? 0,
      after: buffers.get(event.booking.service.id)?.bufferAfterMinutes ?? 0,
    }));
    return { staffId: id, name, events: events.toSorted((a, b) => a.start - b.start || a.lane - b.lane) };
  });
}
