import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db } from '../../kernel/db/db.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import { createAsk } from './ask.ts';
import { nearestAlternatives } from './alternatives.domain.ts';
import type { AvailabilityQuery, AvailabilityView, FreeDaysView } from './availability.contract.ts';
import { listSlots, resolveSlot, type Resolution, type Slot } from './availability.domain.ts';
import { isoOfMinutes } from './iso.domain.ts';
import { countByDay, groupByDay } from './days.domain.ts';
import { busyWindowOfRange, busyWindowOfStart } from './facts.domain.ts';
import { DAY, formatPlainDate, MINUTE } from './plain-time.domain.ts';
import { parseDayRange, type DayRange } from './range.domain.ts';
import type { RuleSet, RulesStore, ServiceFacts } from './rules-store.ts';
import type { ServiceRules } from './service-rules.domain.ts';
import { wallTimeAt, type ZoneTable, type ZoneTables } from './zone-table.domain.ts';

export interface AvailabilityDeps {
  db: Db;
  directory: Directory;
  rules: RulesStore;
  zones: ZoneTables;
  clock: Clock;
}

/** Who asks decides which rules are relaxed: at the desk neither notice nor window nor grid hold, hours and overlaps do. */
export type Desk = 'online' | 'desk';

export interface ResolveRequest {
  organizationId: string;
  serviceId: string;
  /** Left out: anyone. */
  staffId?: string | undefined;
  /** Epoch milliseconds. */
  startsAt: number;
  from: Desk;
  /** A booking that is being moved does not stand in its own way, also when its service is no longer offered. */
  except?: string | undefined;
  /** Of the booking that is being moved: it keeps the length it was sold with. */
  durationMinutes?: number | undefined;
}

export interface Resolved {
  readonly service: ServiceFacts;
  readonly rules: RuleSet;
  readonly resolution: Resolution;
}

export interface AvailabilityService {
  slots(query: AvailabilityQuery): Promise<AvailabilityView>;
  days(query: AvailabilityQuery): Promise<FreeDaysView>;
  /** @throws `service.not_found` */
  resolve(request: ResolveRequest): Promise<Resolved>;
  /** Up to three free starts nearest to the one asked for, epoch milliseconds, within two weeks around it. */
  alternatives(request: ResolveRequest): Promise<number[]>;
  /** The first free start of each service within its window, at most four weeks ahead. */
  nextFree(organizationId: string, serviceIds: readonly string[]): Promise<Map<string, number | null>>;
  staffName(organizationId: string, staffId: string): Promise<string>;
}

const DAY_MS = DAY * MINUTE;
const LOOK_AHEAD_DAYS = 28;

/** The local day on which an instant (epoch milliseconds) falls, days since 1970. */
const dayOf = (zone: ZoneTable, instant: number): number =>
  Math.floor(wallTimeAt(zone, Math.floor(instant / MINUTE)) / DAY);

