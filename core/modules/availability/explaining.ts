import type { Clock } from '../../kernel/clock/clock.ts';
import { chosenRules, dayOf, factsOf, questionAbout, serviceAt, serviceOf } from './asking.ts';
import type { Ask } from './ask.ts';
import type { ExplainQuery, ExplainView } from './availability.contract.ts';
import type { Change } from './changes.domain.ts';
import { explain, type Broken } from './explain.domain.ts';
import { busyWindowOfRange } from './facts.domain.ts';
import { formatPlainDate, MINUTE } from './plain-time.domain.ts';
import { parseDayRange } from './range.domain.ts';
import type { RuleSet } from './rules-store.ts';
import type { ZoneTables } from './zone-table.domain.ts';

export interface ExplainingDeps {
  ask: Ask;
  zones: ZoneTables;
  clock: Clock;
}

/** The nearest free start is looked for so many days around. */
const NEARBY_DAYS = 3;

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
      const chosen = chosenRules(service, { durationMinutes: query.durationMinutes });
      const day = dayOf(zone, startsAt);
      const nearby = parseDayRange(
        {
          from: formatPlainDate(day - NEARBY_DAYS),
          to: formatPlainDate(day + NEARBY_DAYS),
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
          const { candidates, smallest } = explain(facts, startsAt, query.staffId, nearby);
          return {
            serviceId: service.id,
            startsAt: iso(startsAt),
            timeZone: service.location.timeZone,
            offered: chosen.active && candidates.some(({ broken }) => broken.length === 0),
            candidates: candidates.map(({ staffId, broken, changes, nearest }) => ({
              staff: { id: staffId, name: rules.names.get(staffId) ?? '' },
              broken: broken.map((one) => brokenView(one, rules.names)),
              changes: changes && changes.map(changeView),
              nearest: nearest === null ? null : iso(nearest),
            })),
            smallest: smallest && { staffId: smallest.staffId, changes: smallest.changes.map(changeView) },
          };
        },
      };
    });
  };
