import type { ScheduleRules } from '../../modules/availability/engine/schedule.domain.ts';

// What clocks show, minute by minute, asked of Temporal. Nothing of the engine's zone tables is used here.

const DAY = 1440;

/** Minutes since 1970-01-01T00:00 on the clock. */
export type Clock = (minute: number) => number;

export interface Clocks {
  /** @param instant minutes since 1970 */
  show(timeZone: string, instant: number): number;
  /** ISO, 1 is Monday. @param day days since 1970 */
  weekday(day: number): number;
  /** The clock that a person lives by: of a journey on its dates there, else of the latest plan that has begun there. */
  of(rules: ScheduleRules): Clock;
}

/** Days since 1970. */
export const dayOf = (date: string): number =>
  Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / 86_400_000;

export function createClocks(): Clocks {
  const kept = new Map<string, Map<number, Int32Array>>();
  const known = new WeakMap<ScheduleRules, Clock>();
  const weekdays = new Map<number, number>();
  let last: { timeZone: string; utcDay: number; shown: Int32Array } = {
    timeZone: '',
    utcDay: NaN,
    shown: new Int32Array(),
  };

  /** Temporal's answer for each minute, kept by zone and UTC day: it takes microseconds to ask, and cases share their days. */
  function show(timeZone: string, instant: number): number {
    const utcDay = Math.floor(instant / DAY);
    if (last.utcDay !== utcDay || last.timeZone !== timeZone) {
      const days = kept.get(timeZone) ?? new Map<number, Int32Array>();
      kept.set(timeZone, days);
      const shown = days.get(utcDay) ?? shownOn(timeZone, utcDay);
      days.set(utcDay, shown);
      last = { timeZone, utcDay, shown };
    }
    return last.shown[instant - utcDay * DAY]!;
  }

  function clockOf({ timeZone, plans = [], zoneChanges = [] }: ScheduleRules): Clock {
    const base: Clock = (minute) => show(timeZone, minute);
    if (plans.length === 0 && zoneChanges.length === 0) return base;
    const latestFirst = <T extends { from: string }>(list: readonly T[]) =>
      list.toSorted((a, b) => (a.from < b.from ? 1 : -1));
    const days = <T extends { timeZone: string; from: string; to?: string }>(list: readonly T[]) =>
      latestFirst(list).map(({ timeZone: zone, from, to }) => ({
        zone,
        from: dayOf(from),
        to: to ? dayOf(to) : Infinity,
      }));
    const journeys = days(zoneChanges);
    const later = days(plans);
    const dateIn = (zone: string, minute: number) => Math.floor(show(zone, minute) / DAY);
    return (minute) => {
      const isThere = ({ zone, from, to }: (typeof journeys)[number]) => {
        const date = dateIn(zone, minute);
        return from <= date && date <= to;
      };
      const there = journeys.find(isThere) ?? later.find(isThere);
      return there ? show(there.zone, minute) : base(minute);
    };
  }

  return {
    show,
    weekday(day) {
      const weekday = weekdays.get(day) ?? Temporal.PlainDate.from('1970-01-01').add({ days: day }).dayOfWeek;
      weekdays.set(day, weekday);
      return weekday;
    },
    of(rules) {
      const clock = known.get(rules) ?? clockOf(rules);
      known.set(rules, clock);
      return clock;
    },
  };
}

/** Asked at every full hour; minute by minute in an hour over which the offset changed. */
function shownOn(timeZone: string, utcDay: number): Int32Array {
  const ask = (minute: number): number => {
    const at = Temporal.Instant.fromEpochMilliseconds(minute * 60_000).toZonedDateTimeISO(timeZone);
    return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute) / 60_000;
  };
  const shown = new Int32Array(DAY);
  for (let hour = utcDay * DAY; hour < (utcDay + 1) * DAY; hour += 60) {
    const first = ask(hour);
    const isSteady = ask(hour + 60) === first + 60;
    for (let at = 0; at < 60; at++) shown[hour - utcDay * DAY + at] = isSteady ? first + at : ask(hour + at);
  }
  return shown;
}
