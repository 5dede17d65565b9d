import { invalidDate, invalidWallTime } from '../availability.errors.ts';

// Two kinds of number, never mixed: an *instant* is minutes since 1970-01-01T00:00Z; a *wall time* is what a clock on
// the wall shows, as minutes since 1970-01-01T00:00 on that clock. A zone table turns one into the other. A *day* is a
// calendar date as days since 1970-01-01.

/** Milliseconds. */
export const MINUTE = 60_000;
/** Minutes on the wall clock from one midnight to the next; how long that really takes is the zone's affair. */
export const DAY = 1440;

export const FIRST_YEAR = 2000;
export const LAST_YEAR = 2099;

const DATE = /^20\d\d-\d\d-\d\d$/;
const WALL_TIME = /^20\d\d-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/;
const MS_OF_DAY = DAY * MINUTE;

export const formatPlainDate = (day: number): string => new Date(day * MS_OF_DAY).toISOString().slice(0, 10);

const dayOf = (date: string): number =>
  Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / MS_OF_DAY;

/**
 * @returns the day as days since 1970-01-01
 * @throws `date.invalid` for anything but YYYY-MM-DD of a date that exists, 2000-01-01 … 2099-12-31
 */
export function parsePlainDate(date: string, path = 'date'): number {
  if (!DATE.test(date)) throw invalidDate(path);
  const day = dayOf(date);
  if (formatPlainDate(day) !== date) throw invalidDate(path); // 2027-02-29 rolls over to March
  return day;
}

/**
 * @returns the wall time as minutes since 1970-01-01T00:00 on the same clock
 * @throws `wall_time.invalid` for anything but YYYY-MM-DDTHH:MM on a date that exists
 */
export function parseWallTime(wallTime: string, path = 'wallTime'): number {
  const date = wallTime.slice(0, 10);
  if (!WALL_TIME.test(wallTime) || formatPlainDate(dayOf(date)) !== date) throw invalidWallTime(path);
  return dayOf(date) * DAY + Number(wallTime.slice(11, 13)) * 60 + Number(wallTime.slice(14, 16));
}

/** ISO: 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: number): number => ((day + 3) % 7) + 1;
