import type { FieldError } from '../../kernel/errors/errors.ts';
import { invalidSchedule } from './availability.errors.ts';
import { append, union, type Intervals } from './intervals.domain.ts';
import { DAY, parsePlainDate, parseWallTime, weekdayOf } from './plain-time.domain.ts';
import { eachLocalDay, instantsShowing, type ZoneTable, type ZoneTables } from './zone-table.domain.ts';

/** Minutes of the wall-clock day, half-open; `to: 1440` is the midnight that ends it. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** When one member of staff works, all in wall time of `timeZone`. Breaks are the gaps between the hours. */
export interface ScheduleRules {
  /** IANA name. */
  readonly timeZone: string;
  /** ISO weekdays, 1 is Monday; one that is missing is closed. */
  readonly weekly: readonly { readonly weekday: number; readonly hours: readonly Hours[] }[];
  /** Replace the weekly hours of that date wholly; no hours: closed. */
  readonly overrides: readonly { readonly day: string; readonly hours: readonly Hours[] }[];
  /** From wall time to wall time (YYYY-MM-DDTHH:MM), half-open; may overlap one another. */
  readonly timeOff: readonly { readonly from: string; readonly to: string }[];
}

/** Rules that were checked and made quick to ask. Only `compileSchedule` makes one. */
export interface Schedule {
  readonly zone: ZoneTable;
  /** Index 1 … 7; minutes of the day. */
  readonly weekly: readonly Intervals[];
  /** By day; minutes of the day. */
  readonly overrides: ReadonlyMap<number, Intervals>;
  /** Instants. */
  readonly timeOff: Intervals;
}

const MOST_HOURS_A_DAY = 24;
const MOST_EXCEPTIONS = 5000;

/**
 * Checks the rules and prepares them; do it once a version of the rules, not once a request.
 * @throws `schedule.invalid` with every wrong field, `time_zone.unknown`, `date.invalid`, `wall_time.invalid`
 */
export function compileSchedule(rules: ScheduleRules, zones: ZoneTables): Schedule {
  const zone = zones.get(rules.timeZone);
  const errors: FieldError[] = [];
  const refuse: Refuse = (path, code, message) => errors.push({ path, code, message });
  if (rules.overrides.length + rules.timeOff.length > MOST_EXCEPTIONS)
    refuse('overrides', 'too_many', `at most ${MOST_EXCEPTIONS} overrides and times off`);
  const schedule: Schedule = {
    zone,
    weekly: compileWeekly(rules.weekly, refuse),
    overrides: compileOverrides(rules.overrides, zone, refuse),
    timeOff: compileTimeOff(rules.timeOff, zone, refuse),
  };
  if (errors.length > 0) throw invalidSchedule(errors);
  return schedule;
}

type Refuse = (path: string, code: string, message: string) => void;

function compileHours(hours: readonly Hours[], path: string, refuse: Refuse): Intervals {
  if (hours.length > MOST_HOURS_A_DAY) refuse(path, 'too_many', `at most ${MOST_HOURS_A_DAY} intervals a day`);
  const sorted = hours.toSorted((a, b) => a.from - b.from);
  for (const [index, { from, to }] of sorted.entries()) {
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > DAY || from >= to)
      refuse(path, 'not_an_interval', 'hours lie within 0 … 1440 minutes and end after they begin; split at midnight');
    else if (index > 0 && from < sorted[index - 1]!.to) refuse(path, 'overlap', 'intervals must not overlap');
  }
  return union(sorted.flatMap(({ from, to }) => [from, to]));
}

function compileWeekly(rules: ScheduleRules['weekly'], refuse: Refuse): Intervals[] {
  const weekly: Intervals[] = Array.from({ length: 8 }, () => []);
  const seen = new Set<number>();
  for (const [index, { weekday, hours }] of rules.entries()) {
    const path = `weekly.${index}`;
    if (!Number.isInteger(weekday) || weekday < 1 || weekday > 7)
      refuse(`${path}.weekday`, 'not_a_weekday', 'weekdays are 1 (Monday) to 7');
    else if (seen.has(weekday)) refuse(`${path}.weekday`, 'repeated', 'a weekday may appear once');
    else weekly[weekday] = compileHours(hours, `${path}.hours`, refuse);
    seen.add(weekday);
  }
  return weekly;
}

function compileOverrides(rules: ScheduleRules['overrides'], zone: ZoneTable, refuse: Refuse): Map<number, Intervals> {
  const overrides = new Map<number, Intervals>();
  for (const [index, override] of rules.entries()) {
    const path = `overrides.${index}`;
    const day = parsePlainDate(override.day, `${path}.day`);
    if (overrides.has(day)) refuse(`${path}.day`, 'repeated', 'a day may appear once');
    if (instantsShowing(zone, day * DAY, (day + 1) * DAY).length === 0)
      refuse(`${path}.day`, 'skipped_by_zone', `there is no such day in ${zone.timeZone}`);
    overrides.set(day, compileHours(override.hours, `${path}.hours`, refuse));
  }
  return overrides;
}

/** An absence is unbroken: an hour that the clock shows twice lies inside it whichever pass it is. */
function compileTimeOff(rules: ScheduleRules['timeOff'], zone: ZoneTable, refuse: Refuse): Intervals {
  const absences: number[] = [];
  for (const [index, { from, to }] of rules.entries()) {
    const begins = parseWallTime(from, `timeOff.${index}.from`);
    const ends = parseWallTime(to, `timeOff.${index}.to`);
    if (ends <= begins) refuse(`timeOff.${index}.to`, 'ends_before_it_begins', 'time off must end after it begins');
    const shown = instantsShowing(zone, begins, ends);
    if (shown.length > 0) absences.push(shown[0]!, shown.at(-1)!);
  }
  return union(absences);
}

/** The instants of [from, to) at which the clock shows working hours; time off is not taken away. */
export function workingIntervals({ zone, weekly, overrides }: Schedule, from: number, to: number): Intervals {
  const working: number[] = [];
  eachLocalDay(zone, [from, to], (begin, end, midnight, day) => {
    const hours = overrides.get(day) ?? weekly[weekdayOf(day)]!;
    for (let i = 0; i < hours.length; i += 2)
      append(working, Math.max(begin, midnight + hours[i]!), Math.min(end, midnight + hours[i + 1]!));
  });
  return working;
}
