/** A day without a zone, `YYYY-MM-DD`. Stepping happens on UTC midnights, so no zone and no DST can interfere. */
export type Day = string;

const DAY_MS = 86_400_000;

export const midnight = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (at: number): Day => new Date(at).toISOString().slice(0, 10);

export const isDay = (text: string): boolean =>
  /^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(midnight(text)) && dayOf(midnight(text)) === text;

export const addDays = (day: Day, count: number): Day => dayOf(midnight(day) + count * DAY_MS);

export const daysApart = (from: Day, to: Day): number => (midnight(to) - midnight(from)) / DAY_MS;

/** ISO: 1 = Monday … 7 = Sunday. */
export const weekdayOf = (day: Day): number => new Date(midnight(day)).getUTCDay() || 7;

export const startOfWeek = (day: Day, weekStart: number): Day => addDays(day, -((weekdayOf(day) - weekStart + 7) % 7));

export const firstOfMonth = (day: Day): Day => `${day.slice(0, 7)}-01`;

/** Same day of another month, or that month's last day where it is shorter. */
export function addMonths(day: Day, count: number): Day {
  const [year, month] = day.split('-').map(Number) as [number, number];
  const first = dayOf(Date.UTC(year, month - 1 + count, 1));
  const last = dayOf(Date.UTC(year, month + count, 0));
  const same = `${first.slice(0, 8)}${day.slice(8)}`;
  return same > last ? last : same;
}

export const lastOfMonth = (day: Day): Day => addDays(addMonths(firstOfMonth(day), 1), -1);

export const earlier = (a: Day, b: Day): Day => (a < b ? a : b);
export const later = (a: Day, b: Day): Day => (a > b ? a : b);

/** The day that an instant falls on in a zone. */
export function dayIn(timeZone: string, at: number): Day {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}
