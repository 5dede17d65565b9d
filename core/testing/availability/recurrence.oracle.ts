// A second, slow reading of RFC 5545, over Temporal and nothing else: it looks at every day of every period. It shares
// no code with the engine or with the library that the engine asks.

export interface RuleCase {
  readonly freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  readonly interval: number;
  readonly byDay: readonly string[];
  readonly byMonth: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly bySetPos: readonly number[];
  readonly weekStart: 'MO' | 'SU';
  readonly count: number | null;
  /** YYYY-MM-DD, itself included. */
  readonly until: string | null;
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

export function ruleText(rule: RuleCase): string {
  const list = (name: string, values: readonly unknown[]) => (values.length > 0 ? [`${name}=${values.join(',')}`] : []);
  return [
    `FREQ=${rule.freq}`,
    `INTERVAL=${rule.interval}`,
    `WKST=${rule.weekStart}`,
    ...list('BYDAY', rule.byDay),
    ...list('BYMONTH', rule.byMonth),
    ...list('BYMONTHDAY', rule.byMonthDay),
    ...list('BYSETPOS', rule.bySetPos),
    ...(rule.count === null ? [] : [`COUNT=${rule.count}`]),
    ...(rule.until === null ? [] : [`UNTIL=${rule.until.replaceAll('-', '')}`]),
  ].join(';');
}

/** The days of the period that holds `day`, and the first day of the next period. */
function periodOf({ freq, weekStart }: RuleCase, day: Temporal.PlainDate): Temporal.PlainDate[] {
  const back = (day.dayOfWeek - (weekStart === 'SU' ? 7 : 1) + 7) % 7;
  const first = {
    DAILY: day,
    WEEKLY: day.subtract({ days: back }),
    MONTHLY: day.with({ day: 1 }),
    YEARLY: day.with({ month: 1, day: 1 }),
  }[freq];
  const length = { DAILY: 1, WEEKLY: 7, MONTHLY: first.daysInMonth, YEARLY: first.daysInYear }[freq];
  return Array.from({ length }, (_, index) => first.add({ days: index }));
}

/** Whether a weekday such as MO, 2TU or -1FR names this day. */
function namesDay(rule: RuleCase, name: string, day: Temporal.PlainDate): boolean {
  if (WEEKDAYS[day.dayOfWeek - 1] !== name.slice(-2)) return false;
  const ordinal = Number(name.slice(0, -2));
  if (ordinal === 0) return true;
  const inYear = rule.freq === 'YEARLY' && rule.byMonth.length === 0;
  const [place, length] = inYear ? [day.dayOfYear, day.daysInYear] : [day.day, day.daysInMonth];
  return ordinal > 0 ? Math.ceil(place / 7) === ordinal : Math.ceil((length - place + 1) / 7) === -ordinal;
}

function isNamed(rule: RuleCase, start: Temporal.PlainDate, day: Temporal.PlainDate): boolean {
  const { freq, byDay, byMonth, byMonthDay } = rule;
  const byNothing = byDay.length === 0 && byMonthDay.length === 0;
  if (byMonth.length > 0 && !byMonth.includes(day.month)) return false;
  if (byMonthDay.length > 0 && !byMonthDay.some((n) => (n > 0 ? n : day.daysInMonth + 1 + n) === day.day)) return false;
  if (byDay.length > 0 && !byDay.some((name) => namesDay(rule, name, day))) return false;
  if (freq === 'WEEKLY' && byDay.length === 0) return day.dayOfWeek === start.dayOfWeek;
  if (freq === 'MONTHLY' && byNothing) return day.day === start.day;
  if (freq === 'YEARLY' && byNothing) return day.day === start.day && (byMonth.length > 0 || day.month === start.month);
  return true;
}

/** @returns wall times and instants (ISO) up to the last day, and the wall times that the zone skips */
export function expandSlowly(rule: RuleCase, startWall: string, timeZone: string, lastDay: string) {
  const start = Temporal.PlainDateTime.from(startWall);
  const last = Temporal.PlainDate.from(lastDay);
  const until = rule.until === null ? last : Temporal.PlainDate.from(rule.until);
  const happens: { wall: string; instant: string }[] = [];
  const skipped: string[] = [];
  let counted = 0;
  let cursor = start.toPlainDate();
  for (;;) {
    const period = periodOf(rule, cursor);
    if (Temporal.PlainDate.compare(period[0]!, last) > 0) return { happens, skipped };
    const named = period.filter((day) => isNamed(rule, start.toPlainDate(), day));
    const chosen = named.filter((_, index) => {
      const positions = [index + 1, index - named.length];
      return rule.bySetPos.length === 0 || rule.bySetPos.some((position) => positions.includes(position));
    });
    for (const day of chosen) {
      if (Temporal.PlainDate.compare(day, start.toPlainDate()) < 0) continue;
      if (Temporal.PlainDate.compare(day, until) > 0 || Temporal.PlainDate.compare(day, last) > 0)
        return { happens, skipped };
      const wall = day.toPlainDateTime(start.toPlainTime());
      const zoned = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
      const exists = zoned.toPlainDateTime().equals(wall);
      if (exists && rule.count !== null && ++counted > rule.count) return { happens, skipped };
      const text = wall.toString({ smallestUnit: 'minute' });
      if (exists) happens.push({ wall: text, instant: zoned.toInstant().toString() });
      else skipped.push(text);
    }
    const unit = { DAILY: 'days', WEEKLY: 'weeks', MONTHLY: 'months', YEARLY: 'years' }[rule.freq];
    cursor = period[0]!.add({ [unit]: rule.interval });
  }
}
