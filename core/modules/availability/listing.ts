import type { Clock } from '../../kernel/clock/clock.ts';
import { notFound, UserError } from '../../kernel/errors/errors.ts';
import type { Upon } from '../../kernel/http/kept-answers.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import { nearestAlternatives } from './engine/alternatives.domain.ts';
import { chosenRules, factsOf, questionAbout, serviceOf, versionsOf } from './asking.ts';
import type { Ask, Found } from './ask.ts';
import type { AvailabilityQuery } from './availability.contract.ts';
import { listSlots, type Slot } from './engine/availability.domain.ts';
import {
  busyWindowOfRange,
  countedWindow,
  needsBooked,
  type BusyWindow,
  type Candidate,
} from './engine/facts.domain.ts';
import type { Absence } from './engine/schedule.domain.ts';
import { intersect } from './time/intervals.domain.ts';
import { heldUntil, touchedDays } from './engine/holding.domain.ts';
import { periodsOf } from './time/periods.domain.ts';
import { formatPlainDate, MINUTE } from './time/plain-time.domain.ts';
import type { Choice } from './engine/price.domain.ts';
import { MOST_PUBLIC_DAYS, parseDayRange, type DayRange } from './time/range.domain.ts';
import { candidatesFor, redirectAt, redirected, redirectsOf } from './redirects.ts';
import type { ResolveRequest } from './resolving.ts';
import type { RuleSet, ServiceFacts } from './rules/rules-store.ts';
import type { ServiceRules } from './engine/service-rules.domain.ts';
import { dayAt, type ZoneTables } from './time/zone-table.domain.ts';

export type Keep = (upon: Upon) => void;

/** Days on which the service is what `rules` say. */
export interface Piece {
  readonly rules: ServiceFacts;
  readonly range: DayRange;
}

export interface Listed {
  readonly slots: readonly Slot[];
  readonly pieces: readonly Piece[];
  readonly range: DayRange;
  readonly service: ServiceFacts;
  readonly rules: RuleSet;
  /** Everyone who does it on one of the days, in the order of the business. */
  readonly staffIds: readonly string[];
}

