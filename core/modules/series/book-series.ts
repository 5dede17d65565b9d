import { randomUUIDv7 } from 'node:crypto';
import { sha256, type Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db } from '../../kernel/db/db.ts';
import { UserError } from '../../kernel/errors/errors.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import { serviceAt, serviceOf } from '../availability/availability.module.ts';
import { expandSeries, parseRecurrence } from '../availability/time/recurrence.domain.ts';
import type { RulesStore } from '../availability/rules/rules-store.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import {
  assertBookable,
  orEarlier,
  type BookingRow,
  type BookTogether,
  type SlotRequest,
} from '../bookings/bookings.module.ts';
import type { PlanRequest, PlanSeries } from './plan-series.ts';
import { MOST_OCCURRENCES, type BookSeries, type SeriesPreview } from './series.contract.ts';
import { assertOffered, tooManyOccurrences, unknownOccurrence } from './series.errors.ts';
import { forgetSeries, insertSeries } from './series-rows.ts';

export interface BookSeriesDeps {
  db: Db;
  rules: RulesStore;
  zones: ZoneTables;
  secrets: Secrets;
  bookTogether: BookTogether;
  planner: PlanSeries;
}

export type SeriesRequest = Omit<BookSeries, 'customer' | 'timeZone' | 'locale'> &
  Pick<SlotRequest, 'organizationId' | 'customer' | 'timeZone' | 'locale' | 'from' | 'actor'>;

export interface MadeSeries {
  readonly id: string;
  /** Empty when this answers a repeated request. */
  readonly booked: readonly BookingRow[];
}

/** Somebody may be quicker between the plan and the commit: then a new plan is made. */
const TRIES = 3;

/** What the rule says is judged time by time, then booked in one guarded call. */
export function createBookSeries({ db, rules: store, zones, secrets, bookTogether, planner }: BookSeriesDeps) {
  async function planOf(request: SeriesRequest) {
    const { organizationId, serviceId, rrule, startsAt: start, exdates, chosen, from, customer } = request;
    const staffId = request.staffId ?? undefined;
    const service = serviceOf(await store.get(organizationId, await store.version(organizationId)), serviceId);
    assertBookable(service, request);
    const zone = zones.get(service.location.timeZone);
    const rule = parseRecurrence(rrule, 'rrule', { bounded: true, start });
    const { occurrences, skipped } = expandSeries(rule, 'rrule', { start, zone, exdates });
    if (occurrences.length > MOST_OCCURRENCES) throw tooManyOccurrences(MOST_OCCURRENCES);
    const others = new Map(chosen.map((one, index) => [one.occurrence, { ...one, index }]));
    for (const { occurrence, index } of others.values())
      if (occurrence > occurrences.length) throw unknownOccurrence(`chosen.${index}.occurrence`);
    const wanted = occurrences.map(({ wall, startsAt }, index) => {
      const other = others.get(index + 1);
      const at = other === undefined ? startsAt : Date.parse(other.startsAt);
      return { occurrence: index + 1, wall, startsAt: at, staffId: other?.staffId };
    });
    // Of terms that change on the way the strictest holds for all.
    if (from === 'online')
      assertOffered(
        Math.min(...wanted.map(({ startsAt }) => serviceAt(service, zone, startsAt).seriesMost)),
        wanted.length,
      );
    const plan: PlanRequest = {
      question: { organizationId, serviceId, staffId, from, email: customer.email },
      zone,
      wanted,
    };
    return { plan, skipped, timeZone: zone.timeZone, rule: rule.text };
  }

  async function book(request: SeriesRequest, idempotency: Idempotency | null): Promise<MadeSeries> {
    const { organizationId, serviceId, onConflict, exdates, startsAt } = request;
    const { plan, timeZone, rule } = await planOf(request);
    const planned = await planner.settle(plan, onConflict);
    const id = randomUUIDv7();
    const token = secrets.bookingToken(organizationId, id);
    const series = { organizationId, id, rrule: rule, startsWall: startsAt, timeZone, exdates, serviceId };
    await insertSeries(db, {
      ...series,
      staffId: request.staffId ?? null,
      linkHash: sha256(token),
      createdBy: request.actor,
    });
    try {
      const booked = await bookTogether({
        organizationId,
        idempotency,
        items: planned.map(({ time, place }) => ({
          ...{ organizationId, serviceId, staffId: place!.staffId, startsAt: place!.startsAt },
          ...{ customer: request.customer, timeZone: request.timeZone, locale: request.locale, note: request.note },
          ...{ from: request.from, actor: request.actor, link: request.link, notify: true, idempotency: null },
          series: { id, occurrence: time.occurrence },
        })),
      });
      return { id: booked[0]!.row.series_id!, booked: booked.filter(({ isNew }) => isNew).map(({ row }) => row) };
    } finally {
      await forgetSeries(db, organizationId, id); // if it got no bookings
    }
  }

  return {
    async preview(request: SeriesRequest): Promise<SeriesPreview> {
      const { plan, timeZone, skipped } = await planOf(request);
      const times = (await planner.plan(plan)).map(({ time }) => time);
      return { dryRun: true, timeZone, conflicts: times.filter(({ free }) => !free).length, times, skipped };
    },

    /** @throws `series.conflicts`, `recurrence.invalid`, and what the guarded function refuses */
    async book(request: SeriesRequest, idempotency: Idempotency | null): Promise<MadeSeries> {
      const made = await orEarlier(db, request.organizationId, idempotency, async () => {
        for (let attempt = 1; ; attempt++) {
          try {
            return await book(request, idempotency);
          } catch (error) {
            const isRace = error instanceof UserError && error.code === 'booking.slot_taken';
            if (!isRace || attempt === TRIES) throw error;
          }
        }
      });
      return 'earlier' in made ? { id: made.earlier[0]!.series_id!, booked: [] } : made;
    },
  };
}
