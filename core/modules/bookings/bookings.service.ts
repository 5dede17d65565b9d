import type { Clock } from '../../kernel/clock/clock.ts';
import { sameBytes, sha256, tenantOfToken, type Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import { actorOf, type LinkCaller, type UserCaller } from '../../kernel/http/callers.ts';
import type { Failpoint } from '../../kernel/failpoints/failpoints.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import type { AvailabilityService } from '../availability/availability.service.ts';
import { announce } from './announce.ts';
import { createBookSlot, type BookedSlot, type SlotRequest } from './book-slot.ts';
import { bookingTimesOf, deskViewOf, findBooking, viewOf, type BookingRow } from './booking-row.ts';
import type { Booked, BookingView, BookSlot, CancelBooking, MoveBooking, SeatFields } from './bookings.contract.ts';
import { assertBegun, assertChangeable } from './bookings.domain.ts';
import { createChangeBooking, type ChangeRequest } from './change-booking.ts';
import { assertOwnCalendar, createDeskQueries, staffScope } from './desk-queries.ts';
import type { DeskBook, DeskBooking, DeskCancel, DeskChange, DeskMove } from './desk.contract.ts';
import { createMoveBooking } from './move-booking.ts';
import type { Seats } from './seats.ts';

export interface BookingsDeps {
  db: Db;
  directory: Directory;
  availability: AvailabilityService;
  secrets: Secrets;
  clock: Clock;
  changes: Changes;
  metrics: Metrics;
  failpoint: Failpoint;
  seats: Seats;
  /** Origin of the links in answers and mails. */
  baseUrl: string;
}

const LINK_HASH: Statement = {
  name: 'link_hash',
  text: 'select link_hash from bookings where organization_id = $1 and id = $2',
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createBookingsService(deps: BookingsDeps) {
  const { db, directory, secrets, clock, changes, baseUrl, failpoint } = deps;
  const slot = createBookSlot(deps);
  /** Seats in a session, or a time. */
  const bookSlot = (request: SlotRequest, { sessionId, seats = 1, guests = [] }: SeatFields): Promise<BookedSlot> => {
    if (sessionId === undefined) return slot(request);
    return deps.seats.join({ ...request, sessionId, seats, guests: guests.map(({ name }) => name) });
  };
  const moveBooking = createMoveBooking(deps);
  const changeBooking = createChangeBooking(deps);
  const desk = createDeskQueries({ db, now: clock.now });

  /** Everything in it follows from the row, so a repeated request is answered with the same bytes. */
  function bookedOf(organizationId: string, row: BookingRow): Booked {
    const token = secrets.bookingToken(organizationId, row.id);
    return {
      booking: viewOf(row, row.updated_at.getTime()),
      token,
      manageUrl: `${baseUrl}/b/${row.slug}/manage/${row.id}#${token}`,
      calendarUrl: `${baseUrl}/api/v1/bookings/${row.id}/calendar.ics?token=${token}`,
    };
  }

  async function change(request: ChangeRequest): Promise<BookingRow> {
    const { row, isNew } = await changeBooking(request);
    failpoint('booking.changed');
    if (isNew) announce(changes, request.organizationId, row);
    return row;
  }

  const byCustomer = (row: BookingRow): void => assertChangeable(bookingTimesOf(row), clock.now());

  const deskChange = async (
    to: ChangeRequest['to'],
    bookingId: string,
    body: DeskChange & { reason?: string },
    caller: UserCaller,
    idempotency: Idempotency | null,
  ): Promise<DeskBooking> => {
    const { organizationId } = caller;
    const row = await change({
      organizationId,
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
    return deskViewOf(row, row.updated_at.getTime());
  };

  return {
    /** @throws `service.not_found`, `booking.slot_taken` with alternatives, `booking.outside_hours` and its kin */
    async book(body: BookSlot, idempotency: Idempotency | null): Promise<Booked> {
      const entry = await directory.service(body.serviceId);
      if (!entry) throw notFound('service');
      const { organizationId } = entry;
      const { customer, note, locale, timeZone } = body;
      const { row, isNew } = await bookSlot(
        {
          organizationId,
          serviceId: body.serviceId,
          staffId: body.staffId ?? undefined,
          startsAt: Date.parse(body.startsAt),
          customer: { name: customer.name, email: customer.email, phone: customer.phone ?? null },
          timeZone,
          locale,
          note,
          from: 'online',
          actor: 'customer',
          notify: true,
          idempotency,
        },
        body,
      );
      failpoint('booking.committed');
      if (isNew) announce(changes, organizationId, row);
      return bookedOf(organizationId, row);
    },

    async show({ organizationId, bookingId }: LinkCaller): Promise<BookingView> {
      return viewOf(await findBooking(db, organizationId, bookingId), clock.now());
    },

    async move(body: MoveBooking, caller: LinkCaller, idempotency: Idempotency | null): Promise<BookingView> {
      const { organizationId, bookingId } = caller;
      const { row, before } = await moveBooking({
        organizationId,
        bookingId,
        startsAt: Date.parse(body.startsAt),
        staffId: body.staffId ?? undefined,
        version: body.version,
        from: 'online',
        actor: actorOf(caller),
        notify: true,
        idempotency,
        assertAllowed: byCustomer,
      });
      failpoint('booking.moved');
      if (before) announce(changes, organizationId, row, before);
      return viewOf(row, row.updated_at.getTime());
    },

    async cancel(body: CancelBooking, caller: LinkCaller, idempotency: Idempotency | null): Promise<BookingView> {
      const { organizationId, bookingId } = caller;
      const { version, reason } = body;
      const row = await change({
        organizationId,
        bookingId,
        to: 'cancelled',
        version,
        actor: actorOf(caller),
        reason,
        notify: true,
        idempotency,
        assertAllowed: byCustomer,
      });
      return viewOf(row, row.updated_at.getTime());
    },

    /** Who holds this link, or null. The stored hash decides, so a link can be taken back. */
    async openLink(token: string, bookingId: string): Promise<LinkCaller | null> {
      const organizationId = tenantOfToken(token);
      if (!organizationId || !UUID.test(bookingId)) return null;
      const [row] = await db.tenant(organizationId, (sql) =>
        sql.query<{ link_hash: Buffer }>(LINK_HASH, [organizationId, bookingId]),
      );
      return row && sameBytes(row.link_hash, sha256(token)) ? { kind: 'link', organizationId, bookingId } : null;
    },

    desk: {
      list: desk.list,
      show: desk.show,

      async book(body: DeskBook, caller: UserCaller, idempotency: Idempotency | null): Promise<DeskBooking> {
        const { organizationId } = caller;
        const { customer } = body;
        const { row, isNew } = await bookSlot(
          {
            organizationId,
            serviceId: body.serviceId,
            staffId: staffScope(caller, body.staffId ?? undefined) ?? undefined,
            startsAt: Date.parse(body.startsAt),
            customer: { name: customer.name, email: customer.email ?? null, phone: customer.phone ?? null },
            timeZone: body.timeZone,
            locale: body.locale ?? 'en',
            note: body.note,
            from: 'desk',
            actor: actorOf(caller),
            notify: true,
            idempotency,
          },
          body,
        );
        if (isNew) announce(changes, organizationId, row);
        return deskViewOf(row, row.updated_at.getTime());
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
          assertAllowed: (seen) => assertOwnCalendar(caller, seen),
        });
        if (before) announce(changes, organizationId, row, before);
        return deskViewOf(row, row.updated_at.getTime());
      },

      confirm: (id: string, body: DeskChange, caller: UserCaller, idempotency: Idempotency | null) =>
        deskChange('confirmed', id, body, caller, idempotency),
      cancel: (id: string, body: DeskCancel, caller: UserCaller, idempotency: Idempotency | null) =>
        deskChange('cancelled', id, body, caller, idempotency),
      complete: (id: string, body: DeskChange, caller: UserCaller, idempotency: Idempotency | null) =>
        deskChange('completed', id, body, caller, idempotency),
      noShow: (id: string, body: DeskChange, caller: UserCaller, idempotency: Idempotency | null) =>
        deskChange('no_show', id, body, caller, idempotency),
    },
  };
}

export type BookingsService = ReturnType<typeof createBookingsService>;
