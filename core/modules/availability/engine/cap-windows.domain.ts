import { DAY, MINUTE } from '../time/plain-time.domain.ts';
import { periodOf, type Period } from './presence.domain.ts';
import type { ServiceRules } from './service-rules.domain.ts';
import { dayAt, instantsShowing, type ZoneTable } from '../time/zone-table.domain.ts';

/** At most `most` bookings of somebody that begin in [from, to): what the commit counts once more under its lock. */
export interface CapWindow {
  readonly of: 'service' | 'staff' | 'customer';
  /** Whose; null for a customer, who is known by the request. */
  readonly id: string | null;
  /** Only bookings of this service count; null: of every service. */
  readonly service: string | null;
  readonly from: Date;
  readonly to: Date;
  readonly most: number;
}

/**
 * The caps and the least time between visits that a start falls under, as spans of instants.
 * @param startsAt epoch milliseconds @param zone of the service's location
 * @param staffIds everyone of the staff that the booking takes
 */
export function capWindows(
  serviceId: string,
  rules: Pick<ServiceRules, 'caps' | 'repeatAfterDays'>,
  zone: ZoneTable,
  startsAt: number,
  staffIds: readonly string[],
): CapWindow[] {
  const start = Math.floor(startsAt / MINUTE);
  const span = ({ from, to }: Period): Pick<CapWindow, 'from' | 'to'> => {
    const shown = instantsShowing(zone, from * DAY, to * DAY);
    return { from: new Date(shown[0]! * MINUTE), to: new Date(shown.at(-1)! * MINUTE) };
  };
  const windows = rules.caps.flatMap(({ of, per, most }): CapWindow[] => {
    const when = span(periodOf(per, zone, start));
    if (of === 'staff') return staffIds.map((id) => ({ of, id, service: null, ...when, most }));
    return [{ of, id: of === 'service' ? serviceId : null, service: serviceId, ...when, most }];
  });
  if (rules.repeatAfterDays < 1) return windows;
  const day = dayAt(zone, start);
  const around = span({ from: day - rules.repeatAfterDays + 1, to: day + rules.repeatAfterDays });
  return [...windows, { of: 'customer', id: null, service: serviceId, ...around, most: 1 }];
}
