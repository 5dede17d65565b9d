import { parseWallTime } from '../availability/plain-time.domain.ts';
import { compileSchedule, type ScheduleRules } from '../availability/schedule.domain.ts';
import { instantsShowing, type ZoneTable, type ZoneTables } from '../availability/zone-table.domain.ts';
import { timeOffSkipped, tooManyExceptions } from './schedules.errors.ts';

/** Days with other hours and times off of one person, together: well below what the engine would refuse. */
export const MOST_EXCEPTIONS = 1000;

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

/** @throws `schedule.too_many_exceptions` */
export function assertRoomForException(known: number): void {
  if (known >= MOST_EXCEPTIONS) throw tooManyExceptions(MOST_EXCEPTIONS);
}
