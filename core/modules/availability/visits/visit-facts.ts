import type { Clock } from '../../../kernel/clock/clock.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import type { Ask } from '../ask.ts';
import {
  chosenRules,
  factsOf,
  presentFor,
  questionAbout,
  rulesFor,
  serviceAt,
  serviceOf,
  type Desk,
} from '../asking.ts';
import { unsettled } from '../availability.errors.ts';
import type { BusyTimes } from '../engine/busy.domain.ts';
import type { Alternative, Candidate, Facts } from '../engine/facts.domain.ts';
import { minutesOf, type Intervals } from '../time/intervals.domain.ts';
import { alternativesOf } from '../engine/needs.domain.ts';
import { DAY, MINUTE } from '../time/plain-time.domain.ts';
import { placesLeft } from './places.domain.ts';
import type { Choice } from '../engine/price.domain.ts';
import { candidatesFor, servesFor } from '../redirects.ts';
import { judge } from '../engine/rules.domain.ts';
import type { RuleSet, ServiceFacts } from '../rules/rules-store.ts';
import type { ServiceRules } from '../engine/service-rules.domain.ts';
import { differentLocations } from './visits.errors.ts';
import type { VisitPart, VisitRequest, Way } from './visits.domain.ts';
import type { ZoneTables } from '../time/zone-table.domain.ts';

export interface AskedPart {
  readonly serviceId: string;
  readonly staffId?: string | undefined;
  readonly choice: Choice;
}

export interface VisitQuestion extends Pick<VisitRequest, 'order' | 'maxGapMinutes' | 'sameStaff'> {
  readonly organizationId: string;
  readonly parts: readonly AskedPart[];
  readonly from: Desk;
  readonly email: string | null;
  /** Instants (minutes) at which the visit may begin. */
  readonly starts: Intervals;
  /** Refuses what no time can change about a part. */
  readonly assertBookable: (service: ServiceFacts, index: number) => void;
}

/** What is known of a part besides its times. */
export interface KnownPart {
  readonly service: ServiceFacts;
  readonly chosen: ServiceRules;
}

export interface VisitFacts {
  readonly request: VisitRequest;
  /** In the order of the parts. */
  readonly known: readonly KnownPart[];
  readonly rules: RuleSet;
}

const TRIES = 4;
/** Where these are no multiples of five, a grid of five minutes would miss what is possible. */
const MINUTES = [
  'durationMinutes',
  'bufferBeforeMinutes',
  'bufferAfterMinutes',
  'slotIntervalMinutes',
  'slotOffsetMinutes',
] as const;

/** Later parts begin when the one before has ended, not on the grid; a fine grid of their own keeps the work small. */
function freely(rules: ServiceRules, isFine: boolean): ServiceRules {
  const offer = { fillGapsMinutes: null, busyShare: 0 };
  return { ...rules, slotIntervalMinutes: isFine ? 1 : 5, slotOffsetMinutes: 0, offer };
}

