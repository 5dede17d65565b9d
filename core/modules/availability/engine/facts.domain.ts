import { takenFor, type BusyTimes } from './busy.domain.ts';
import type { Intervals } from '../time/intervals.domain.ts';
import { DAY, MINUTE } from '../time/plain-time.domain.ts';
import type { DayRange } from '../time/range.domain.ts';
import type { Schedule } from './schedule.domain.ts';
import type { ServiceRules } from './service-rules.domain.ts';
import type { ZoneTable } from '../time/zone-table.domain.ts';

/** Somebody whose presence is needed. For a member of staff, resource and staff have the same id. */
export interface Person {
  readonly resourceId: string;
  readonly schedule: Schedule;
}

/** One of several that would do; a room has no schedule and is there at any time. */
export interface Alternative {
  readonly resourceId: string;
  readonly schedule: Schedule | null;
}

/** `count` different resources out of `anyOf`, each giving `units` of its places. A resource answers one need at a time. */
export interface Need {
  readonly name: string;
  readonly anyOf: readonly Alternative[];
  readonly count: number;
  readonly units: number;
}

/** Somebody who does the service, with all that a booking with them would occupy. */
export interface Candidate {
  /** The lead's. */
  readonly staffId: string;
  /** The order that the business gave its staff. */
  readonly position: number;
  /** Share of the turns when staff take turns; 1 as a rule. */
  readonly weight: number;
  /** All of them at once; the lead first. */
  readonly members: readonly [lead: Person, ...others: Person[]];
  readonly needs: readonly Need[];
}

/** Starts (minutes since 1970, sorted) of the bookings that count for caps and repeats, those of the whole `countedWindow`. */
export interface Booked {
  /** Of this service. */
  readonly service: readonly number[];
  /** Of each member of staff; one that is missing has none. */
  readonly staff: ReadonlyMap<string, readonly number[]>;
  /** Of this customer with this service; null: nobody knows yet who asks. */
  readonly customer: readonly number[] | null;
}

/** What it was like until now, for those who share work. One that is missing has served nobody. */
export interface Turns {
  /** Bookings of this service in the local calendar month of the start. */
  readonly counts: ReadonlyMap<string, number>;
  /** Epoch milliseconds. */
  readonly lastAssignedAt: ReadonlyMap<string, number>;
  readonly usualStaffId: string | null;
}

/** All that the engine may know. It asks nothing else: no clock, no database. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly service: ServiceRules;
  /** Of the service's location: the dates of window, caps, repeats and effective rules are dates there. */
  readonly zone: ZoneTable;
  readonly candidates: readonly Candidate[];
  /** Of every resource of every candidate, for the whole `busyWindow`. One that is missing is an error, never free. */
  readonly busy: ReadonlyMap<string, BusyTimes>;
  /** Needed by a service with caps or repeats. */
  readonly booked?: Booked;
  /** Needed by `round_robin`, `longest_idle` and `preferUsual`. */
  readonly turns?: Turns;
  /** Public holidays of the location (days since 1970), which are no business days. */
  readonly holidays?: ReadonlySet<number>;
}

/** Epoch milliseconds, half-open. */
export interface BusyWindow {
  readonly from: number;
  readonly to: number;
}

/** How far on either side of a booking with its buffers a rule may look. */
export const sight = ({ bufferBeforeMinutes, bufferAfterMinutes, offer }: ServiceRules): number =>
  offer.fillGapsMinutes === null ? 0 : offer.fillGapsMinutes + bufferBeforeMinutes + bufferAfterMinutes;

const padded = (service: ServiceRules, firstStart: number, lastStart: number): BusyWindow => ({
  from: (firstStart - service.bufferBeforeMinutes - sight(service)) * MINUTE,
  to: (lastStart + service.durationMinutes + service.bufferAfterMinutes + sight(service)) * MINUTE,
});

/** For which time busy times are needed to list a range. */
export const busyWindowOfRange = (service: ServiceRules, { instants }: DayRange): BusyWindow =>
  padded(service, instants[0] ?? 0, instants.at(-1) ?? 0);

/** For which time busy times are needed to resolve one start: around its whole local day, since staff are chosen by their load on it. */
export const busyWindowOfStart = (service: ServiceRules, startsAt: number): BusyWindow =>
  padded(service, Math.floor(startsAt / MINUTE) - LONGEST_DAY, Math.ceil(startsAt / MINUTE) + LONGEST_DAY);

/** No local day of this century lasts longer than 26 hours. */
const LONGEST_DAY = DAY + 120;

/** For which time the starts in `booked` are needed, around what is asked for: whole weeks, and the days between repeats. */
export function countedWindow({ caps, repeatAfterDays }: ServiceRules, { from, to }: BusyWindow): BusyWindow {
  const days = Math.max(caps.length > 0 ? 8 : 0, repeatAfterDays > 0 ? repeatAfterDays + 1 : 0);
  return { from: from - days * LONGEST_DAY * MINUTE, to: to + days * LONGEST_DAY * MINUTE };
}

/** Whether `booked` must be fetched. */
export const needsBooked = ({ caps, repeatAfterDays }: ServiceRules): boolean => caps.length > 0 || repeatAfterDays > 0;

/** Every resource that the candidate could occupy, each once. */
export const resourcesOf = ({ members, needs }: Candidate): string[] => [
  ...new Set([
    ...members.map(({ resourceId }) => resourceId),
    ...needs.flatMap(({ anyOf }) => anyOf.map(({ resourceId }) => resourceId)),
  ]),
];

/** @throws Error when the facts lack the resource: the caller has forgotten to fetch it */
export function busyTimesOf({ busy }: Facts, resourceId: string): BusyTimes {
  const times = busy.get(resourceId);
  if (times === undefined) throw new Error(`the facts hold no busy times of resource ${resourceId}`);
  return times;
}

/** When fewer than `units` places of the resource are left. */
export const takenOf = (facts: Facts, resourceId: string, units: number): Intervals =>
  takenFor(busyTimesOf(facts, resourceId), units);

/** @throws Error when the facts lack them although the service counts */
export function bookedOf({ booked }: Facts): Booked {
  if (booked === undefined) throw new Error('the facts hold no bookings to count');
  return booked;
}
