import type { Clock } from '../../kernel/clock/clock.ts';
import type { Secrets } from '../../kernel/crypto/tokens.ts';
import type { Db } from '../../kernel/db/db.ts';
import { actorOf, type UserCaller } from '../../kernel/http/callers.ts';
import type { Idempotency } from '../../kernel/http/mount-api.ts';
import type { Metrics } from '../../kernel/log/metrics.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import {
  createAsk,
  createVisitFacts,
  rangeTooLong,
  type VisitFacts,
  type VisitQuestion,
} from '../availability/availability.module.ts';
import { isoOfMinutes } from '../availability/time/iso.domain.ts';
import { DAY, formatPlainDate, MINUTE } from '../availability/time/plain-time.domain.ts';
import { priceOfChoice } from '../availability/engine/price.domain.ts';
import { parseDayRange } from '../availability/time/range.domain.ts';
import type { RulesStore } from '../availability/rules/rules-store.ts';
import { listVisitStarts, planVisit } from '../availability/visits/visits.domain.ts';
import { dayAt, instantsShowing, type ZoneTables } from '../availability/time/zone-table.domain.ts';
import {
  assertBookable,
  customerOf,
  staffScope,
  viewOf,
  type Announce,
  type BookingRow,
  type SlotRequest,
} from '../bookings/bookings.module.ts';
import { createBookVisit, type MadeVisit, type PlannedVisit, type VisitCustomer } from './book-visit.ts';
import { MOST_DAYS } from './visits.contract.ts';
import type {
  BookedVisit,
  BookVisit,
  DeskBookVisit,
  DeskVisit,
  FindVisits,
  VisitDays,
  VisitPreview,
  VisitShape,
} from './visits.contract.ts';
import { assertShape, nearest, partsOf } from './visit-shape.ts';
import { visitNotPossible } from './visits.errors.ts';
import type { Booked } from '../bookings/bookings.contract.ts';

export interface VisitsDeps {
  db: Db;
  directory: Directory;
  rules: RulesStore;
  zones: ZoneTables;
  secrets: Secrets;
  clock: Clock;
  metrics: Metrics;
  bookings: { announce: Announce; bookedOf: (organizationId: string, row: BookingRow) => Booked };
}

type Key = Idempotency | null;
type Asked = VisitShape & VisitCustomer & { readonly startsAt: string };

const iso = (minutes: number): string => new Date(minutes * MINUTE).toISOString();
const spanOf = (rows: readonly BookingRow[]) => ({
  visitId: rows[0]!.visit_id!,
  startsAt: new Date(Math.min(...rows.map(({ starts_at }) => starts_at.getTime()))).toISOString(),
  endsAt: new Date(Math.max(...rows.map(({ ends_at }) => ends_at.getTime()))).toISOString(),
});

const hasVersions = ({ rules }: VisitFacts, serviceId: string): boolean =>
  (rules.services.get(serviceId)?.versions.length ?? 0) > 0;

