import { DAY, MINUTE, weekdayOf } from './plain-time.domain.ts';
import type { ServiceRules } from './service-rules.domain.ts';
import { instantsShowing, wallTimeAt, type ZoneTable } from './zone-table.domain.ts';

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
  const day = Math.floor(wallTimeAt(zone, Math.floor(startsAt / MINUTE)) / DAY);
  const span = (first: number, days: number): Pick<CapWindow, 'from' | 'to'> => {
    const shown = instantsShowing(zone, first * DAY, (first + days) * DAY);
    return { from: new Date(shown[0]! * MINUTE), to: new Date(shown.at(-1)! * MINUTE) };
  };
  const windows = rules.caps.flatMap(({ of, per, most }): CapWindow[] => {
    const when = per === 'day' ? span(day, 1) : span(day - weekdayOf(day) + 1, 7);
    if (of === 'staff') return staffIds.map((id) => ({ of, id, service: null, ...when, most }));
    return [{ of, id: of === 'service' ? serviceId : null, service: serviceId, ...when, most }];
  });
  if (rules.repeatAfterDays < 1) return windows;
  const days = rules.repeatAfterDays;
  return [...windows, { of: 'customer', id: null, service: serviceId, ...span(day - days + 1, 2 * days - 1), most: 1 }];
}
