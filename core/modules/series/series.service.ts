import type { Clock } from '../../kernel/clock/clock.ts';
import type { Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import { actorOf, type LinkCaller, type UserCaller } from '../../kernel/http/callers.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import type { AvailabilityService } from '../availability/availability.service.ts';
import type { RulesStore } from '../availability/rules/rules-store.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import {
  bookingTimesOf,
  customerOf,
  openLink,
  staffScope,
  type Announce,
  type BookTogether,
  type MoveTogether,
} from '../bookings/bookings.module.ts';
import { cancelUntil, changeUntil } from '../bookings/bookings.domain.ts';
import { createBookSeries, type SeriesRequest } from './book-series.ts';
import { createChangeSeries, type Change, type Changer } from './change-series.ts';
import { createPlanSeries } from './plan-series.ts';
import type {
  BookedSeries,
  BookSeries,
  CancelSeries,
  DeskBookSeries,
  MoveSeries,
  SeriesPreview,
  SeriesView,
} from './series.contract.ts';
import { linkHashOf, readSeries, seriesViewOf, type KnownSeries } from './series-rows.ts';

export interface SeriesDeps {
  db: Db;
  directory: Directory;
  availability: AvailabilityService;
  rules: RulesStore;
  zones: ZoneTables;
  secrets: Secrets;
  clock: Clock;
  metrics: Metrics;
  bookings: { bookTogether: BookTogether; moveTogether: MoveTogether; announce: Announce };
}

type Notify = { readonly notify: boolean };
type Key = Idempotency | null;

export function createSeriesService(deps: SeriesDeps) {
  const { db, directory, secrets, clock, bookings } = deps;
  const planner = createPlanSeries(deps);
  const booking = createBookSeries({ ...deps, bookTogether: bookings.bookTogether, planner });
  const changing = createChangeSeries({ ...deps, moveTogether: bookings.moveTogether, planner });

  async function requestOf(body: BookSeries): Promise<SeriesRequest> {
    const { organizationId } = await directory.service(body.serviceId);
    const customer = customerOf(body.customer);
    return { ...body, organizationId, customer, from: 'online', actor: 'customer' };
  }

  function deskRequestOf(body: DeskBookSeries, caller: UserCaller): SeriesRequest {
    return {
      ...body,
      staffId: staffScope(caller, body.staffId ?? undefined),
      organizationId: caller.organizationId,
      customer: customerOf(body.customer),
      timeZone: body.timeZone,
      locale: body.locale ?? 'en',
      from: 'desk',
      actor: actorOf(caller),
    };
  }

  async function book(request: SeriesRequest, idempotency: Key): Promise<KnownSeries> {
    const { organizationId } = request;
    const { id, booked } = await booking.book(request, idempotency);
    for (const row of booked) bookings.announce(organizationId, row);
    return readSeries(db, organizationId, id);
  }

  /** As it is when it has just been made: a repeated request is answered with the same. */
  const freshView = (known: KnownSeries): SeriesView =>
    seriesViewOf(known, Math.max(...known.bookings.map(({ created_at }) => created_at.getTime())));

  /** What customers may do to a booking, each in its notice. */
  const byLink = ({ organizationId }: LinkCaller): Changer => ({
    organizationId,
    from: 'online',
    actor: 'customer',
    notify: true,
    bar: (row, change) => {
      const times = bookingTimesOf(row);
      return clock.now() > (change === 'move' ? changeUntil(times) : cancelUntil(times)) ? 'too_late_to_change' : null;
    },
  });
  const byTeam = (caller: UserCaller, { notify }: Notify): Changer => ({
    organizationId: caller.organizationId,
    from: 'desk',
    actor: actorOf(caller),
    notify,
    bar: () => null,
  });

  const ofLink = ({ organizationId, bookingId }: LinkCaller) => readSeries(db, organizationId, bookingId);

  /** @throws `series.not_found` also when somebody who sees but their own calendar finds others in it */
  async function ofTeam(id: string, caller: UserCaller): Promise<KnownSeries> {
    const known = await readSeries(db, caller.organizationId, id);
    const isTheirs = known.bookings.every(({ staff_id }) => staff_id === caller.staffId);
    if (caller.role === 'staff' && !isTheirs) throw notFound('series');
    return known;
  }

  async function changed(read: () => Promise<KnownSeries>, organizationId: string, changes: readonly Change[]) {
    for (const { before, after } of changes) bookings.announce(organizationId, after, before);
    return seriesViewOf(await read(), clock.now());
  }

  const move = async (read: () => Promise<KnownSeries>, body: MoveSeries, changer: Changer, key: Key) =>
    changed(read, changer.organizationId, await changing.move(read, body, changer, key));
  const cancel = async (read: () => Promise<KnownSeries>, body: CancelSeries, changer: Changer, key: Key) =>
    changed(read, changer.organizationId, await changing.cancel(read, body, changer, key));

  return {
    preview: async (body: BookSeries): Promise<SeriesPreview> => booking.preview(await requestOf(body)),
    async book(body: BookSeries, idempotency: Key): Promise<BookedSeries> {
      const request = await requestOf(body);
      const series = freshView(await book(request, idempotency));
      return { series, token: secrets.bookingToken(request.organizationId, series.id) };
    },
    show: async (caller: LinkCaller): Promise<SeriesView> => seriesViewOf(await ofLink(caller), clock.now()),
    previewMove: async (body: MoveSeries, caller: LinkCaller) =>
      changing.previewMove(await ofLink(caller), body, byLink(caller)),
    move: (body: MoveSeries, caller: LinkCaller, key: Key) => move(() => ofLink(caller), body, byLink(caller), key),
    previewCancel: async (body: CancelSeries, caller: LinkCaller) =>
      changing.previewCancel(await ofLink(caller), body, byLink(caller)),
    cancel: (body: CancelSeries, caller: LinkCaller, key: Key) =>
      cancel(() => ofLink(caller), body, byLink(caller), key),

    /** A link opens one series and nothing else. */
    openLink: (token: string, seriesId: string): Promise<LinkCaller | null> =>
      openLink(token, seriesId, (organizationId, id) => linkHashOf(db, organizationId, id)),

    desk: {
      preview: (body: DeskBookSeries, caller: UserCaller) => booking.preview(deskRequestOf(body, caller)),
      book: async (body: DeskBookSeries, caller: UserCaller, key: Key) =>
        freshView(await book(deskRequestOf(body, caller), key)),
      show: async (id: string, caller: UserCaller) => seriesViewOf(await ofTeam(id, caller), clock.now()),
      previewMove: async (id: string, body: MoveSeries & Notify, caller: UserCaller) =>
        changing.previewMove(await ofTeam(id, caller), body, byTeam(caller, body)),
      move: (id: string, body: MoveSeries & Notify, caller: UserCaller, key: Key) =>
        move(() => ofTeam(id, caller), body, byTeam(caller, body), key),
      previewCancel: async (id: string, body: CancelSeries & Notify, caller: UserCaller) =>
        changing.previewCancel(await ofTeam(id, caller), body, byTeam(caller, body)),
      cancel: (id: string, body: CancelSeries & Notify, caller: UserCaller, key: Key) =>
        cancel(() => ofTeam(id, caller), body, byTeam(caller, body), key),
    },
  };
}

export type SeriesService = ReturnType<typeof createSeriesService>;
