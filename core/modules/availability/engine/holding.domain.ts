import type { Slot } from './availability.domain.ts';
import type { BusyWindow, Facts } from './facts.domain.ts';
import { DAY, formatPlainDate, MINUTE } from '../time/plain-time.domain.ts';
import { dayAt, instantsShowing } from '../time/zone-table.domain.ts';

// How long a listing stays true when nobody books and no rule is changed: time itself changes it too.

/** A claim lasts 24 hours at most, and local time is at most 14 hours from UTC. */
const AROUND = 38 * 60 * MINUTE;

/** Every local day, in whatever zone, on which a booking may begin or end that occupies something within the window. */
export function touchedDays({ from, to }: BusyWindow): { firstDay: string; lastDay: string } {
  const dayOf = (instant: number): string => formatPlainDate(Math.floor(instant / (DAY * MINUTE)));
  return { firstDay: dayOf(from - AROUND), lastDay: dayOf(to + AROUND) };
}

/**
 * The last instant (epoch milliseconds) at which the same facts give the same list: the first start falls to the notice,
 * and at the location's midnight the window moves on.
 */
export function heldUntil({ now, service, zone }: Facts, slots: readonly Slot[]): number {
  const minute = Math.floor(now / MINUTE);
  const tomorrow = dayAt(zone, minute) + 1;
  const midnight = (instantsShowing(zone, tomorrow * DAY, (tomorrow + 1) * DAY)[0] ?? minute) * MINUTE - 1;
  const first = slots[0] ? slots[0].startsAt - service.minNoticeMinutes * MINUTE : Infinity;
  return Math.min(first, midnight);
}
