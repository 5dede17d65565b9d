import { formatPlainDate, parsePlainDate, parseWallTime } from '../time/plain-time.domain.ts';
import { expandRecurrence, formatWallTime, parseRecurrence } from '../time/recurrence.domain.ts';
import type { HoursRow, RulesRow } from './rules-read.ts';
import { compileSchedule, type Schedule, type TimeOff } from '../engine/schedule.domain.ts';
import type { ZoneTable, ZoneTables } from '../time/zone-table.domain.ts';

export interface SchedulesOf {
  /** Their hours for one service at one location; the default schedule unless one is named. */
  ofStaff(staffId: string, scheduleId: string | null, locationId: string): Schedule | undefined;
  /** When a room is open at all; null: always. */
  ofResource(resourceId: string): Schedule | null;
}

type ScheduleRow = RulesRow['schedules'][number];
type TimeOffRow = RulesRow['timeOff'][number];

/** So far ahead as anything can be booked, at the desk too. */
const HORIZON_DAYS = 1098;

const byResource = <T extends { resourceId: string }>(rows: readonly T[]): ReadonlyMap<string, T[]> =>
  Map.groupBy(rows, ({ resourceId }) => resourceId);

/** Each time that somebody is off, wall times: what comes again and again is written out as far as can be booked. */
function timesOff({ from, to, rrule, redirectTo }: TimeOffRow, zone: ZoneTable, today: string): TimeOff[] {
  if (rrule === null) return [{ from, to, redirectTo }];
  const minutes = parseWallTime(to) - parseWallTime(from);
  const day = parsePlainDate(today, 'today');
  // One that began before the first day may still last.
  const first = day - 2 - Math.ceil(minutes / 1440);
  const { occurrences } = expandRecurrence(parseRecurrence(rrule, 'rrule', { bounded: false }), {
    start: from,
    zone,
    from: formatPlainDate(first),
    to: formatPlainDate(day + HORIZON_DAYS),
  });
  return occurrences.map(({ wall }) => ({
    from: wall,
    to: formatWallTime(parseWallTime(wall) + minutes),
    redirectTo,
  }));
}

export function schedulesOf(
  row: RulesRow,
  zones: ZoneTables,
  closedDays: ReadonlyMap<string, ReadonlySet<string>>,
): SchedulesOf {
  const rows = byResource(row.schedules);
  const overrides = byResource(row.overrides);
  const timeOff = byResource(row.timeOff);
  const zoneChanges = byResource(row.zoneChanges);
  const resources = new Map(row.resources.map((resource) => [resource.id, resource]));
  const compiled = new Map<string, Schedule>();

  /** @param locationId whose hours and holidays count; null: a room is where it is, and open on holidays like on other days */
  function compile(schedule: ScheduleRow, locationId: string | null): Schedule {
    const key = `${schedule.id} ${locationId}`;
    const known = compiled.get(key);
    if (known) return known;
    const { resourceId, timeZone } = schedule;
    const home = resources.get(resourceId)!.locationId;
    const here = (hours: readonly HoursRow[]) =>
      locationId === null ? hours : hours.filter((hour) => (hour.locationId ?? home) === locationId);
    const week = (weekly: ScheduleRow['weekly']) =>
      weekly.map(({ weekday, hours }) => ({ weekday, hours: here(hours) }));
    const closed = locationId === null ? undefined : closedDays.get(locationId);
    const zone = zones.get(timeZone);
    const made = compileSchedule(
      {
        timeZone,
        weekly: week(schedule.weekly),
        plans: schedule.plans.map((plan) => ({ ...plan, weekly: week(plan.weekly) })),
        zoneChanges: zoneChanges.get(resourceId) ?? [],
        overrides: (overrides.get(resourceId) ?? []).map(({ day, hours }) => ({ day, hours: here(hours) })),
        closed: [...(closed ?? [])],
        timeOff: (timeOff.get(resourceId) ?? []).flatMap((off) => timesOff(off, zone, row.today)),
      },
      zones,
    );
    compiled.set(key, made);
    return made;
  }

  return {
    ofStaff(staffId, scheduleId, locationId) {
      const own = rows.get(staffId) ?? [];
      const schedule = own.find(({ id }) => id === scheduleId) ?? own.find(({ isDefault }) => isDefault);
      return schedule && compile(schedule, locationId);
    },
    ofResource(resourceId) {
      const schedule = rows.get(resourceId)?.find(({ isDefault }) => isDefault);
      return schedule ? compile(schedule, null) : null;
    },
  };
}
