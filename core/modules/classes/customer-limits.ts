import type { Db, Statement } from '../../kernel/db/db.ts';
import { capWindows, type CapWindow } from '../availability/engine/cap-windows.domain.ts';
import type { ServiceFacts } from '../availability/rules/rules-facts.ts';
import type { ZoneTables } from '../availability/time/zone-table.domain.ts';
import { customerLock } from '../bookings/bookings.module.ts';

/** What is counted of whoever joins, as the guarded functions ask for it. */
export interface CustomerLimits {
  readonly caps: readonly CapWindow[];
  /** Whoever is counted is locked. */
  readonly locks: readonly string[];
}

interface Who {
  readonly organizationId: string;
  /** Of the customer; null: nobody to count. */
  readonly email: string | null;
  /** Of the session, epoch milliseconds. */
  readonly startsAt: number;
  /** A booking that does not count: it is the one that changes. */
  readonly except?: string;
}

export const NO_LIMITS: CustomerLimits = { caps: [], locks: [] };
const VISITS: Statement = {
  name: 'visits_of_customer',
  text: `select starts from booked_starts($1, $2, '{}', $3, $4, $5, $6) where whose = 'customer'`,
};

/**
 * How often one customer may come: caps of customers and the days between two visits. What a class may take in all is
 * said by its seats, so caps of the service and of its staff are about appointments alone.
 */
export function createCustomerLimits({ db, zones }: { db: Db; zones: ZoneTables }) {
  /** @param service as it is on the day of the session */
  function limitsFor(service: ServiceFacts, { organizationId, email, startsAt }: Who): CustomerLimits {
    const { caps, repeatAfterDays } = service.rules;
    const own = { caps: caps.filter((cap) => cap.of === 'customer'), repeatAfterDays };
    if (email === null || (own.caps.length === 0 && repeatAfterDays < 1)) return NO_LIMITS;
    const windows = capWindows(service.id, own, zones.get(service.location.timeZone), startsAt, []);
    return { caps: windows, locks: [customerLock(organizationId, email)] };
  }

  return {
    limitsFor,

    /** Which limit is reached; null: none. Looks before the guarded function does, which knows no names. */
    async reached(service: ServiceFacts, who: Who): Promise<'cap' | 'repeat' | null> {
      const { caps } = limitsFor(service, who);
      if (caps.length === 0) return null;
      const from = new Date(Math.min(...caps.map((cap) => cap.from.getTime())));
      const to = new Date(Math.max(...caps.map((cap) => cap.to.getTime())));
      const except = who.except === undefined ? [] : [who.except];
      const [row] = await db.query<{ starts: string | null }>(VISITS, [
        ...[who.organizationId, service.id, who.email, from, to, except],
      ]);
      const visits = (row?.starts ?? '')
        .split(',')
        .filter(Boolean)
        .map((minute) => Number(minute) * 60_000);
      const isReached = ({ from: first, to: end, most }: CapWindow): boolean =>
        visits.filter((at) => at >= first.getTime() && at < end.getTime()).length >= most;
      const reached = caps.findIndex(isReached);
      if (reached < 0) return null;
      return service.rules.repeatAfterDays > 0 && reached === caps.length - 1 ? 'repeat' : 'cap';
    },
  };
}

export type CustomerLimitsOf = ReturnType<typeof createCustomerLimits>;