/** The first start of somebody; while they are away perhaps one of a colleague. */
export interface FirstFree {
  readonly staffId: string;
  /** Epoch milliseconds; null: none. */
  readonly startsAt: number | null;
  readonly instead: string | null;
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

/** When a colleague stands in: by the hours of each piece, and only there. */
const awayOf = (staffId: string, pieces: readonly Piece[]): Absence[] =>
  pieces.flatMap(({ rules, range: { instants } }) =>
    redirectsOf(staffId, rules.candidates).flatMap((absence) => {
      const within = intersect(instants, [absence.from, absence.to]);
      return Array.from({ length: within.length >> 1 }, (_, i) => ({
        ...absence,
        from: within[2 * i]!,
        to: within[2 * i + 1]!,
      }));
    }),
  );

export function createListing({ ask, directory, zones, clock }: ListingDeps) {
  interface Part {
    /** The service by the rules of these days. */
    readonly facts: ServiceFacts;
    readonly chosen: ServiceRules;
    readonly range: DayRange;
    readonly candidates: readonly Candidate[];
  }

  const piecesOf = (service: ServiceFacts, range: DayRange): Piece[] =>
    periodsOf(versionsOf(service), zones.get(service.location.timeZone), range);

  /**
   * The pieces of a range, cut where the rules change, with what is asked of them; without those that lack what was chosen.
   * @throws `request.invalid` where all of them lack it
   */
  function partsOf(
    pieces: readonly Piece[],
    choice: Choice,
    pick: (candidates: readonly Candidate[]) => Candidate[],
    change: Partial<ServiceRules> = {},
  ): Part[] {
    const refused: UserError[] = [];
    const parts = pieces.flatMap((piece): Part[] => {
      const { rules: facts } = piece;
      try {
        const chosen = { ...chosenRules(facts, choice), ...change };
        return [{ facts, chosen, range: piece.range, candidates: pick(facts.candidates) }];
      } catch (error) {
        if (!(error instanceof UserError) || error.errors.some(({ code }) => code !== 'not_offered')) throw error;
        refused.push(error);
        return [];
      }
    });
    if (parts.length === 0 && refused[0]) throw refused[0];
    return parts;
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
    const range = parseDayRange(query, zones, MOST_PUBLIC_DAYS);
    const { organizationId } = await directory.service(query.serviceId);
    return ask(organizationId, (rules) => {
      const service = serviceOf(rules, query.serviceId);
      if (!service.rules.active) throw notFound('service');
      if (service.linkToken !== null && service.linkToken !== query.link) throw notFound('service');
      const { staffId } = query;
      const pieces = piecesOf(service, range);
      const staffIds = [...new Set(pieces.flatMap((piece) => piece.rules.candidates.map((one) => one.staffId)))];
      if (staffId !== undefined && !staffIds.includes(staffId)) throw notFound('staff');
      const parts = partsOf(pieces, choiceOf(query), (all) => candidatesFor(staffId, all));
      const { question, window, chosen } = questionFor(rules, service, parts);
      return {
        ...question,
        answer: (found) => {
          const all = slotsOf(parts, found);
          const slots = staffId === undefined ? all : redirected(all, staffId, awayOf(staffId, pieces));
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
          return { slots, pieces, range, service, rules, staffIds };
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

  interface Ahead {
    readonly id: string;
    readonly service: ServiceFacts;
    readonly parts: readonly Part[];
  }

  function aheadOf(rules: RuleSet, id: string): Ahead {
    const service = serviceOf(rules, id);
    const today = dayAt(zones.get(service.location.timeZone), Math.floor(clock.now() / MINUTE));
    const range = ownDays(service, today, today + LOOK_AHEAD_DAYS);
    return { id, service, parts: partsOf(piecesOf(service, range), {}, (all) => [...all]) };
  }

  const counts = ({ parts }: Ahead): boolean => parts.some(({ chosen }) => needsBooked(chosen));
  const isOneQuestion = (one: Ahead, other: Ahead): boolean =>
    !counts(one) && !counts(other) && one.service.location.id === other.service.location.id;

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
          const middle = dayAt(
            zones.get(service.location.timeZone),
            Math.floor(Math.max(startsAt, clock.now()) / MINUTE),
          );
          // The usual grid also at the desk: every minute would be no help.
          const pieces = piecesOf(service, ownDays(service, middle - 7, middle + 14));
          const parts = partsOf(
            pieces,
            choice ?? {},
            (all) => candidatesFor(staffId, all),
            from === 'desk' ? { minNoticeMinutes: 0 } : {},
          );
          return {
            ...questionFor(rules, service, parts, email ?? null).question,
            answer: (found) => {
              const all = slotsOf(parts, found);
              const slots = staffId === undefined ? all : redirected(all, staffId, awayOf(staffId, pieces));
              return nearestAlternatives(slots, startsAt).map((slot) => slot.startsAt);
            },
          };
        },
        except,
      );
    },

    /**
     * The first free start of each service within its window, at most four weeks ahead. Services of one place are one
     * question; one whose bookings count is a question by itself.
     */
    async nextFree(organizationId: string, serviceIds: readonly string[]): Promise<Map<string, number | null>> {
      const free = new Map<string, number | null>();
      for (let left = serviceIds; left.length > 0;) {
        const asked = await ask(organizationId, (rules) => {
          const ahead = left.map((id) => aheadOf(rules, id));
          const [first] = ahead;
          const together = ahead.filter((one) => one === first || isOneQuestion(first!, one));
          const parts = together.flatMap((one) => one.parts);
          return {
            ...questionFor(rules, first!.service, parts).question,
            answer: (found) => together.map((one) => [one.id, slotsOf(one.parts, found)[0]?.startsAt ?? null] as const),
          };
        });
        for (const [id, startsAt] of asked) free.set(id, startsAt);
        left = left.filter((id) => !free.has(id));
      }
      return free;
    },

    /** The first free start of each member of staff on the days asked for. */
    async first(query: AvailabilityQuery): Promise<{ staff: FirstFree[]; rules: RuleSet }> {
      const { slots, pieces, staffIds, rules } = await list(query);
      const staff = staffIds
        .filter((staffId) => query.staffId === undefined || staffId === query.staffId)
        .map((staffId) => {
          const away = awayOf(staffId, pieces);
          const [slot] = redirected(slots, staffId, away);
          const isOwn = !slot || slot.staffIds.includes(staffId);
          const instead = isOwn ? null : redirectAt(away, slot.startsAt)!;
          return { staffId, startsAt: slot?.startsAt ?? null, instead };
        });
      return { staff, rules };
    },
  };
}
