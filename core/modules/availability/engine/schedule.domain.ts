import type { FieldError } from '../../../kernel/errors/errors.ts';
import { invalidSchedule } from '../availability.errors.ts';
import { compileOverrides, compileWeekly, type Hours, type Refuse, type WeeklyHours } from './hours.domain.ts';
import { append, union, type Intervals } from '../time/intervals.domain.ts';
import { DAY, LAST_YEAR, parsePlainDate, parseWallTime, weekdayOf } from '../time/plain-time.domain.ts';
import {
  eachLocalDay,
  instantsShowing,
  withAnotherZone,
  type ZoneTable,
  type ZoneTables,
} from '../time/zone-table.domain.ts';

export type { Hours } from './hours.domain.ts';

/** From wall time to wall time (YYYY-MM-DDTHH:MM), half-open. */
export interface TimeOff {
  readonly from: string;
  readonly to: string;
  /** A colleague who is offered instead. */
  readonly redirectTo?: string | null;
}

/** When one member of staff works, all in wall time of `timeZone`. Breaks are the gaps between the hours. */
export interface ScheduleRules {
  /** IANA name. */
  readonly timeZone: string;
  /** ISO weekdays, 1 is Monday; one that is missing is closed. */
  readonly weekly: WeeklyHours;
  /** Other weekly hours, and perhaps another zone, from a date on (YYYY-MM-DD) until the next plan. */
  readonly plans?: readonly { readonly from: string; readonly timeZone: string; readonly weekly: WeeklyHours }[];
  /** On these dates (both included) of that zone, all wall times are meant there. */
  readonly zoneChanges?: readonly { readonly from: string; readonly to: string; readonly timeZone: string }[];
  /** Replace the weekly hours of that date wholly; no hours: closed. */
  readonly overrides: readonly { readonly day: string; readonly hours: readonly Hours[] }[];
  /** Public holidays: closed, unless an override says otherwise. */
  readonly closed?: readonly string[];
  /** May overlap one another. What recurs comes as the single times off that it makes. */
  readonly timeOff: readonly TimeOff[];
}

/** Instants, half-open. */
export interface Absence {
  readonly from: number;
  readonly to: number;
  readonly redirectTo: string | null;
}

/** Rules that were checked and made quick to ask. Only `compileSchedule` makes one. */
export interface Schedule {
  /** The clock this person lives by. */
  readonly zone: ZoneTable;
  /** By their first day; the first holds since ever. Index 1 … 7; minutes of the day. */
  readonly plans: readonly { readonly from: number; readonly weekly: readonly Intervals[] }[];
  /** By day; minutes of the day. Holidays are days without hours. */
  readonly overrides: ReadonlyMap<number, Intervals>;
  readonly holidays: ReadonlySet<number>;
  /** Instants. */
  readonly timeOff: Intervals;
  readonly absences: readonly Absence[];
}

const MOST_EXCEPTIONS = 5000;
const MOST_PLANS = 100;

/**
 * Checks the rules and prepares them; do it once a version of the rules, not once a request.
 * @throws `schedule.invalid` with every wrong field, `time_zone.unknown`, `date.invalid`, `wall_time.invalid`
 */
export function compileSchedule(rules: ScheduleRules, zones: ZoneTables): Schedule {
  const errors: FieldError[] = [];
  const refuse: Refuse = (path, code, message) => errors.push({ path, code, message });
  if (rules.overrides.length + rules.timeOff.length > MOST_EXCEPTIONS)
    refuse('overrides', 'too_many', `at most ${MOST_EXCEPTIONS} overrides and times off`);
  if ((rules.plans?.length ?? 0) + (rules.zoneChanges?.length ?? 0) > MOST_PLANS)
    refuse('plans', 'too_many', `at most ${MOST_PLANS} plans and zone changes`);
  const zone = compileZone(rules, zones, refuse);
  const overrides = compileOverrides(rules.overrides, zone, refuse);
  const holidays = new Set((rules.closed ?? []).map((day, index) => parsePlainDate(day, `closed.${index}`)));
  for (const day of holidays) if (!overrides.has(day)) overrides.set(day, []);
  const absences = compileTimeOff(rules.timeOff, zone, refuse);
  const schedule: Schedule = {
    zone,
    plans: compilePlans(rules, refuse),
    overrides,
    holidays,
    timeOff: union(absences.flatMap(({ from, to }) => [from, to])),
    absences,
  };
  if (errors.length > 0) throw invalidSchedule(errors);
  return schedule;
}

