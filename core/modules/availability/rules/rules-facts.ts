import type { Candidate } from '../engine/facts.domain.ts';
import type { Schedule } from '../engine/schedule.domain.ts';
import type { ServiceRules } from '../engine/service-rules.domain.ts';

// What is known of a tenant's rules once they are compiled: shared by listing, booking and whoever judges a change.

export interface LocationFacts {
  readonly id: string;
  readonly slug: string;
  readonly business: string;
  readonly name: string;
  readonly address: string;
  readonly phone: string | null;
  readonly timeZone: string;
  readonly currency: string;
}

export interface Length {
  readonly minutes: number;
  /** Minor units; null: as the service costs. */
  readonly priceAmount: number | null;
}
export interface LevelPrice {
  readonly level: string;
  /** Null: of every length. */
  readonly minutes: number | null;
  readonly priceAmount: number;
}
export interface Addon {
  readonly id: string;
  readonly name: string;
  readonly minutes: number;
  readonly priceAmount: number;
  readonly active: boolean;
}

export interface ServiceFacts {
  readonly id: string;
  readonly name: string;
  /** Of a class there are sessions to join, and no times of its own. */
  readonly kind: 'appointment' | 'class';
  readonly rules: ServiceRules;
  readonly durationMinutes: number;
  /** Besides `durationMinutes`. */
  readonly durations: readonly Length[];
  readonly priceAmount: number | null;
  readonly levelPrices: readonly LevelPrice[];
  readonly addons: readonly Addon[];
  /** As older clients know it: the longer of both would be a lie, so it is what the team set. */
  readonly changeNoticeMinutes: number;
  readonly moveNoticeMinutes: number;
  readonly cancelNoticeMinutes: number;
  readonly requiresApproval: boolean;
  /** Whether a request that waits for approval keeps its time from others. */
  readonly pendingHolds: boolean;
  readonly staffing: 'one' | 'collective' | 'roles';
  /** Null: listed on the page. Else booking it needs this token. */
  readonly linkToken: string | null;
  readonly minParty: number;
  readonly maxParty: number;
  /** Of a series that a customer books; 0: none. */
  readonly seriesMost: number;
  readonly location: LocationFacts;
  /** Public holidays of the location and days of its own on which it is closed, days since 1970. */
  readonly holidays: ReadonlySet<number>;
  /** Those who do it and are active, in the order the business gave them. */
  readonly candidates: readonly Candidate[];
  /** Every active person and room that it can take, also while there is no whole candidate. A room may be open at any time. */
  readonly everyone: ReadonlyMap<string, Schedule | null>;
  /** As it will be from later days on, by local day of the start (days since 1970); they have no versions themselves. */
  readonly versions: readonly { readonly fromDay: number; readonly facts: ServiceFacts }[];
}

/** All rules of one tenant as they were at `version`. */
export interface RuleSet {
  /** Raised by every change of a rule; a bigint of the database, so text. */
  readonly version: string;
  readonly services: ReadonlyMap<string, ServiceFacts>;
  readonly staffNames: ReadonlyMap<string, string>;
  /** Of everything that can be occupied. */
  readonly names: ReadonlyMap<string, string>;
  /** Of staff, for prices. */
  readonly levels: ReadonlyMap<string, string | null>;
  readonly capacities: ReadonlyMap<string, number>;
  /** Rooms and staff that are not deactivated. */
  readonly active: ReadonlySet<string>;
  /** Somebody may be on the road between locations. */
  readonly travels: boolean;
  /** Minutes of each way, by `wayKey`. */
  readonly ways: ReadonlyMap<string, number>;
}

/** Of the way from one location to another. */
export const wayKey = (from: string, to: string): string => `${from} ${to}`;

/** The service as it is for a start on that local day of its location. @param day days since 1970 */
export const factsOn = (service: ServiceFacts, day: number): ServiceFacts =>
  service.versions.findLast(({ fromDay }) => fromDay <= day)?.facts ?? service;
