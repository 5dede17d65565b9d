import type { Clock } from '../../kernel/clock/clock.ts';
import type { Db } from '../../kernel/db/db.ts';
import type { Directory } from '../../kernel/tenancy/directory.ts';
import { createAsk } from './ask.ts';
import type {
  AvailabilityQuery,
  AvailabilityView,
  ExplainQuery,
  ExplainView,
  FirstFreeView,
  FreeDaysView,
} from './availability.contract.ts';
import type { Slot } from './engine/availability.domain.ts';
import { countByDay, groupByDay } from './engine/days.domain.ts';
import { isoOfMinutes } from './time/iso.domain.ts';
import { createExplaining } from './explaining.ts';
import { createListing, type Keep } from './listing.ts';
import { doubledStarts } from './engine/offsets.domain.ts';
import { createResolving, type Resolved, type ResolveRequest } from './resolving.ts';
import type { RulesStore } from './rules/rules-store.ts';
import type { ZoneTables } from './time/zone-table.domain.ts';

export type { Desk } from './asking.ts';
export type { Resolved, ResolveRequest } from './resolving.ts';

export interface AvailabilityDeps {
  db: Db;
  directory: Directory;
  rules: RulesStore;
  zones: ZoneTables;
  clock: Clock;
}

export interface AvailabilityService {
  /** @param keep told what the answer depends on */
  slots(query: AvailabilityQuery, keep?: Keep): Promise<AvailabilityView>;
  days(query: AvailabilityQuery, keep?: Keep): Promise<FreeDaysView>;
  first(query: AvailabilityQuery): Promise<FirstFreeView>;
  /** @throws `service.not_found`, `staff.not_found`, `booking.party_size`, `request.invalid` */
  explain(organizationId: string, query: ExplainQuery): Promise<ExplainView>;
  /** @throws `service.not_found`, `request.invalid` for a length or an add-on that is not offered */
  resolve(request: ResolveRequest): Promise<Resolved>;
  /** By what is remembered alone, for the guarded function to judge; null: it has to be asked. */
  propose(request: ResolveRequest): Promise<Resolved | null>;
  /** Up to three free starts nearest to the one asked for, epoch milliseconds, within two weeks around it. */
  alternatives(request: ResolveRequest): Promise<number[]>;
  /** The first free start of each service within its window, at most four weeks ahead. */
  nextFree(organizationId: string, serviceIds: readonly string[]): Promise<Map<string, number | null>>;
  staffName(organizationId: string, staffId: string): Promise<string>;
}

const iso = (slots: readonly Slot[]): string[] => isoOfMinutes(slots.map(({ startsAt }) => startsAt));

export function createAvailabilityService({
  db,
  directory,
  rules: store,
  zones,
  clock,
}: AvailabilityDeps): AvailabilityService {
  const ask = createAsk({ db, store });
  const { resolve, propose } = createResolving({ ask, store, zones, clock });
  const { list, alternatives, nextFree, first } = createListing({ ask, directory, zones, clock });

  return {
    explain: createExplaining({ ask, zones, clock }),
    resolve,
    propose,
    alternatives,
    nextFree,
    async slots(query, keep) {
      const { slots, range, service } = await list(query, keep);
      const offsets = doubledStarts(slots, range);
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
          ...(offsets.has(date) ? { offsets: offsets.get(date)! } : {}),
        })),
      };
    },
    async days(query, keep) {
      const { slots, range } = await list(query, keep);
      return {
        serviceId: query.serviceId,
        staffId: query.staffId ?? null,
        timeZone: query.timeZone,
        days: countByDay(slots, range),
      };
    },
    async first(query) {
      const { staff, rules } = await first(query);
      return {
        serviceId: query.serviceId,
        data: staff.map(({ staffId, startsAt, instead }) => ({
          staff: { id: staffId, name: rules.staffNames.get(staffId) ?? '' },
          startsAt: startsAt === null ? null : new Date(startsAt).toISOString(),
          ...(instead === null ? {} : { instead: { id: instead, name: rules.staffNames.get(instead) ?? '' } }),
        })),
      };
    },
    async staffName(organizationId, staffId) {
      return (await store.get(organizationId)).staffNames.get(staffId) ?? '';
    },
  };
}
