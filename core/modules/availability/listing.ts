import type { Clock } from '../../kernel/clock/clock.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import type { Upon } from '../../kernel/http/kept-answers.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import { nearestAlternatives } from './alternatives.domain.ts';
import { chosenRules, dayOf, factsOf, questionAbout, serviceOf, versionsOf } from './asking.ts';
import type { Ask, Found } from './ask.ts';
import type { AvailabilityQuery } from './availability.contract.ts';
import { listSlots, type Slot } from './availability.domain.ts';
import { busyWindowOfRange, countedWindow, type BusyWindow, type Candidate } from './facts.domain.ts';
import { heldUntil, touchedDays } from './holding.domain.ts';
import { periodsOf } from './periods.domain.ts';
import { formatPlainDate } from './plain-time.domain.ts';
import type { Choice } from './price.domain.ts';
import { parseDayRange, type DayRange } from './range.domain.ts';
import { redirected } from './redirects.ts';
import type { ResolveRequest } from './resolving.ts';
import type { RuleSet, ServiceFacts } from './rules-store.ts';
import type { ServiceRules } from './service-rules.domain.ts';
import type { ZoneTables } from './zone-table.domain.ts';

export type Keep = (upon: Upon) => void;

export interface Listed {
  readonly slots: readonly Slot[];
  readonly range: DayRange;
  readonly service: ServiceFacts;
  readonly rules: RuleSet;
}

export interface ListingDeps {
  ask: Ask;
  directory: Directory;
  zones: ZoneTables;
  clock: Clock;
}

const LOOK_AHEAD_DAYS = 28;

const choiceOf = ({ durationMinutes, addonIds }: AvailabilityQuery): Choice => ({ durationMinutes, addonIds });

/** The longest of several spans. */
const around = (windows: readonly BusyWindow[]): BusyWindow => ({
  from: Math.min(...windows.map(({ from }) => from)),
  to: Math.max(...windows.map(({ to }) => to)),
});