/** Reads for each part what the engine needs, and lets it say when each could be if it were alone. */
export function createVisitFacts({ ask, zones, clock }: { ask: Ask; zones: ZoneTables; clock: Clock }) {
  interface Found extends KnownPart {
    readonly rules: RuleSet;
    readonly facts: Facts;
    readonly candidates: readonly Candidate[];
    /** Minutes since 1970; whoever was asked for is away at some of them and named a colleague. */
    readonly serves: (candidate: Candidate, start: number) => boolean;
  }

  async function read(question: VisitQuestion, index: number, until: number): Promise<Found> {
    const { organizationId, from, email, starts } = question;
    const { serviceId, staffId, choice } = question.parts[index]!;
    return ask(organizationId, (rules) => {
      const base = serviceOf(rules, serviceId);
      const service = serviceAt(base, zones.get(base.location.timeZone), starts[0]! * MINUTE);
      question.assertBookable(service, index);
      const chosen = rulesFor(from, chosenRules(service, choice));
      if (!chosen.active) throw notFound('service');
      const candidates = candidatesFor(staffId, service.candidates);
      if (!candidates.some((one) => staffId === undefined || one.staffId === staffId)) throw notFound('staff');
      const serves = (one: Candidate, start: number): boolean =>
        staffId === undefined || servesFor(staffId, candidates, start * MINUTE) === one.staffId;
      const window = { from: (starts[0]! - DAY) * MINUTE, to: (until + DAY) * MINUTE };
      const asked = { rules, service, chosen, candidates, window, email, startsAt: null };
      return {
        ...questionAbout(asked, zones),
        answer: (found) => {
          const facts = factsOf(asked, found, zones, presentFor(from, clock.now()));
          return { rules, service, chosen, candidates, serves, facts };
        },
      };
    });
  }

  function wayOf(
    { facts, chosen, serves }: Found,
    candidate: Candidate,
    starts: Intervals,
    later: Intervals,
    isFine: boolean,
  ): Way {
    const loose: Facts = { ...facts, service: freely(chosen, isFine) };
    const isServing = (start: number): boolean => serves(candidate, start);
    return {
      staffId: candidate.staffId,
      position: candidate.position,
      begins: minutesOf(judge(starts, facts, candidate).starts).filter(isServing),
      starts: minutesOf(judge(later, loose, candidate).starts).filter(isServing),
      uses: candidate.members.map(({ resourceId }) => ({ resourceId, units: 1 })),
      choices: candidate.needs.map((need) => {
        const anyOf = alternativesOf(candidate, need);
        const present = new Map(
          anyOf.flatMap((one) =>
            one.schedule === null ? [] : [[one.resourceId, whenThere(loose, later, one)] as const],
          ),
        );
        return {
          anyOf: anyOf.map(({ resourceId }) => resourceId),
          count: need.count,
          units: need.units,
          ...(present.size > 0
            ? { isThere: (id: string, startsAt: number) => present.get(id)?.has(startsAt) ?? true }
            : {}),
        };
      }),
    };
  }

  /** When one of several people who would do could serve. */
  function whenThere(facts: Facts, starts: Intervals, { resourceId, schedule }: Alternative): Set<number> {
    const alone: Candidate = {
      staffId: resourceId,
      position: 0,
      weight: 1,
      members: [{ resourceId, schedule: schedule! }],
      needs: [],
    };
    return new Set(minutesOf(judge(starts, facts, alone).starts));
  }

  return async function visitFacts(question: VisitQuestion): Promise<VisitFacts> {
    const { starts, parts, order, maxGapMinutes, sameStaff } = question;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      // How far the last part can lie behind the start is known once the lengths are.
      const far = starts.at(-1)! + LONGEST_VISIT;
      const found: Found[] = [];
      const same = new Map<string, number>();
      for (const [index, part] of parts.entries()) {
        const key = JSON.stringify(part);
        found.push(found[same.get(key) ?? -1] ?? (await read(question, index, far)));
        if (!same.has(key)) same.set(key, index);
      }
      const { rules, service } = found[0]!;
      if (found.some((one) => one.rules.version !== rules.version)) continue; // they changed in between
      if (found.some((one) => one.service.location.id !== service.location.id)) throw differentLocations();

      const length = found.reduce((sum, { chosen }) => sum + chosen.durationMinutes + maxGapMinutes, 0);
      const later = [starts[0]!, Math.min(far, starts.at(-1)! + length)];
      const isFine = found.some(({ chosen }) => MINUTES.some((name) => chosen[name] % 5 > 0));
      const made = new Map<Found, VisitPart>();
      for (const one of found)
        if (!made.has(one)) {
          const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes } = one.chosen;
          const ways = one.candidates.map((candidate) => wayOf(one, candidate, starts, later, isFine));
          made.set(one, { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes, ways });
        }
      const busy = new Map<string, BusyTimes>(found.flatMap(({ facts }) => [...facts.busy]));
      const free = (id: string, from: number, to: number): number => {
        const { ranges, capacity } = busy.get(id)!;
        return placesLeft(ranges, capacity, from, to);
      };
      const planned = found.map((one) => made.get(one)!);
      return { request: { parts: planned, order, maxGapMinutes, sameStaff, free }, known: found, rules };
    }
    throw unsettled();
  };
}

/** Minutes from the start of a visit to the start of its last part, at most. */
const LONGEST_VISIT = 2 * DAY;
