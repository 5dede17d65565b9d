import { parseRecurrence } from '../availability/time/recurrence.domain.ts';
import { parseWallTime } from '../availability/time/plain-time.domain.ts';
import { compileSchedule, type ScheduleRules } from '../availability/engine/schedule.domain.ts';
import { instantsShowing, type ZoneTable, type ZoneTables } from '../availability/time/zone-table.domain.ts';
import {
  cyclicRedirect,
  timeOffSkipped,
  tooManyExceptions,
  tooManyPlans,
  tooManySchedules,
  zoneChangeOverlaps,
} from './schedules.errors.ts';

/** Days with other hours and times off of one person, together: well below what the engine would refuse. */
export const MOST_EXCEPTIONS = 1000;
const MOST_PLANS = 24;
const MOST_SCHEDULES = 20;

/**
 * That the engine will take these rules; asked of what is new, before it is stored.
 * @throws `schedule.invalid` with every wrong field, `time_zone.unknown`, `date.invalid`
 */
export function assertKeepable(
  { timeZone, weekly = [], overrides = [] }: Pick<ScheduleRules, 'timeZone'> & Partial<ScheduleRules>,
  zones: ZoneTables,
): void {
  compileSchedule({ timeZone, weekly, overrides, timeOff: [] }, zones);
}

/** @throws `wall_time.invalid` for a date that the calendar does not have, `time_off.skipped` for hours that the clock skips */
export function assertTimeOff({ from, to }: { from: string; to: string }, zone: ZoneTable): void {
  const shown = instantsShowing(zone, parseWallTime(from, 'from'), parseWallTime(to, 'to'));
  if (shown.length === 0) throw timeOffSkipped();
}

/** Time off may go on for ever: it is read as far ahead as can be booked. @throws `recurrence.invalid` */
export function assertRecurrence({ from }: { from: string }, rrule: string): void {
  parseRecurrence(rrule, 'rrule', { bounded: false, start: from });
}

/** @throws `schedule.too_many_exceptions` */
export function assertRoomForException(known: number): void {
  if (known >= MOST_EXCEPTIONS) throw tooManyExceptions(MOST_EXCEPTIONS);
}

/** @throws `schedule.too_many_plans` */
export function assertRoomForPlan(known: number): void {
  if (known >= MOST_PLANS) throw tooManyPlans(MOST_PLANS);
}

/** @throws `schedule.too_many` */
export function assertRoomForSchedule(known: number): void {
  if (known >= MOST_SCHEDULES) throw tooManySchedules(MOST_SCHEDULES);
}

interface Days {
  fromDay: string;
  toDay: string;
}

/** One zone a day. @throws `zone_change.overlaps` */
export function assertZoneChange(known: readonly Days[], added: Days): void {
  if (known.some(({ fromDay, toDay }) => fromDay <= added.toDay && added.fromDay <= toDay)) throw zoneChangeOverlaps();
}

interface Redirect {
  from: string;
  to: string;
}

/** Whenever the redirects hold: one that leads back some day would be found out by a customer. @throws `time_off.cyclic_redirect` */
export function assertNoCycle(known: readonly Redirect[], added: Redirect): void {
  const next = Map.groupBy(known, ({ from }) => from);
  const seen = new Set<string>();
  const ahead = [added.to];
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    if (at === added.from) throw cyclicRedirect();
    if (seen.has(at)) continue;
    seen.add(at);
    ahead.push(...(next.get(at) ?? []).map(({ to }) => to));
  }
}
