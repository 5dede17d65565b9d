/** Plain days, `YYYY-MM-DD`, without a zone. Arithmetic runs on UTC midnights, where every day has 24 hours. */
export type PlainDay = string;

const DAY = 86_400_000;
const PATTERN = /^(20\d\d)-(\d\d)-(\d\d)$/;

/** UTC midnight of the day, in epoch milliseconds: for Intl with `timeZone: 'UTC'` only. */
export const utcOf = (day: PlainDay): number => Date.parse(`${day}T00:00:00Z`);

const dayOf = (utc: number): PlainDay => new Date(utc).toISOString().slice(0, 10);

/** True for a day that exists, in the years 2000 to 2099. */
export const isPlainDay = (text: unknown): text is PlainDay =>
  typeof text === 'string' && PATTERN.test(text) && !Number.isNaN(utcOf(text)) && dayOf(utcOf(text)) === text;

export const addDays = (day: PlainDay, days: number): PlainDay => dayOf(utcOf(day) + days * DAY);

/** Whole days from `a` to `b`; negative when `b` is earlier. */
export const daysBetween = (a: PlainDay, b: PlainDay): number => Math.round((utcOf(b) - utcOf(a)) / DAY);

/** ISO weekday: 1 = Monday … 7 = Sunday. */
export const weekdayOf = (day: PlainDay): number => new Date(utcOf(day)).getUTCDay() || 7;

export const monthOf = (day: PlainDay): string => day.slice(0, 7);

/** The same day of another month, or that month's last day where there is none. */
export function addMonths(day: PlainDay, months: number): PlainDay {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const lastDate = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month - 1 + months, Math.min(date, lastDate)));
}

/** Whole weeks that cover the day's month, each beginning on `firstWeekday` (ISO). */
export function monthWeeks(day: PlainDay, firstWeekday: number): PlainDay[][] {
  const first = `${monthOf(day)}-01`;
  const last = addDays(addMonths(first, 1), -1);
  const start = addDays(first, -((weekdayOf(first) - firstWeekday + 7) % 7));
  const weeks = Math.ceil((daysBetween(start, last) + 1) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, index) => addDays(start, week * 7 + index)),
  );
}

/**
 * Whole weeks that show the day's month without those before `earliest`; so late in a month that few are left, weeks of
 * the next one follow, five at least.
 */
export function weeksAhead(day: PlainDay, firstWeekday: number, earliest: PlainDay): PlainDay[][] {
  const weeks = monthWeeks(day, firstWeekday).filter((week) => week[6]! >= earliest);
  if (weeks.length === 0) return monthWeeks(day, firstWeekday);
  while (weeks.length < 5) weeks.push(weeks.at(-1)!.map((last) => addDays(last, 7)));
  return weeks;
}
