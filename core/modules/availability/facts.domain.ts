import type { BusyTimes } from './busy.domain.ts';
import { DAY, MINUTE } from './plain-time.domain.ts';
import type { DayRange } from './range.domain.ts';
import type { Schedule } from './schedule.domain.ts';
import type { ServiceRules } from './service-rules.domain.ts';

/** Somebody who does the service, with all that a booking with them would occupy. */
export interface Candidate {
  readonly staffId: string;
  /** The order that the business gave its staff. */
  readonly position: number;
  readonly schedule: Schedule;
  /** The staff member's own resource first, then every room and piece of equipment the service needs. */
  readonly resourceIds: readonly [own: string, ...required: string[]];
}

/** All that the engine may know. It asks nothing else: no clock, no database. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly service: ServiceRules;
  readonly candidates: readonly Candidate[];
  /** Of every resource of every candidate, for the whole `busyWindow`. One that is missing is an error, never free. */
  readonly busy: ReadonlyMap<string, BusyTimes>;
}

/** Epoch milliseconds, half-open. */
export interface BusyWindow {
  readonly from: number;
  readonly to: number;
}

const padded = (service: ServiceRules, firstStart: number, lastStart: number): BusyWindow => ({
  from: (firstStart - service.bufferBeforeMinutes) * MINUTE,
  to: (lastStart + service.durationMinutes + service.bufferAfterMinutes) * MINUTE,
});

/** For which time busy times are needed to list a range. */
export const busyWindowOfRange = (service: ServiceRules, { instants }: DayRange): BusyWindow =>
  padded(service, instants[0] ?? 0, instants.at(-1) ?? 0);

/** For which time busy times are needed to resolve one start: around its whole local day, since staff are chosen by their load on it. */
export const busyWindowOfStart = (service: ServiceRules, startsAt: number): BusyWindow =>
  padded(service, Math.floor(startsAt / MINUTE) - LONGEST_DAY, Math.ceil(startsAt / MINUTE) + LONGEST_DAY);

/** No local day of this century lasts longer than 25 hours; one more is free. */
const LONGEST_DAY = DAY + 120;

/** @throws Error when the facts lack the resource: the caller has forgotten to fetch it */
export function busyTimesOf({ busy }: Facts, resourceId: string): BusyTimes {
  const times = busy.get(resourceId);
  if (times === undefined) throw new Error(`the facts hold no busy times of resource ${resourceId}`);
  return times;
}