export function createVisitsService(deps: VisitsDeps) {
  const { db, directory, rules: store, zones, clock, bookings } = deps;
  const facts = createVisitFacts({ ask: createAsk({ db, store }), zones, clock });
  const bookVisit = createBookVisit(deps);

  function questionOf(
    shape: VisitShape,
    asked: Pick<SlotRequest, 'organizationId' | 'from'> & { email: string | null },
    starts: readonly number[],
  ): VisitQuestion {
    assertShape(shape);
    const { order, maxGapMinutes, sameStaff, link } = shape;
    return {
      ...{ ...asked, order, maxGapMinutes, sameStaff, starts, parts: partsOf(shape) },
      assertBookable: (service) => assertBookable(service, { from: asked.from, link }),
    };
  }

  const withEmail = (asked: VisitCustomer) => ({
    ...{ organizationId: asked.organizationId, from: asked.from, email: asked.customer.email },
  });

  /** Up to three starts nearest to a lost one, within three days around it. */
  async function alternatives(asked: Asked, known: VisitFacts, start: number): Promise<number[]> {
    const zone = zones.get(known.known[0]!.service.location.timeZone);
    const day = dayAt(zone, start);
    const starts = instantsShowing(zone, (day - 1) * DAY, (day + 3) * DAY);
    const { request } = await facts(questionOf(asked, withEmail(asked), starts));
    return nearest(listVisitStarts(request, starts[0]!, starts.at(-1)!), start).map((minute) => minute * MINUTE);
  }

  async function planOf(asked: Asked): Promise<PlannedVisit> {
    const start = Math.floor(Date.parse(asked.startsAt) / MINUTE);
    const found = await facts(questionOf(asked, withEmail(asked), [start, start + 1]));
    const plan = start * MINUTE === Date.parse(asked.startsAt) ? planVisit(found.request, start) : null;
    if (plan === null) throw visitNotPossible(await alternatives(asked, found, start));
    const choices = partsOf(asked).map(({ serviceId, choice }) => ({ serviceId, ...choice }));
    return { plan, facts: found, choices };
  }

  async function book(asked: Asked, idempotency: Key): Promise<MadeVisit> {
    const made = await bookVisit(
      asked,
      () => planOf(asked),
      idempotency,
      async () => visitNotPossible([]),
    );
    if (made.isNew) for (const row of made.rows) bookings.announce(asked.organizationId, row);
    return made;
  }

  async function preview(asked: Asked): Promise<VisitPreview> {
    const { plan, facts: found, choices } = await planOf(asked);
    return {
      dryRun: true,
      ...{ startsAt: iso(plan.startsAt), endsAt: iso(plan.endsAt), gapMinutes: plan.gapMinutes },
      parts: plan.parts.map(({ part, staffId, startsAt, endsAt }) => {
        const { service } = found.known[part]!;
        const amount = priceOfChoice(service, choices[part]!, found.rules.levels.get(staffId) ?? null);
        return {
          part,
          service: { id: service.id, name: service.name },
          staff: { id: staffId, name: found.rules.staffNames.get(staffId) ?? '' },
          ...{ startsAt: iso(startsAt), endsAt: iso(endsAt) },
          price: amount === null ? null : { amount, currency: service.location.currency },
        };
      }),
    };
  }

  const organizationOf = async ({ parts }: VisitShape): Promise<string> =>
    (await directory.service(parts[0]!.serviceId)).organizationId;

  async function byCustomer(body: BookVisit): Promise<Asked> {
    const customer = customerOf(body.customer);
    return { ...body, organizationId: await organizationOf(body), customer, from: 'online', actor: 'customer' };
  }

  function byTeam(body: DeskBookVisit, caller: UserCaller): Asked {
    return {
      ...body,
      parts: body.parts.map((part) => ({ ...part, staffId: staffScope(caller, part.staffId ?? undefined) })),
      organizationId: caller.organizationId,
      customer: customerOf(body.customer),
      timeZone: body.timeZone,
      locale: body.locale ?? 'en',
      from: 'desk',
      actor: actorOf(caller),
    };
  }

  return {
    /** @throws `service.not_found`, `visit.too_complex`, `visit.different_locations`, `visit.too_many_parts` */
    async find(body: FindVisits): Promise<VisitDays> {
      const range = parseDayRange(body, zones);
      if (range.lastDay - range.firstDay >= MOST_DAYS) throw rangeTooLong(MOST_DAYS);
      const asked = { organizationId: await organizationOf(body), from: 'online' as const, email: null };
      const startsIn = async (instants: readonly number[]): Promise<number[]> => {
        const found = await facts(questionOf(body, asked, instants));
        const [first, last] = [instants[0]!, instants.at(-1)!];
        const middle = first + DAY * Math.ceil((last - first) / DAY / 2);
        // Dated rules: each day by its own.
        if (last - first > DAY + 120 && found.known.some(({ service }) => hasVersions(found, service.id)))
          return [...(await startsIn([first, middle])), ...(await startsIn([middle, last]))];
        return listVisitStarts(found.request, first, last);
      };
      const starts = await startsIn([range.instants[0]!, range.instants.at(-1)!]);
      const byDay = Map.groupBy(starts, (start) => dayAt(range.zone, start));
      const days = Array.from({ length: range.lastDay - range.firstDay + 1 }, (_, index) => range.firstDay + index);
      return {
        timeZone: range.zone.timeZone,
        days: days.map((day) => ({
          date: formatPlainDate(day),
          starts: isoOfMinutes((byDay.get(day) ?? []).map((start) => start * MINUTE)),
        })),
      };
    },

    preview: async (body: BookVisit): Promise<VisitPreview> => preview(await byCustomer(body)),
    /** @throws `visit.not_possible` with alternatives, and what `find` throws */
    async book(body: BookVisit, idempotency: Key): Promise<BookedVisit> {
      const asked = await byCustomer(body);
      const { rows } = await book(asked, idempotency);
      return { ...spanOf(rows), bookings: rows.map((row) => bookings.bookedOf(asked.organizationId, row)) };
    },

    desk: {
      preview: (body: DeskBookVisit, caller: UserCaller) => preview(byTeam(body, caller)),
      async book(body: DeskBookVisit, caller: UserCaller, idempotency: Key): Promise<DeskVisit> {
        const { rows } = await book(byTeam(body, caller), idempotency);
        return { ...spanOf(rows), bookings: rows.map((row) => viewOf(row, row.updated_at.getTime())) };
      },
    },
  };
}
