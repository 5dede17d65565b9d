import type { Clock } from '../../kernel/clock/clock.ts';
import type { Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db, Statement } from '../../kernel/db/db.ts';
import type { Failpoint } from '../../kernel/failpoints/failpoints.ts';
import { actorOf, type LinkCaller } from '../../kernel/http/callers.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Changes } from '../../kernel/live/changes.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import type { AvailabilityService } from '../availability/availability.service.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import { createAnnounce } from './announce.ts';
import { createApproveBooking } from './approve-booking.ts';
import { createBookSlot, customerOf, type BookedSlot, type SlotRequest } from './book-slot.ts';
import { createBookTogether } from './book-together.ts';
import { bookingTimesOf, findBooking, viewOf, type BookingRow } from './booking-row.ts';
import type {
  Booked,
  BookingView,
  BookPreview,
  BookSlot,
  CancelBooking,
  MoveBooking,
  SeatFields,
} from './bookings.contract.ts';
import { onlyInClasses } from './bookings.errors.ts';
import { assertCancellable, assertMovable } from './bookings.domain.ts';
import { createChangeBooking, type ChangeRequest } from './change-booking.ts';
import { createDeskBookings } from './desk-bookings.ts';
import { createHolds } from './holds.ts';
import { createImportBookings } from './import-bookings.ts';
import { createMoveBooking } from './move-booking.ts';
import { createMoveTogether } from './move-together.ts';
import { openLink } from './open-link.ts';
import { createPreviewBooking, previewOf } from './preview-booking.ts';
import type { SeatRequest, Seats } from './seats.ts';

export interface BookingsDeps {
  db: Db;
  directory: Directory;
  availability: AvailabilityService;
  zones: ZoneTables;
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

export function createBookingsService(deps: BookingsDeps) {
  const { db, directory, secrets, clock, baseUrl, failpoint } = deps;
  const announce = createAnnounce(deps);
  const slot = createBookSlot(deps);
  /** Seats in a session; null: a time is asked for. */
  function seatRequestOf(request: SlotRequest, { sessionId, seats, guests }: SeatFields): SeatRequest | null {
    if (sessionId !== undefined)
      return { ...request, sessionId, seats: seats ?? 1, guests: (guests ?? []).map(({ name }) => name) };
    if (seats !== undefined || guests !== undefined) throw onlyInClasses(seats === undefined ? 'guests' : 'seats');
    return null;
  }
  async function bookSlot(request: SlotRequest, body: SeatFields): Promise<BookedSlot> {
    const inClass = seatRequestOf(request, body);
    return inClass ? deps.seats.join(inClass) : slot(request);
  }
  const bookTogether = createBookTogether(deps);
  const moveTogether = createMoveTogether(deps);
  const moveBooking = createMoveBooking({ ...deps, moveTogether });
  const approve = createApproveBooking({ ...deps, moveTogether });
  const changeBooking = createChangeBooking({ ...deps, approve });
  const preview = createPreviewBooking(deps);
  const holds = createHolds(deps);

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
    if (isNew) announce(request.organizationId, row);
    return row;
  }

  async function requestOf(body: BookSlot, idempotency: Idempotency | null): Promise<SlotRequest> {
    const { organizationId } = await directory.service(body.serviceId);
    if (body.hold) holds.assertHolder(organizationId, body.hold);
    return {
      organizationId,
      serviceId: body.serviceId,
      staffId: body.staffId ?? undefined,
      startsAt: Date.parse(body.startsAt),
      durationMinutes: body.durationMinutes,
      addonIds: body.addonIds,
      party: body.party,
      customer: customerOf(body.customer),
      timeZone: body.timeZone,
      locale: body.locale,
      note: body.note,
      from: 'online',
      link: body.link,
      holdId: body.hold?.id,
      actor: 'customer',
      notify: true,
      idempotency,
    };
  }

  return {
    bookTogether,
    moveTogether,
    bookedOf,
    announce,
    holds,

    /** @throws `service.not_found`, `booking.slot_taken` with alternatives, `booking.outside_hours` and its kin */
    async book(body: BookSlot, idempotency: Idempotency | null): Promise<Booked> {
      const request = await requestOf(body, idempotency);
      const { row, isNew, subjects } = await bookSlot(request, body);
      failpoint('booking.committed');
      if (isNew) announce(request.organizationId, row, null, subjects);
      return bookedOf(request.organizationId, row);
    },

    /** What `book` would make of it; writes nothing. @throws what `book` throws */
    async preview(body: BookSlot): Promise<BookPreview> {
      const request = await requestOf(body, null);
      const inClass = seatRequestOf(request, body);
      return inClass
        ? previewOf(await deps.seats.preview(inClass), { strategy: 'session', order: [] })
        : preview(request);
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
        assertAllowed: (seen) => assertMovable(bookingTimesOf(seen), clock.now()),
      });
      failpoint('booking.moved');
      if (before) announce(organizationId, row, before);
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
        assertAllowed: (seen) => assertCancellable(bookingTimesOf(seen), clock.now()),
      });
      return viewOf(row, row.updated_at.getTime());
    },

    openLink: (token: string, bookingId: string): Promise<LinkCaller | null> =>
      openLink(token, bookingId, async (organizationId, id) => {
        const [row] = await db.tenant(organizationId, (sql) =>
          sql.query<{ link_hash: Buffer }>(LINK_HASH, [organizationId, id]),
        );
        return row?.link_hash ?? null;
      }),

    importBookings: createImportBookings({ bookSlot: slot, announce }),
    desk: createDeskBookings({ ...deps, announce, bookSlot, moveBooking, moveTogether, change }),
  };
}

export type BookingsService = ReturnType<typeof createBookingsService>;
