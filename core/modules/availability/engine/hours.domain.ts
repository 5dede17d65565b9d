import { union, type Intervals } from '../time/intervals.domain.ts';
import { DAY, parsePlainDate } from '../time/plain-time.domain.ts';
import { instantsShowing, type ZoneTable } from '../time/zone-table.domain.ts';

/** Minutes of the wall-clock day, half-open; `to: 1440` is the midnight that ends it. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

export type WeeklyHours = readonly { readonly weekday: number; readonly hours: readonly Hours[] }[];
export type Refuse = (path: string, code: string, message: string) => void;

const MOST_HOURS_A_DAY = 24;

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

/** Index 1 … 7. */
export function compileWeekly(rules: WeeklyHours, path: string, refuse: Refuse): Intervals[] {
  const weekly: Intervals[] = Array.from({ length: 8 }, () => []);
  const seen = new Set<number>();
  for (const [index, { weekday, hours }] of rules.entries()) {
    const at = `${path}.${index}`;
    if (!Number.isInteger(weekday) || weekday < 1 || weekday > 7)
      refuse(`${at}.weekday`, 'not_a_weekday', 'weekdays are 1 (Monday) to 7');
    else if (seen.has(weekday)) refuse(`${at}.weekday`, 'repeated', 'a weekday may appear once');
    else weekly[weekday] = compileHours(hours, `${at}.hours`, refuse);
    seen.add(weekday);
  }
  return weekly;
}

/** By day; minutes of the day. */
export function compileOverrides(
  rules: readonly { readonly day: string; readonly hours: readonly Hours[] }[],
  zone: ZoneTable,
  refuse: Refuse,
): Map<number, Intervals> {
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