export function createAvailabilityService({
  db,
  directory,
  rules: store,
  zones,
  clock,
}: AvailabilityDeps): AvailabilityService {
  const ask = createAsk({ db, store });

  const serviceOf = (rules: RuleSet, serviceId: string): ServiceFacts => {
    const service = rules.services.get(serviceId);
    if (!service) throw notFound('service');
    return service;
  };

  async function list(query: AvailabilityQuery): Promise<{ slots: Slot[]; range: DayRange; service: ServiceFacts }> {
    const range = parseDayRange(query, zones);
    const entry = await directory.service(query.serviceId);
    if (!entry) throw notFound('service');
    return ask(entry.organizationId, (rules) => {
      const service = serviceOf(rules, query.serviceId);
      if (!service.rules.active) throw notFound('service');
      const candidates = service.candidates.filter(
        ({ staffId }) => query.staffId === undefined || staffId === query.staffId,
      );
      if (query.staffId !== undefined && candidates.length === 0) throw notFound('staff');
      return {
        window: busyWindowOfRange(service.rules, range),
        candidates,
        answer: (busy) => ({
          slots: listSlots({ now: clock.now(), service: service.rules, candidates, busy }, range),
          range,
          service,
        }),
      };
    });
  }

  const rulesFor = ({ rules }: ServiceFacts, { from, except, durationMinutes }: ResolveRequest): ServiceRules => ({
    ...rules,
    ...(from === 'desk' ? { minNoticeMinutes: 0, windowDays: 1096, slotIntervalMinutes: 1, slotOffsetMinutes: 0 } : {}),
    ...(from === 'desk' || except ? { active: true } : {}),
    ...(durationMinutes ? { durationMinutes } : {}),
  });

  /** A walk-in may have sat down a while ago. */
  const nowFor = (from: Desk): number => clock.now() - (from === 'desk' ? 4 * 3_600_000 : 0);

  const resolve = (request: ResolveRequest): Promise<Resolved> =>
    ask(
      request.organizationId,
      (rules) => {
        const service = serviceOf(rules, request.serviceId);
        const asked = rulesFor(service, request);
        if (!asked.active) throw notFound('service');
        const { candidates } = service;
        return {
          window: busyWindowOfStart(asked, request.startsAt),
          candidates,
          answer: (busy) => ({
            service,
            rules,
            resolution: resolveSlot(
              { now: nowFor(request.from), service: asked, candidates, busy },
              request.startsAt,
              request.staffId,
            ),
          }),
        };
      },
      request.except,
    );

  const iso = (slots: readonly Slot[]): string[] => isoOfMinutes(slots.map(({ startsAt }) => startsAt));

  return {
    resolve,
    async slots(query) {
      const { slots, range, service } = await list(query);
      return {
        serviceId: query.serviceId,
        staffId: query.staffId ?? null,
        timeZone: query.timeZone,
        locationTimeZone: service.location.timeZone,
        days: groupByDay(slots, range).map(({ date, morning, afternoon, evening }) => ({
          date,
          free: morning.length + afternoon.length + evening.length,
          morning: iso(morning),
          afternoon: iso(afternoon),
          evening: iso(evening),
        })),
      };
    },
    async days(query) {
      const { slots, range } = await list(query);
      return {
        serviceId: query.serviceId,
        staffId: query.staffId ?? null,
        timeZone: query.timeZone,
        days: countByDay(slots, range),
      };
    },
    alternatives: ({ organizationId, serviceId, staffId, startsAt, from, except }) =>
      ask(
        organizationId,
        (rules) => {
          const service = serviceOf(rules, serviceId);
          const zone = zones.get(service.location.timeZone);
          const middle = dayOf(zone, Math.max(startsAt, clock.now()));
          const range = parseDayRange(
            {
              from: formatPlainDate(middle - 7),
              to: formatPlainDate(middle + 14),
              timeZone: service.location.timeZone,
            },
            zones,
          );
          const candidates = service.candidates.filter(
            (candidate) => staffId === undefined || candidate.staffId === staffId,
          );
          return {
            window: busyWindowOfRange(service.rules, range),
            candidates,
            answer: (busy) =>
              // The usual grid also at the desk: every minute would be no help.
              nearestAlternatives(
                listSlots(
                  {
                    now: clock.now(),
                    service: { ...service.rules, ...(from === 'desk' ? { minNoticeMinutes: 0 } : {}) },
                    candidates,
                    busy,
                  },
                  range,
                ),
                startsAt,
              ).map((slot) => slot.startsAt),
          };
        },
        except,
      ),
    nextFree: (organizationId, serviceIds) =>
      ask(organizationId, (rules) => {
        const services = serviceIds.map((id) => serviceOf(rules, id));
        const now = clock.now();
        return {
          window: { from: now - DAY_MS, to: now + (LOOK_AHEAD_DAYS + 2) * DAY_MS },
          candidates: services.flatMap(({ candidates }) => candidates),
          answer: (busy) =>
            new Map(
              services.map(({ id, rules: service, candidates, location }) => {
                const today = dayOf(zones.get(location.timeZone), now);
                const last = today + Math.min(LOOK_AHEAD_DAYS, service.windowDays);
                const range = parseDayRange(
                  { from: formatPlainDate(today), to: formatPlainDate(last), timeZone: location.timeZone },
                  zones,
                );
                return [id, listSlots({ now, service, candidates, busy }, range)[0]?.startsAt ?? null];
              }),
            ),
        };
      }),
    async staffName(organizationId, staffId) {
      return (await store.get(organizationId)).staffNames.get(staffId) ?? '';
    },
  };
}
