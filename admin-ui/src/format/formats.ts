import { type PlainDay, utcOf } from '../time/days.ts';
import { toMillis } from '../time/zone.ts';
import { digitsOf } from './money.ts';

type Options = Intl.DateTimeFormatOptions;
type Instant = number | string;

const WEEK = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'];

/** `Europe/Berlin` → `Berlin`. */
const cityOf = (zone: string): string => zone.split('/').at(-1)!.replaceAll('_', ' ');

/** Everything that a language decides about times, days and money. Instants always name their zone. */
export function createFormats(locale: string) {
  const made = new Map<string, Intl.DateTimeFormat>();
  const date = (options: Options): Intl.DateTimeFormat => {
    const key = JSON.stringify(options);
    const format = made.get(key) ?? new Intl.DateTimeFormat(locale, options);
    made.set(key, format);
    return format;
  };
  const plain = (options: Options) => (day: PlainDay) => date({ ...options, timeZone: 'UTC' }).format(utcOf(day));
  const clock = { hour: 'numeric', minute: '2-digit' } as const;

  return {
    locale,
    time: (at: Instant, timeZone: string): string => date({ ...clock, timeZone }).format(toMillis(at)),
    timeRange: (from: Instant, to: Instant, timeZone: string): string =>
      date({ ...clock, timeZone }).formatRange(toMillis(from), toMillis(to)),
    dateTime: (at: Instant, timeZone: string): string =>
      date({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', ...clock, timeZone }).format(
        toMillis(at),
      ),
    shortDateTime: (at: Instant, timeZone: string): string =>
      date({ day: 'numeric', month: 'short', ...clock, timeZone }).format(toMillis(at)),
    date: (at: Instant, timeZone: string): string =>
      date({ day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(toMillis(at)),
    /** With its weekday, and with its year only when that is not `now`'s. */
    nearDate(at: Instant, timeZone: string, now: number): string {
      const year = date({ year: 'numeric', timeZone });
      const isNear = year.format(toMillis(at)) === year.format(now);
      return date({
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        ...(!isNear && { year: 'numeric' }),
        timeZone,
      }).format(toMillis(at));
    },
    longDate: (at: Instant, timeZone: string): string =>
      date({ weekday: 'long', day: 'numeric', month: 'long', timeZone }).format(toMillis(at)),

    day: plain({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    shortDay: plain({ weekday: 'short', day: 'numeric', month: 'short' }),
    mediumDay: plain({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
    dayNumber: plain({ day: 'numeric' }),
    month: plain({ month: 'long', year: 'numeric' }),
    /** `Nov – Dec 2026`. */
    months: (from: PlainDay, to: PlainDay): string =>
      date({ month: 'short', year: 'numeric', timeZone: 'UTC' }).formatRange(utcOf(from), utcOf(to)),
    /** Index 0 is Monday. */
    weekdays: (length: 'long' | 'short' | 'narrow'): string[] => WEEK.map(plain({ weekday: length })),

    /** A reading of the wall clock, 0 … 1440. */
    minute: (minute: number): string => date({ ...clock, timeZone: 'UTC' }).format(minute * 60_000),
    hour: (minute: number): string => date({ hour: 'numeric', timeZone: 'UTC' }).format(minute * 60_000),

    /** `Berlin (GMT+1)`, with the offset of that moment. */
    zone(zone: string, at: Instant): string {
      const parts = date({ timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(toMillis(at));
      const offset = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
      return `${cityOf(zone)} (${offset})`;
    },

    duration(minutes: number): string {
      const unit = (value: number, name: 'day' | 'hour' | 'minute'): string =>
        new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
      const hours = Math.floor(minutes / 60);
      if (minutes > 0 && minutes % 1440 === 0) return unit(minutes / 1440, 'day');
      if (hours === 0) return unit(minutes, 'minute');
      return minutes % 60 === 0 ? unit(hours, 'hour') : `${unit(hours, 'hour')} ${unit(minutes % 60, 'minute')}`;
    },
    /** Hours alone, however many: working time is never told in days. */
    hours: (minutes: number): string =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: 'hour',
        unitDisplay: 'short',
        maximumFractionDigits: 2,
      }).format(minutes / 60),
    number: (value: number): string => new Intl.NumberFormat(locale).format(value),
    money: ({ amount, currency }: { amount: number; currency: string }): string =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        trailingZeroDisplay: 'stripIfInteger',
      }).format(amount / 10 ** digitsOf(currency)),
    list: (items: readonly string[]): string => new Intl.ListFormat(locale).format(items),
    language: (tag: string): string => new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag,
    country: (code: string): string => new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code,
    compare: (a: string, b: string): number => new Intl.Collator(locale, { numeric: true }).compare(a, b),
    /** ISO weekday on which a week begins: 1 in Germany, 7 in the United States. */
    firstWeekday(): number {
      const info = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
      return info.getWeekInfo?.().firstDay ?? 1;
    },
  };
}

export type Formats = ReturnType<typeof createFormats>;
