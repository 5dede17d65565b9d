import type { Clock } from '../../kernel/clock/clock.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import {
  chosenRules,
  factsOf,
  presentFor,
  questionAbout,
  rulesFor,
  serviceAt,
  serviceOf,
  type Asked,
  type Desk,
} from './asking.ts';
import type { Ask, Found } from './ask.ts';
import { resolveSlot, type Resolution } from './engine/availability.domain.ts';
import { readBusyTimes } from './engine/busy.domain.ts';
import { busyWindowOfStart, resourcesOf } from './engine/facts.domain.ts';
import { overrule } from './engine/overrule.domain.ts';
import type { Choice } from './engine/price.domain.ts';
import { redirectsOf, servesFor } from './redirects.ts';
import type { BrokenRule } from './engine/rules.domain.ts';
import type { RuleSet, RulesStore, ServiceFacts } from './rules/rules-store.ts';
import type { ServiceRules } from './engine/service-rules.domain.ts';
import type { ZoneTable, ZoneTables } from './time/zone-table.domain.ts';

export interface ResolveRequest {
  organizationId: string;
  serviceId: string;
  /** Left out: anyone. */
  staffId?: string | undefined;
  /** Epoch milliseconds. */
  startsAt: number;
  from: Desk;
  choice?: Choice | undefined;
  /** How many come. */
  party?: number | undefined;
  /** Of the customer, whose other bookings may count. */
  email?: string | null | undefined;
  /** Bookings and holds that do not stand in the way. One that is being moved is judged also when its service is no longer offered. */
  except?: readonly string[] | undefined;
  /** Of the booking that is being moved: it keeps the length it was sold with. */
  durationMinutes?: number | undefined;
  /** Somebody who may do so books against the rules. */
  override?: boolean | undefined;
  /** A booking of the past that is taken over from elsewhere. */
  isImported?: boolean | undefined;
}

export interface Resolved {
  /** By the rules of the start's day. */
  readonly service: ServiceFacts;
  readonly rules: RuleSet;
  /** Of the service's location. */
  readonly zone: ZoneTable;
  readonly resolution: Resolution;
  /** The rules that were overruled; none as a rule. */
  readonly overridden: readonly BrokenRule[];
  /** By what is remembered alone; whether it is free was not looked at. */
  readonly isProposed?: boolean;
}

export interface ResolvingDeps {
  ask: Ask;
  store: RulesStore;
  zones: ZoneTables;
  clock: Clock;
}

export function createResolving({ ask, store, zones, clock }: ResolvingDeps) {
  /** What is being moved was sold: with its own length, and whether or not the service is still offered. */
  const relaxed = (rules: ServiceRules, { from, except, durationMinutes }: ResolveRequest): ServiceRules => ({
    ...rulesFor(from, rules),
    ...(except?.length ? { active: true } : {}),
    ...(durationMinutes ? { durationMinutes } : {}),
  });

  const nowFor = ({ from, isImported, startsAt }: ResolveRequest): number =>
    isImported ? Math.min(clock.now(), startsAt) : presentFor(from, clock.now());

  function askedOf(rules: RuleSet, request: ResolveRequest): Asked & { zone: ZoneTable } {
    const known = serviceOf(rules, request.serviceId);
    const zone = zones.get(known.location.timeZone);
    const service = serviceAt(known, zone, request.startsAt);
    const chosen = relaxed(chosenRules(service, request.choice ?? {}), request);
    if (!chosen.active) throw notFound('service');
    return {
      rules,
      service,
      zone,
      chosen,
      candidates: service.candidates,
      window: busyWindowOfStart(chosen, request.startsAt),
      email: request.email ?? null,
      startsAt: request.startsAt,
    };
  }

  function judged(asked: Asked & { zone: ZoneTable }, found: Found, request: ResolveRequest): Resolved {
    const { service, rules, zone } = asked;
    const facts = factsOf(asked, found, zones, nowFor(request));
    const resolution = resolveSlot(facts, request.startsAt, staffFor(asked, request));
    const plain = { service, rules, zone, resolution, overridden: [] };
    if (resolution.ok || !(request.override || request.isImported)) return plain;
    const overruled = { service, rules, zone, ...overrule(facts, request.startsAt, request.staffId) };
    // What happened elsewhere may have been at any hour, but not at the same time as something here.
    const isOver = overruled.overridden.some((rule) => rule === 'busy' || rule === 'no_room');
    return request.isImported && isOver ? plain : overruled;
  }

  /** Whoever is away may have named a colleague. */
  const staffFor = ({ candidates }: Asked, { staffId, startsAt }: ResolveRequest): string | undefined =>
    staffId && servesFor(staffId, candidates, startsAt);

  return {
    resolve: (request: ResolveRequest): Promise<Resolved> =>
      ask(
        request.organizationId,
        (rules) => {
          const asked = askedOf(rules, request);
          return { ...questionAbout(asked, zones), answer: (found) => judged(asked, found, request) };
        },
        request.except,
      ),

    /**
     * Everything but what is busy or counted, by the rules that are remembered: the guarded function judges those itself,
     * and whether the rules are the present ones. Null where the answer takes more: nobody was named, there is a choice of
     * rooms, gaps are to be filled, or the rules refuse.
     */
    async propose(request: ResolveRequest): Promise<Resolved | null> {
      if (request.staffId === undefined || request.override) return null;
      const rules = await store.get(request.organizationId);
      if (!rules.services.has(request.serviceId.toLowerCase())) return null;
      const asked = askedOf(rules, request);
      // Takes no place, so the guarded function would not look whether it is free.
      if (asked.service.requiresApproval && !asked.service.pendingHolds) return null;
      const candidates = asked.candidates.filter(({ staffId }) => staffId === request.staffId);
      if (asked.chosen.offer.fillGapsMinutes !== null) return null;
      if (redirectsOf(request.staffId, candidates).length > 0) return null;
      if (candidates.some(({ needs }) => needs.some(({ anyOf, count }) => anyOf.length !== count))) return null;
      const free = new Map(
        candidates.flatMap(resourcesOf).map((id) => [id, readBusyTimes('', rules.capacities.get(id))] as const),
      );
      const resolved = judged(
        { ...asked, candidates },
        {
          busy: free,
          holdsUntil: Infinity,
          booked: { service: [], staff: new Map(), customer: null },
          turns: { counts: new Map(), lastAssignedAt: new Map(), usualStaffId: null },
        },
        request,
      );
      return resolved.resolution.ok ? { ...resolved, isProposed: true } : null;
    },
  };
}
