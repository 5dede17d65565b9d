import type { Clock } from '../../kernel/clock/clock.ts';
import { notFound } from '../../kernel/errors/errors.ts';
import { chosenRules, factsOf, questionAbout, serviceAt, serviceOf } from './asking.ts';
import type { Ask } from './ask.ts';
import type { ExplainQuery, ExplainView } from './availability.contract.ts';
import { assertParty } from './availability.errors.ts';
import type { Change } from './engine/changes.domain.ts';
import { explain, type Broken } from './engine/explain.domain.ts';
import { busyWindowOfRange } from './engine/facts.domain.ts';
import { FIRST_YEAR, formatPlainDate, LAST_YEAR, MINUTE, parsePlainDate } from './time/plain-time.domain.ts';
import { parseDayRange } from './time/range.domain.ts';
import { servesFor } from './redirects.ts';
import type { RuleSet } from './rules/rules-store.ts';
import { dayAt, type ZoneTables } from './time/zone-table.domain.ts';

export interface ExplainingDeps {
  ask: Ask;
  zones: ZoneTables;
  clock: Clock;
}

/** The nearest free start is looked for so many days around. */
const NEARBY_DAYS = 3;
const FIRST_DAY = parsePlainDate(`${FIRST_YEAR}-01-01`);
const LAST_DAY = parsePlainDate(`${LAST_YEAR}-12-31`);
/** A date around which there are others may be none of the calendar itself. */
const dateOf = (day: number): string => formatPlainDate(Math.min(Math.max(day, FIRST_DAY), LAST_DAY));

const iso = (instant: number): string => new Date(instant).toISOString();
/** Spans of a change are minutes inside and instants outside. */
const changeView = (change: Change): Record<string, unknown> =>
  change.kind === 'time_off' || change.kind === 'free'
    ? { ...change, from: iso(change.from * MINUTE), to: iso(change.to * MINUTE) }
    : { ...change };

const moment = (value: number | string | null): string | null => (typeof value === 'number' ? iso(value) : value);

function brokenView({ resourceIds, from, to, caps, ...rest }: Broken, names: ReadonlyMap<string, string>) {
  return {
    ...rest,
    hours: rest.hours?.map((hours) => ({ ...hours })),
    needs: rest.needs?.map((need) => ({ ...need })),
    caps: caps?.map((cap) => ({ ...cap })),
    ...(resourceIds ? { resources: resourceIds.map((id) => ({ id, name: names.get(id) ?? '' })) } : {}),
    ...(from === undefined ? {} : { from: moment(from) }),
    ...(to === undefined ? {} : { to: moment(to) }),
  };
}

/** Why a time is not offered, by the very engine that does not offer it. */
export const createExplaining =
  ({ ask, zones, clock }: ExplainingDeps) =>
  (organizationId: string, query: ExplainQuery): Promise<ExplainView> => {
    const startsAt = Date.parse(query.startsAt);
    return ask(organizationId, (rules: RuleSet) => {
      const known = serviceOf(rules, query.serviceId);
      const zone = zones.get(known.location.timeZone);
      const service = serviceAt(known, zone, startsAt);
      const chosen = chosenRules(service, query);
      const { candidates: everyone } = service;
      const { staffId: wanted, party = 1 } = query;
      if (wanted !== undefined && !everyone.some((one) => one.staffId === wanted)) throw notFound('staff');
      assertParty(service, party);
      const judged = wanted && servesFor(wanted, everyone, startsAt);
      const day = dayAt(zone, Math.floor(startsAt / MINUTE));
      const nearby = parseDayRange(
        {
          from: dateOf(day - NEARBY_DAYS),
          to: dateOf(day + NEARBY_DAYS),
          timeZone: service.location.timeZone,
        },
        zones,
      );
      const asked = {
        rules,
        service,
        chosen,
        candidates: service.candidates,
        window: busyWindowOfRange(chosen, nearby),
        email: query.email ?? null,
        startsAt: null,
      };
      return {
        ...questionAbout(asked, zones),
        answer: (found) => {
          const facts = factsOf(asked, found, zones, clock.now());
          // Comes before all rules: the engine is not even asked about such a service.
          const switchedOff = chosen.active ? [] : [{ rule: 'service_inactive' }];
          const changesView = (changes: readonly Change[] | null) =>
            changes && [...(chosen.active ? [] : [{ kind: 'active', active: true }]), ...changes.map(changeView)];
          const { candidates, smallest } = explain(facts, startsAt, judged, nearby);
          return {
            serviceId: service.id,
            startsAt: iso(startsAt),
            timeZone: service.location.timeZone,
            offered: chosen.active && candidates.some(({ broken }) => broken.length === 0),
            candidates: candidates.map(({ staffId, broken, changes, nearest }) => ({
              staff: { id: staffId, name: rules.names.get(staffId) ?? '' },
              ...(judged === wanted ? {} : { insteadOf: wanted }),
              broken: [...switchedOff, ...broken.map((one) => brokenView(one, rules.names))],
              changes: changesView(changes),
              nearest: nearest === null ? null : iso(nearest),
            })),
            smallest: smallest && { staffId: smallest.staffId, changes: changesView(smallest.changes)! },
          };
        },
      };
    });
  };
