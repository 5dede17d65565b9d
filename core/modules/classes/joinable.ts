import type { Desk } from '../availability/availability.service.ts';
import { MINUTE } from '../availability/time/plain-time.domain.ts';
import { RULES, type BrokenRule } from '../availability/engine/rules.domain.ts';
import type { ServiceFacts } from '../availability/rules/rules-facts.ts';
import { dayAt, type ZoneTables } from '../availability/time/zone-table.domain.ts';

/** Rules about when a customer may book at all; hours, rooms and staff were judged when the session was opened. */
const RULES_OF_JOINING = ['past', 'notice', 'window', 'not_offered_then'] as const satisfies BrokenRule[];

export type NotJoinable = (typeof RULES_OF_JOINING)[number] | 'service_inactive';

/** What the engine says of joining a session of this class that begins then; times are epoch milliseconds. */
export const createJoinable = (zones: ZoneTables) => {
  /** The class as it is on the local day of the session. */
  const classOn = (service: ServiceFacts, startsAt: number): ServiceFacts => {
    const day = dayAt(zones.get(service.location.timeZone), Math.floor(startsAt / MINUTE));
    return service.versions.findLast(({ fromDay }) => fromDay <= day)?.facts ?? service;
  };

  function whyNot(service: ServiceFacts, startsAt: number, now: number): NotJoinable | null {
    const { rules, candidates, holidays } = classOn(service, startsAt);
    const [candidate] = candidates;
    if (!rules.active || !candidate) return 'service_inactive';
    const zone = zones.get(service.location.timeZone);
    const facts = { now, service: rules, zone, holidays, candidates: [candidate], busy: new Map() };
    const start = Math.floor(startsAt / MINUTE);
    return RULES_OF_JOINING.find((name) => RULES[name]([start, start + 1], facts, candidate).length === 0) ?? null;
  }

  return {
    classOn,

    /** Why a customer cannot join; null: it can be joined, if a seat is left. */
    whyNot,

    /** The same for whoever asks: the team is held by no notice or dates, but joins no class that is off. */
    whyNotFrom(from: Desk, service: ServiceFacts, startsAt: number, now: number): NotJoinable | null {
      if (from === 'online') return whyNot(service, startsAt, now);
      return classOn(service, startsAt).rules.active ? null : 'service_inactive';
    },
  };
};

export type Joinable = ReturnType<typeof createJoinable>;
