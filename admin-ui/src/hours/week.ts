import type { HoursView } from '@bookme/core/client';
import { hhmm, minuteOf } from '../time/minutes.ts';

/** A stretch of work as its two time fields hold it; `00:00` as the end is midnight. */
export interface IntervalDraft {
  from: string;
  to: string;
  /** Where; missing: at their own location. */
  locationId?: string;
}

export interface DayDraft {
  /** ISO: 1 = Monday. */
  weekday: number;
  isOpen: boolean;
  intervals: IntervalDraft[];
}

export type IntervalError = 'empty' | 'end' | 'overlap';
export const MOST_INTERVALS = 12;
const USUAL: IntervalDraft = { from: '09:00', to: '17:00' };

export interface Interval {
  from: number;
  to: number;
  locationId?: string | undefined;
}

const at = (locationId: string | undefined) => (locationId ? { locationId } : {});

export const draftOfIntervals = (hours: readonly Interval[]): IntervalDraft[] =>
  hours
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to, locationId }) => ({ from: hhmm(from), to: hhmm(to), ...at(locationId) }));

export const draftOfWeek = (weekly: HoursView['weekly']): DayDraft[] =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => {
    const hours = weekly.find((day) => day.weekday === weekday)?.hours ?? [];
    return { weekday, isOpen: hours.length > 0, intervals: draftOfIntervals(hours) };
  });

/** Minutes of the day; undefined where a field is empty. */
export function minutesOf({ from, to }: IntervalDraft): { from: number; to: number } | undefined {
  const [start, end] = [minuteOf(from), minuteOf(to)];
  return start === undefined || end === undefined ? undefined : { from: start, to: end === 0 ? 1440 : end };
}

/** What is wrong with each interval, by its index. The later one of two that overlap is to blame. */
export function checkIntervals(intervals: readonly IntervalDraft[]): (IntervalError | undefined)[] {
  const read = intervals.map(minutesOf);
  return read.map((own, index) => {
    if (!own) return 'empty';
    if (own.to <= own.from) return 'end';
    const overlaps = read.some(
      (other, at) =>
        other &&
        at !== index &&
        other.from < own.to &&
        own.from < other.to &&
        (other.from < own.from || (other.from === own.from && at < index)),
    );
    return overlaps ? 'overlap' : undefined;
  });
}

/** True when nothing is wrong, so that it may be sent. */
export const isFine = (days: readonly DayDraft[]): boolean =>
  days.every(({ isOpen, intervals }) => !isOpen || checkIntervals(intervals).every((error) => error === undefined));

export const hoursOfDraft = (intervals: readonly IntervalDraft[]): Interval[] =>
  intervals
    .flatMap((interval) => {
      const minutes = minutesOf(interval);
      return minutes ? [{ ...minutes, ...at(interval.locationId) }] : [];
    })
    .toSorted((a, b) => a.from - b.from);

export const weekOfDraft = (days: readonly DayDraft[]): HoursView['weekly'] =>
  days
    .filter(({ isOpen, intervals }) => isOpen && intervals.length > 0)
    .map(({ weekday, intervals }) => ({ weekday, hours: hoursOfDraft(intervals) }));

/** A next stretch after the last one, an hour's break between; the usual day where there is none. */
export function nextInterval(intervals: readonly IntervalDraft[]): IntervalDraft {
  const ends = intervals.flatMap((interval) => minutesOf(interval)?.to ?? []);
  const last = Math.max(0, ...ends);
  if (last === 0) return { ...USUAL };
  const from = Math.min(last + 60, 1380);
  return { from: hhmm(from), to: hhmm(Math.min(from + 240, 1440)) };
}

/** Opening a day brings back what it had, or the usual hours. */
export const setOpen = (day: DayDraft, isOpen: boolean): DayDraft => ({
  ...day,
  isOpen,
  intervals: isOpen && day.intervals.length === 0 ? [{ ...USUAL }] : day.intervals,
});

/** The days with `source`'s hours put on the chosen weekdays. */
export function copyDay(days: readonly DayDraft[], source: number, targets: readonly number[]): DayDraft[] {
  const from = days.find(({ weekday }) => weekday === source);
  return days.map((day) =>
    from && targets.includes(day.weekday)
      ? { weekday: day.weekday, isOpen: from.isOpen, intervals: from.intervals.map((interval) => ({ ...interval })) }
      : day,
  );
}

export const totalMinutes = (days: readonly DayDraft[]): number =>
  days
    .filter(({ isOpen }) => isOpen)
    .flatMap(({ intervals }) => intervals.flatMap((interval) => minutesOf(interval) ?? []))
    .reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0);