export function createListing({ ask, directory, zones, clock }: ListingDeps) {
  interface Part {
    /** The service by the rules of these days. */
    readonly facts: ServiceFacts;
    readonly chosen: ServiceRules;
    readonly range: DayRange;
    readonly candidates: readonly Candidate[];
  }

  /** The range cut where the rules change, each piece with those that hold in it. */
  function partsOf(
    service: ServiceFacts,
    range: DayRange,
    choice: Choice,
    pick: (candidate: Candidate) => boolean,
    change: Partial<ServiceRules> = {},
  ): Part[] {
    return periodsOf(versionsOf(service), zones.get(service.location.timeZone), range).map((period): Part => {
      const { rules: facts } = period;
      const chosen = { ...chosenRules(facts, choice), ...change };
      return { facts, chosen, range: period.range, candidates: facts.candidates.filter(pick) };
    });
  }

  const slotsOf = (parts: readonly Part[], found: Found): Slot[] =>
    parts.flatMap((part) =>
      part.facts.kind === 'class' // has sessions, and no times of its own
        ? []
        : listSlots(factsOf({ ...part, service: part.facts }, found, zones, clock.now()), part.range),
    );

  /** One question for all parts. */
  function questionFor(rules: RuleSet, service: ServiceFacts, parts: readonly Part[], email: string | null = null) {
    const window = around(parts.map(({ chosen, range }) => busyWindowOfRange(chosen, range)));
    const strictest = parts.map(({ chosen }) => chosen);
    const chosen = {
      ...strictest[0]!,
      caps: strictest.flatMap(({ caps }) => caps),
      repeatAfterDays: Math.max(...strictest.map(({ repeatAfterDays }) => repeatAfterDays)),
    };
    const candidates = parts.flatMap((part) => part.candidates);
    const question = questionAbout({ rules, service, chosen, candidates, window, email, startsAt: null }, zones);
    return { question, window, chosen };
  }

  async function list(query: AvailabilityQuery, keep?: Keep): Promise<Listed> {
    const range = parseDayRange(query, zones);
    const entry = await directory.service(query.serviceId);
    if (!entry) throw notFound('service');
    const { organizationId } = entry;
    return ask(organizationId, (rules) => {
      const service = serviceOf(rules, query.serviceId);
      if (!service.rules.active) throw notFound('service');
      if (service.linkToken !== null && service.linkToken !== query.link) throw notFound('service');
      const { staffId } = query;
      const instead = staffId === undefined ? [] : (rules.redirects.get(staffId) ?? []);
      const pick = (candidate: Candidate): boolean =>
        staffId === undefined ||
        candidate.staffId === staffId ||
        instead.some(({ redirectTo }) => redirectTo === candidate.staffId);
      const parts = partsOf(service, range, choiceOf(query), pick);
      if (staffId !== undefined && !parts.some(({ candidates }) => candidates.some((one) => one.staffId === staffId)))
        throw notFound('staff');
      const { question, window, chosen } = questionFor(rules, service, parts);
      return {
        ...question,
        answer: (found) => {
          const all = slotsOf(parts, found);
          const slots = staffId === undefined ? all : redirected(all, staffId, instead);
          keep?.({
            organizationId,
            subjects: [service.id, ...found.busy.keys()],
            ...touchedDays(countedWindow(chosen, window)),
            until: Math.min(
              found.holdsUntil,
              ...parts.map((part) =>
                heldUntil(factsOf({ ...part, service: part.facts }, found, zones, clock.now()), all),
              ),
            ),
          });
          return { slots, range, service, rules };
        },
      };
    });
  }

  /** Days (of the service's own zone) from `first` to `last`, both included. */
  const ownDays = (service: ServiceFacts, first: number, last: number): DayRange =>
    parseDayRange(
      { from: formatPlainDate(first), to: formatPlainDate(last), timeZone: service.location.timeZone },
      zones,
    );

  return {
    list,

    /** Up to three free starts nearest to the one asked for, epoch milliseconds, within two weeks around it. */
    alternatives({
      organizationId,
      serviceId,
      staffId,
      startsAt,
      from,
      choice,
      except,
      email,
    }: ResolveRequest): Promise<number[]> {
      return ask(
        organizationId,
        (rules) => {
          const service = serviceOf(rules, serviceId);
          const middle = dayOf(zones.get(service.location.timeZone), Math.max(startsAt, clock.now()));
          // The usual grid also at the desk: every minute would be no help.
          const parts = partsOf(
            service,
            ownDays(service, middle - 7, middle + 14),
            choice ?? {},
            (candidate) => staffId === undefined || candidate.staffId === staffId,
            from === 'desk' ? { minNoticeMinutes: 0 } : {},
          );
          return {
            ...questionFor(rules, service, parts, email ?? null).question,
            answer: (found) => nearestAlternatives(slotsOf(parts, found), startsAt).map((slot) => slot.startsAt),
          };
        },
        except,
      );
    },

    /** The first free start of each service within its window, at most four weeks ahead. */
    nextFree(organizationId: string, serviceIds: readonly string[]): Promise<Map<string, number | null>> {
      return Promise.all(
        serviceIds.map((serviceId) =>
          ask(organizationId, (rules): ReturnType<Parameters<typeof ask<[string, number | null]>>[1]> => {
            const service = serviceOf(rules, serviceId);
            const today = dayOf(zones.get(service.location.timeZone), clock.now());
            const parts = partsOf(service, ownDays(service, today, today + LOOK_AHEAD_DAYS), {}, () => true);
            return {
              ...questionFor(rules, service, parts).question,
              answer: (found) => [serviceId, slotsOf(parts, found)[0]?.startsAt ?? null],
            };
          }),
        ),
      ).then((entries) => new Map(entries));
    },

    /** The first free start of each member of staff on the days asked for; null: none. */
    async first(query: AvailabilityQuery): Promise<{ staffId: string; name: string; startsAt: number | null }[]> {
      const { slots, service, rules } = await list(query);
      const staff = service.candidates.filter(
        ({ staffId }) => query.staffId === undefined || staffId === query.staffId,
      );
      return staff.map(({ staffId }) => ({
        staffId,
        name: rules.staffNames.get(staffId) ?? '',
        startsAt: slots.find(({ staffIds }) => staffIds.includes(staffId))?.startsAt ?? null,
      }));
    },
  };
}
