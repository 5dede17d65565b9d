import { addDays, daysApart, firstOfMonth, lastOfMonth, later, startOfWeek, type Day } from './days.ts';

const FEWEST_WEEKS = 5;

/** The weeks that the grid shows, at most six (42 days, which is what one call of the API answers). */
export interface MonthView {
  weeks: Day[][];
  first: Day;
  last: Day;
  /** First day of each month that fills at least a week of it: what the title names. */
  months: Day[];
}

/**
 * The month of `anchor` without the weeks wholly past; later weeks are added so that there are always five or more.
 * @param weekStart ISO weekday, 1 = Monday
 */
export function monthView(anchor: Day, today: Day, weekStart: number): MonthView {
  const first = startOfWeek(later(firstOfMonth(anchor), today), weekStart);
  const lastWeek = startOfWeek(later(lastOfMonth(anchor), today), weekStart);
  const count = Math.max(FEWEST_WEEKS, daysApart(first, lastWeek) / 7 + 1);
  const days = Array.from({ length: count * 7 }, (_, index) => addDays(first, index));
  const perMonth = new Map<Day, number>();
  for (const day of days) perMonth.set(firstOfMonth(day), (perMonth.get(firstOfMonth(day)) ?? 0) + 1);
  return {
    weeks: Array.from({ length: count }, (_, week) => days.slice(week * 7, week * 7 + 7)),
    first,
    last: days.at(-1)!,
    months: [...perMonth].filter(([, shown]) => shown >= 7).map(([month]) => month),
  };
}

/** A day of the month to show next: no day is skipped, and the view always moves on. */
export const nextAnchor = (view: MonthView): Day => firstOfMonth(addDays(view.last, 7));
export const previousAnchor = (view: MonthView): Day => firstOfMonth(addDays(view.first, -1));

/** Sunday first where people count so. Firefox has no week data, hence the short list of regions. */
export function weekStartOf(tag: string): number {
  const locale = new Intl.Locale(tag) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  const known = locale.getWeekInfo?.() ?? locale.weekInfo;
  if (known) return known.firstDay;
  const region = locale.maximize().region ?? '';
  if (/^(AE|AF|BH|DJ|DZ|EG|IQ|IR|JO|KW|LY|OM|QA|SD|SY)$/.test(region)) return 6;
  return /^(BR|CA|CN|CO|HK|ID|IL|IN|JP|KE|KR|MX|PE|PH|PK|PT|SA|SG|TH|TW|US|VE|YE|ZA)$/.test(region) ? 7 : 1;
}
