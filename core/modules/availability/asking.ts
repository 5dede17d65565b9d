import { notFound } from '../../kernel/errors/errors.ts';
import type { Found, Question } from './ask.ts';
import {
  countedWindow,
  needsBooked,
  resourcesOf,
  type BusyWindow,
  type Candidate,
  type Facts,
} from './engine/facts.domain.ts';
import type { Effective } from './time/periods.domain.ts';
import { DAY, MINUTE } from './time/plain-time.domain.ts';
import { minutesOfChoice, type Choice } from './engine/price.domain.ts';
import { factsOn, type RuleSet, type ServiceFacts } from './rules/rules-store.ts';
import type { ServiceRules } from './engine/service-rules.domain.ts';
import { dayAt, instantsShowing, type ZoneTable, type ZoneTables } from './time/zone-table.domain.ts';

// What listing and resolving have in common: finding the service, and saying what the database must be asked about it.

/** @throws `service.not_found` */
export function serviceOf(rules: RuleSet, serviceId: string): ServiceFacts {
  const service = rules.services.get(serviceId.toLowerCase());
  if (!service) throw notFound('service');
  return service;
}

/** The rules of the service with the length that was chosen. @throws `request.invalid` for what the service does not offer */
export const chosenRules = (service: ServiceFacts, choice: Choice): ServiceRules =>
  choice.durationMinutes === undefined && !choice.addonIds?.length
    ? service.rules
    : { ...service.rules, durationMinutes: minutesOfChoice(service, choice) };

/** Who asks decides which rules are relaxed. */
export type Desk = 'online' | 'desk';

/** At the desk neither notice nor window nor grid hold, hours and overlaps do. */
const AT_THE_DESK: Partial<ServiceRules> = {
  minNoticeMinutes: 0,
  window: { kind: 'days', days: 1096 },
  slotIntervalMinutes: 1,
  slotOffsetMinutes: 0,
  active: true,
  activeFrom: null,
  activeUntil: null,
  offer: { fillGapsMinutes: null, busyShare: 0 },
};
/** A walk-in may have sat down a while ago. */
const WALK_IN_MS = 4 * 60 * MINUTE;

export const rulesFor = (from: Desk, rules: ServiceRules): ServiceRules =>
  from === 'desk' ? { ...rules, ...AT_THE_DESK } : rules;

/** The present by which starts are judged. @param now epoch milliseconds */
export const presentFor = (from: Desk, now: number): number => (from === 'desk' ? now - WALK_IN_MS : now);

/** The service as it is, and as it will be for starts from a local day on. */
export const versionsOf = (service: ServiceFacts): Effective<ServiceFacts>[] => [
  { fromDay: -Infinity, rules: service },
  ...service.versions.map(({ fromDay, facts }) => ({ fromDay, rules: facts })),
];

/** The service by the rules of the start's day. @param startsAt epoch milliseconds */
export const serviceAt = (service: ServiceFacts, zone: ZoneTable, startsAt: number): ServiceFacts =>
  service.versions.length === 0 ? service : factsOn(service, dayAt(zone, Math.floor(startsAt / MINUTE)));

export interface Asked {
  readonly rules: RuleSet;
  readonly service: ServiceFacts;
  readonly chosen: ServiceRules;
  readonly candidates: readonly Candidate[];
  readonly window: BusyWindow;
  /** Of the customer; null: not known. */
  readonly email: string | null;
  /** The start that somebody must be chosen for, epoch milliseconds; null: nobody is chosen. */
  readonly startsAt: number | null;
}

/** The local calendar month around a start. */
function monthAround(zone: ZoneTable, startsAt: number): BusyWindow {
  const date = new Date(dayAt(zone, Math.floor(startsAt / MINUTE)) * DAY * MINUTE);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / MINUTE;
  const last = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / MINUTE;
  const shown = instantsShowing(zone, first, last);
  return { from: shown[0]! * MINUTE, to: shown.at(-1)! * MINUTE };
}

const usesTurns = ({ assignment, preferUsual }: ServiceRules): boolean =>
  preferUsual || assignment === 'round_robin' || assignment === 'longest_idle';

/** What must be known to judge these candidates, but for the answer. */
export function questionAbout(
  { rules, service, chosen, candidates, window, email, startsAt }: Asked,
  zones: ZoneTables,
): Omit<Question<never>, 'answer'> {
  const resourceIds = [...new Set(candidates.flatMap(resourcesOf))];
  const staffIds = resourceIds.filter((id) => rules.staffNames.has(id));
  const counted = { serviceId: service.id, staffIds, email };
  return {
    window,
    resourceIds,
    location: rules.travels ? service.location.id : null,
    ...(needsBooked(chosen) ? { booked: { ...counted, window: countedWindow(chosen, window) } } : {}),
    ...(startsAt !== null && usesTurns(chosen)
      ? { turns: { ...counted, window: monthAround(zones.get(service.location.timeZone), startsAt) } }
      : {}),
  };
}

/** What the engine judges by. @param now epoch milliseconds */
export const factsOf = (
  { service, chosen, candidates }: Pick<Asked, 'service' | 'chosen' | 'candidates'>,
  { busy, booked, turns }: Pick<Found, 'busy' | 'booked' | 'turns'>,
  zones: ZoneTables,
  now: number,
): Facts => ({
  now,
  service: chosen,
  zone: zones.get(service.location.timeZone),
  candidates,
  busy,
  holidays: service.holidays,
  ...(booked ? { booked } : {}),
  ...(turns ? { turns } : {}),
});
