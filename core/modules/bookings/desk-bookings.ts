import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db } from '../../kernel/db/db.ts';
import { userError } from '../../kernel/errors/errors.ts';
import { actorOf, type UserCaller } from '../../kernel/http/callers.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Announce } from './announce.ts';
import { customerOf, type BookedSlot, type SlotRequest } from './book-slot.ts';
import { bookingTimesOf, deskViewOf, type BookingRow } from './booking-row.ts';
import type { SeatFields } from './bookings.contract.ts';
import { assertBegun } from './bookings.domain.ts';
import type { ChangeRequest } from './change-booking.ts';
import { assertOwnCalendar, createDeskQueries, staffScope } from './desk-queries.ts';
import type { DeskBook, DeskBooking, DeskCancel, DeskChange, DeskMove, DeskSwap, Override } from './desk.contract.ts';
import type { MoveBookingAct } from './move-booking.ts';
import { createSwapBookings } from './swap-bookings.ts';
import type { MoveTogether } from './move-together.ts';

export interface DeskBookingsDeps {
  db: Db;
  clock: Clock;
  announce: Announce;
  bookSlot: (request: SlotRequest, seats: SeatFields) => Promise<BookedSlot>;
  moveBooking: MoveBookingAct;
  moveTogether: MoveTogether;
  change: (request: ChangeRequest) => Promise<BookingRow>;
}

const overrideForbidden = () =>
  userError('session.forbidden', { status: 403, message: 'Your role does not allow to book against the rules.' });

function overrideOf(override: Override | undefined, caller: UserCaller): { reason: string } | undefined {
  if (override && !caller.permissions.has('bookings.override')) throw overrideForbidden();
  return override;
}

const shown = (row: BookingRow): DeskBooking => deskViewOf(row, row.updated_at.getTime());

/** What the team does with bookings: the same guarded acts, by their rules. */
export function createDeskBookings(deps: DeskBookingsDeps) {
  const { db, clock, announce, bookSlot, moveBooking, change } = deps;
  const swapBookings = createSwapBookings(deps);
  const queries = createDeskQueries({ db, now: clock.now });

  const deskChange = async (
    to: ChangeRequest['to'],
    bookingId: string,
    body: DeskChange & { reason?: string },
    caller: UserCaller,
    idempotency: Idempotency | null,
  ): Promise<DeskBooking> => {
    const row = await change({
      organizationId: caller.organizationId,
      bookingId,
      to,
      version: body.version,
      actor: actorOf(caller),
      reason: body.reason ?? '',
      notify: body.notify,
      idempotency,
      assertAllowed: (before) => {
        assertOwnCalendar(caller, before);
        if (to === 'completed' || to === 'no_show') assertBegun(bookingTimesOf(before), clock.now());
      },
    });
    return shown(row);
  };

  return {
    list: queries.list,
    show: queries.show,

    async book(body: DeskBook, caller: UserCaller, idempotency: Idempotency | null): Promise<DeskBooking> {
      const { organizationId } = caller;
      const { row, isNew, subjects } = await bookSlot(
        {
          organizationId,
          serviceId: body.serviceId,
          staffId: staffScope(caller, body.staffId ?? undefined) ?? undefined,
          startsAt: Date.parse(body.startsAt),
          durationMinutes: body.durationMinutes,
          addonIds: body.addonIds,
          party: body.party,
          customer: customerOf(body.customer),
          timeZone: body.timeZone,
          locale: body.locale ?? 'en',
          note: body.note,
          from: 'desk',
          override: overrideOf(body.override, caller),
          actor: actorOf(caller),
          notify: true,
          idempotency,
        },
        body,
      );
      if (isNew) announce(organizationId, row, null, subjects);
      return shown(row);
    },

    async move(
      bookingId: string,
      body: DeskMove,
      caller: UserCaller,
      idempotency: Idempotency | null,
    ): Promise<DeskBooking> {
      const { organizationId } = caller;
      const { row, before } = await moveBooking({
        organizationId,
        bookingId,
        startsAt: Date.parse(body.startsAt),
        staffId: staffScope(caller, body.staffId ?? undefined) ?? undefined,
        version: body.version,
        from: 'desk',
        actor: actorOf(caller),
        notify: body.notify,
        idempotency,
        override: overrideOf(body.override, caller),
        assertAllowed: (seen) => assertOwnCalendar(caller, seen),
      });
      if (before) announce(organizationId, row, before);
      return shown(row);
    },

    /** Two bookings change places, each keeping its own length. */
    async swap(
      bookingId: string,
      body: DeskSwap,
      caller: UserCaller,
      idempotency: Idempotency | null,
    ): Promise<{ data: DeskBooking[] }> {
      const { organizationId } = caller;
      if (bookingId.toLowerCase() === body.withId.toLowerCase())
        throw userError('booking.same_booking', {
          status: 422,
          message: 'A booking cannot change places with itself.',
        });
      const { rows, befores } = await swapBookings({
        organizationId,
        ids: [bookingId, body.withId],
        versions: [body.version, body.withVersion],
        actor: actorOf(caller),
        notify: body.notify,
        idempotency,
        assertAllowed: (seen) => assertOwnCalendar(caller, seen),
      });
      befores.forEach((before, index) => announce(organizationId, rows[index]!, before));
      return { data: rows.map(shown) };
    },

    confirm: (id: string, body: DeskChange, caller: UserCaller, idempotency: Idempotency | null) =>
      deskChange('confirmed', id, body, caller, idempotency),
    cancel: (id: string, body: DeskCancel, caller: UserCaller, idempotency: Idempotency | null) =>
      deskChange('cancelled', id, body, caller, idempotency),
    complete: (id: string, body: DeskChange, caller: UserCaller, idempotency: Idempotency | null) =>
      deskChange('completed', id, body, caller, idempotency),
    noShow: (id: string, body: DeskChange, caller: UserCaller, idempotency: Idempotency | null) =>
      deskChange('no_show', id, body, caller, idempotency),
  };
}