const inOrder = ({ plans = [] }: ScheduleRules) =>
  plans
    .map((plan, index) => ({ ...plan, path: `plans.${index}`, day: parsePlainDate(plan.from, `plans.${index}.from`) }))
    .sort((a, b) => a.day - b.day);

function compilePlans(rules: ScheduleRules, refuse: Refuse): Schedule['plans'] {
  const plans = inOrder(rules);
  for (const [index, { day, path }] of plans.entries())
    if (index > 0 && plans[index - 1]!.day === day) refuse(`${path}.from`, 'repeated', 'one plan may begin on a day');
  return [
    { from: -Infinity, weekly: compileWeekly(rules.weekly, 'weekly', refuse) },
    ...plans.map(({ day, path, weekly }) => ({ from: day, weekly: compileWeekly(weekly, `${path}.weekly`, refuse) })),
  ];
}

const END = (Date.UTC(LAST_YEAR + 1, 0, 3) / 86_400_000) * DAY;

/** The base zone, that of each plan from its first date there, and over it the zones of journeys on the dates there. */
function compileZone(rules: ScheduleRules, zones: ZoneTables, refuse: Refuse): ZoneTable {
  let zone = zones.get(rules.timeZone);
  for (const { day, timeZone, path } of inOrder(rules)) {
    const next = zones.get(timeZone, `${path}.timeZone`);
    if (next !== zone) zone = withAnotherZone(zone, next, instantsShowing(next, day * DAY, END));
  }
  const changes = (rules.zoneChanges ?? []).map(({ from, to, timeZone }, index) => ({
    path: `zoneChanges.${index}`,
    from: parsePlainDate(from, `zoneChanges.${index}.from`),
    to: parsePlainDate(to, `zoneChanges.${index}.to`),
    zone: zones.get(timeZone, `zoneChanges.${index}.timeZone`),
  }));
  const sorted = changes.toSorted((a, b) => a.from - b.from);
  for (const [index, { path, from, to, zone: there }] of sorted.entries()) {
    if (to < from) refuse(`${path}.to`, 'reversed', 'must not come before the first');
    else if (index > 0 && from <= sorted[index - 1]!.to) refuse(`${path}.from`, 'overlap', 'one zone a day');
    else zone = withAnotherZone(zone, there, instantsShowing(there, from * DAY, (to + 1) * DAY));
  }
  return zone;
}

/** An absence is unbroken: an hour that the clock shows twice lies inside it whichever pass it is. */
function compileTimeOff(rules: ScheduleRules['timeOff'], zone: ZoneTable, refuse: Refuse): Absence[] {
  const absences: Absence[] = [];
  for (const [index, { from, to, redirectTo = null }] of rules.entries()) {
    const begins = parseWallTime(from, `timeOff.${index}.from`);
    const ends = parseWallTime(to, `timeOff.${index}.to`);
    if (ends <= begins) refuse(`timeOff.${index}.to`, 'ends_before_it_begins', 'time off must end after it begins');
    const shown = instantsShowing(zone, begins, ends);
    if (shown.length > 0) absences.push({ from: shown[0]!, to: shown.at(-1)!, redirectTo });
  }
  return absences.sort((a, b) => a.from - b.from);
}

/** Minutes of a day on which this person works; time off is not taken away. */
export function hoursOf({ plans, overrides }: Schedule, day: number): Intervals {
  const override = overrides.get(day);
  if (override !== undefined) return override;
  let index = plans.length - 1;
  while (plans[index]!.from > day) index--;
  return plans[index]!.weekly[weekdayOf(day)]!;
}

/** The instants of [from, to) at which the clock shows working hours; time off is not taken away. */
export function workingIntervals(schedule: Schedule, from: number, to: number): Intervals {
  const working: number[] = [];
  eachLocalDay(schedule.zone, [from, to], (begin, end, midnight, day) => {
    const hours = hoursOf(schedule, day);
    for (let i = 0; i < hours.length; i += 2)
      append(working, Math.max(begin, midnight + hours[i]!), Math.min(end, midnight + hours[i + 1]!));
  });
  return working;
}
