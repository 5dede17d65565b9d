import type { ScheduleRules } from '../../modules/availability/schedule.domain.ts';
import type { ServiceRules } from '../../modules/availability/service-rules.domain.ts';

// A second availability engine, for the tests: slow, literal, minute by minute. It reads every clock through Temporal
// and shares nothing with the first but the types of the rules, so that a mistake would have to be made twice.

export interface OracleCase {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly service: ServiceRules;
  /** Of the service's location. */
  readonly zone: string;
  readonly staff: readonly {
    readonly staffId: string;
    readonly position: number;
    readonly schedule: ScheduleRules;
    /** Names in `resources`, the own one first. */
    readonly resourceIds: readonly [string, ...string[]];
  }[];
  /** Ranges in minutes since 1970, half-open. */
  readonly resources: Readonly<Record<string, { readonly capacity: number; readonly busy: readonly Range[] }>>;
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
}
export type Range = readonly [from: number, to: number];

/** What a clock shows. */
export interface Reading {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** ISO. */
  readonly weekday: number;
  /** Of the day. */
  readonly minute: number;
}

export interface Oracle {
  read(timeZone: string, instant: number): Reading;
  /** Starts in minutes since 1970, with everyone who is free. */
  list(problem: OracleCase): [start: number, staffIds: string[]][];
  /** Why this person cannot serve then; null: they can. The start lies in the range. */
  refusal(problem: OracleCase, staffId: string, start: number): string | null;
  /** Who of these is chosen when the customer takes anyone. */
  choose(problem: OracleCase, staffIds: readonly string[], start: number): string;
}

const DAY = 1440;

export function createOracle(): Oracle {
  const read = createReader();
  const absencesOf = createAbsences(read);

  const works = ({ timeZone, weekly, overrides }: ScheduleRules, minute: number): boolean => {
    const shown = read(timeZone, minute);
    const override = overrides.find(({ day }) => day === shown.date);
    const hours = override?.hours ?? weekly.find(({ weekday }) => weekday === shown.weekday)?.hours ?? [];
    return hours.some(({ from, to }) => from <= shown.minute && shown.minute < to);
  };

  const isOnGrid = ({ slotIntervalMinutes, slotOffsetMinutes }: ServiceRules, shown: Reading): boolean =>
    (shown.minute - slotOffsetMinutes) % slotIntervalMinutes === 0;

  function refusal(problem: OracleCase, staffId: string, start: number): string | null {
    const { service, now, resources } = problem;
    const { schedule, resourceIds } = memberOf(problem, staffId);
    const end = start + service.durationMinutes;
    if (start * 60_000 < now) return 'past';
    if (start * 60_000 < now + service.minNoticeMinutes * 60_000) return 'notice';
    const today = Temporal.PlainDate.from(read(problem.zone, Math.floor(now / 60_000)).date);
    const days = service.window.kind === 'days' ? service.window.days : 0;
    if (read(problem.zone, start).date > today.add({ days }).toString()) return 'window';
    for (let minute = start; minute < end; minute++) if (!works(schedule, minute)) return 'outside_hours';
    for (const absence of absencesOf(problem, schedule)) if (overlap(absence, [start, end])) return 'time_off';
    for (const [index, id] of resourceIds.entries()) {
      const { busy, capacity } = resources[id]!;
      const padded: Range = [start - service.bufferBeforeMinutes, end + service.bufferAfterMinutes];
      const near = busy.filter((range) => overlap(range, padded));
      for (let minute = padded[0]; near.length >= capacity && minute < padded[1]; minute++)
        if (near.filter((range) => overlap(range, [minute, minute + 1])).length >= capacity)
          return index === 0 ? 'busy' : 'no_room';
    }
    return isOnGrid(service, read(schedule.timeZone, start)) ? null : 'off_grid';
  }

  return {
    read,
    refusal,
    list(problem) {
      if (!problem.service.active) return [];
      const offered: [number, string[]][] = [];
      const [begin, end] = surroundings(problem);
      for (let start = begin; start < end; start++) {
        const { date } = read(problem.timeZone, start);
        if (date < problem.from || date > problem.to) continue;
        const free = problem.staff.filter(
          ({ staffId, schedule }) =>
            isOnGrid(problem.service, read(schedule.timeZone, start)) && refusal(problem, staffId, start) === null,
        );
        if (free.length > 0) offered.push([start, free.map(({ staffId }) => staffId)]);
      }
      return offered;
    },
    choose(problem, staffIds, start) {
      const ranked = staffIds.map((staffId) => {
        const { schedule, position, resourceIds } = memberOf(problem, staffId);
        const { date } = read(schedule.timeZone, start);
        let booked = 0;
        for (let minute = start - 1.1 * DAY; minute < start + 1.1 * DAY; minute++)
          if (read(schedule.timeZone, minute).date === date)
            for (const range of problem.resources[resourceIds[0]]!.busy)
              booked += overlap(range, [minute, minute + 1]) ? 1 : 0;
        return { staffId, position, booked };
      });
      return ranked.sort((a, b) => a.booked - b.booked || a.position - b.position)[0]!.staffId;
    },
  };
}

