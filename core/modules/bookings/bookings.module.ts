import { mountApi, type Document, type Route } from '../../kernel/http/mount-api.ts';
import type { LinkCaller } from '../../kernel/http/callers.ts';
import { bookingsApi } from './bookings.contract.ts';
import { createBookingsService, type BookingsDeps } from './bookings.service.ts';
import { deskApi } from './desk.contract.ts';
import { holdsApi } from './holds.contract.ts';
import { importApi } from './import.contract.ts';

// What classes, series and visits, which are made of bookings, are built with.
export type { Announce } from './announce.ts';
export { customerOf, newBooking, type SlotRequest } from './book-slot.ts';
export { actTogether, type BookTogether } from './book-together.ts';
export {
  bookingTimesOf,
  deskViewOf,
  reviveRow,
  reviveRows,
  SELECT_BOOKING,
  viewOf,
  type BookingRow,
} from './booking-row.ts';
export { assertBookable, bookingChanged, refused } from './bookings.errors.ts';
export { staffScope } from './desk-queries.ts';
export { act, assertDone, keyArgs, knownAnswer, type Outcome } from './guarded-act.ts';
export type { MoveTogether } from './move-together.ts';
export { newRow } from './new-row.ts';
export { openLink } from './open-link.ts';
export { orEarlier } from './or-earlier.ts';
export { customerLock, placeOf, type ResolvedSlot } from './place.ts';

export interface BookingsModuleDeps extends BookingsDeps {
  /** The calendar file of a booking, METHOD:PUBLISH. */
  calendarFile: (caller: LinkCaller) => Promise<Document>;
}

export function createBookingsModule(deps: BookingsModuleDeps) {
  const service = createBookingsService(deps);
  const { desk } = service;
  const routes: Route[] = [
    ...mountApi(bookingsApi, {
      book: ({ body, query, idempotency }) =>
        query.dryRun === 'true' ? service.preview(body) : service.book(body, idempotency),
      show: ({ caller }) => service.show(caller),
      move: ({ body, caller, idempotency }) => service.move(body, caller, idempotency),
      cancel: ({ body, caller, idempotency }) => service.cancel(body, caller, idempotency),
      calendar: ({ caller }) => deps.calendarFile(caller),
    }),
    ...mountApi(holdsApi, {
      hold: ({ body, idempotency }) => service.holds.hold(body, idempotency),
      release: ({ params, body }) => service.holds.release({ id: params.id, token: body.token }),
    }),
    ...mountApi(importApi, {
      importBookings: ({ body, caller, idempotency }) => service.importBookings(body, caller, idempotency),
    }),
    ...mountApi(deskApi, {
      list: ({ query, caller }) => desk.list(query, caller),
      show: ({ params, caller }) => desk.show(params.id, caller),
      book: ({ body, caller, idempotency }) => desk.book(body, caller, idempotency),
      confirm: ({ params, body, caller, idempotency }) => desk.confirm(params.id, body, caller, idempotency),
      move: ({ params, body, caller, idempotency }) => desk.move(params.id, body, caller, idempotency),
      swap: ({ params, body, caller, idempotency }) => desk.swap(params.id, body, caller, idempotency),
      cancel: ({ params, body, caller, idempotency }) => desk.cancel(params.id, body, caller, idempotency),
      complete: ({ params, body, caller, idempotency }) => desk.complete(params.id, body, caller, idempotency),
      noShow: ({ params, body, caller, idempotency }) => desk.noShow(params.id, body, caller, idempotency),
    }),
  ];
  return { service, routes };
}
