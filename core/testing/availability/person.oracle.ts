import type { Hours, ScheduleRules } from '../../modules/availability/engine/schedule.domain.ts';
import type { OracleCase, Range } from './availability.oracle.ts';
import { dayOf, type Clocks } from './clocks.oracle.ts';

// When somebody is at work and when away, minute by minute.

const DAY = 1440;

/** Days since 1970. */
export const dateOf = (wallTime: number): number => Math.floor(wallTime / DAY);

/** A day more on either side: offsets reach 14 hours, and the end of an appointment 10 hours past its start. */
export function surroundings({ from, to }: OracleCase): Range {
  return [dayOf(from) * DAY - DAY, dayOf(to) * DAY + 2 * DAY];
}

/** Whether the clock shows working hours. Hours of a day are looked up once. */
export function createWorks(clocks: Clocks): (rules: ScheduleRules, minute: number) => boolean {
  const known = new WeakMap<ScheduleRules, Map<number, readonly Hours[]>>();
  const isOn = (date: string, day: number) => dayOf(date) === day;

  function hoursOn({ plans = [], weekly, overrides, closed = [] }: ScheduleRules, day: number): readonly Hours[] {
    const override = overrides.find((one) => isOn(one.day, day));
    if (override) return override.hours;
    if (closed.some((date) => isOn(date, day))) return [];
    const [latest] = plans.filter(({ from }) => dayOf(from) <= day).sort((a, b) => (a.from < b.from ? 1 : -1));
    return (latest?.weekly ?? weekly).find((one) => one.weekday === clocks.weekday(day))?.hours ?? [];
  }

  return (rules, minute) => {
    const shown = clocks.of(rules)(minute);
    const day = dateOf(shown);
    const days = known.get(rules) ?? new Map<number, readonly Hours[]>();
    known.set(rules, days);
    const hours = days.get(day) ?? hoursOn(rules, day);
    days.set(day, hours);
    const ofDay = shown - day * DAY;
    return hours.some(({ from, to }) => from <= ofDay && ofDay < to);
  };
}

/** From the first minute whose clock shows a time inside to the last one, without a break. */
export function createAbsences(clocks: Clocks): (problem: OracleCase, schedule: ScheduleRules) => Range[] {
  const known = new WeakMap<ScheduleRules, Range[]>();
  const scan = (problem: OracleCase, rules: ScheduleRules): Range[] =>
    rules.timeOff.flatMap(({ from, to }): Range[] => {
      const [begin, end] = surroundings(problem);
      const [first, last] = [from, to].map((time) => Date.parse(`${time}Z`) / 60_000) as [number, number];
      const show = clocks.of(rules);
      const shown: number[] = [];
      for (let minute = begin - 2 * DAY; minute < end + 2 * DAY; minute++)
        if (show(minute) >= first && show(minute) < last) shown.push(minute);
      return shown.length > 0 ? [[shown[0]!, shown.at(-1)! + 1]] : [];
    });
  return (problem, schedule) => {
    const absences = known.get(schedule) ?? scan(problem, schedule);
    known.set(schedule, absences);
    return absences;
  };
}