const memberOf = ({ staff }: OracleCase, staffId: string): OracleCase['staff'][number] =>
  staff.find((member) => member.staffId === staffId)!;

const overlap = (a: Range, b: Range): boolean => a[0] < b[1] && b[0] < a[1];

/** A day more on either side: offsets reach 14 hours, and the end of an appointment 10 hours past its start. */
function surroundings({ from, to }: OracleCase): Range {
  return [Date.parse(`${from}T00:00Z`) / 60_000 - DAY, Date.parse(`${to}T00:00Z`) / 60_000 + 2 * DAY];
}

/** From the first minute whose clock shows a time inside to the last one, without a break. */
function createAbsences(read: Oracle['read']): (problem: OracleCase, schedule: ScheduleRules) => Range[] {
  const known = new WeakMap<ScheduleRules, Range[]>();
  const scan = (problem: OracleCase, { timeZone, timeOff }: ScheduleRules): Range[] =>
    timeOff.flatMap(({ from, to }): Range[] => {
      const [begin, end] = surroundings(problem);
      const shown: number[] = [];
      for (let minute = begin; minute < end; minute++) {
        const { date, minute: ofDay } = read(timeZone, minute);
        if (date < from.slice(0, 10) || date > to.slice(0, 10)) continue;
        const wallTime = `${date}T${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
        if (wallTime >= from && wallTime < to) shown.push(minute);
      }
      return shown.length > 0 ? [[shown[0]!, shown.at(-1)! + 1]] : [];
    });
  return (problem, schedule) => {
    const absences = known.get(schedule) ?? scan(problem, schedule);
    known.set(schedule, absences);
    return absences;
  };
}

/** Temporal's answer for each minute, kept by zone and UTC day: it takes microseconds to ask, and cases share their days. */
function createReader(): Oracle['read'] {
  const kept = new Map<string, Reading[]>();
  let last: { timeZone: string; utcDay: number; readings: Reading[] } = { timeZone: '', utcDay: 0, readings: [] };
  return (timeZone, instant) => {
    const utcDay = Math.floor(instant / DAY);
    if (last.timeZone !== timeZone || last.utcDay !== utcDay) {
      const key = `${timeZone} ${utcDay}`;
      const readings = kept.get(key) ?? readingsOf(timeZone, utcDay);
      if (kept.size > 2500) kept.clear();
      kept.set(key, readings);
      last = { timeZone, utcDay, readings };
    }
    return last.readings[instant - utcDay * DAY]!;
  };
}

function readingsOf(timeZone: string, utcDay: number): Reading[] {
  return Array.from({ length: DAY }, (_, minute) => {
    const shown = Temporal.Instant.fromEpochMilliseconds((utcDay * DAY + minute) * 60_000).toZonedDateTimeISO(timeZone);
    const [month, day] = [shown.month, shown.day].map((part) => String(part).padStart(2, '0'));
    return {
      date: `${shown.year}-${month}-${day}`,
      weekday: shown.dayOfWeek,
      minute: shown.hour * 60 + shown.minute,
    };
  });
}
