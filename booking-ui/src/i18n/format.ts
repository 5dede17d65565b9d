import type { Day } from '../calendar/days.ts';
import { midnight } from '../calendar/days.ts';

export interface Money {
  amount: number;
  currency: string;
}

const DAY_STYLES = {
  /** Tuesday, 24 November 2026: what a screen reader says of a day. */
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  /** Tuesday, 24 November */
  long: { weekday: 'long', day: 'numeric', month: 'long' },
  /** Tue, 24 Nov */
  short: { weekday: 'short', day: 'numeric', month: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type DayStyle = keyof typeof DAY_STYLES;

const TIME: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };

/** Formats by the visitor's full tag. Instants are ISO strings or epoch milliseconds; zones are IANA names. */
export function createFormat(tag: string) {
  const kept = new Map<string, Intl.DateTimeFormat>();
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
    const key = JSON.stringify(options);
    const formatter = kept.get(key) ?? new Intl.DateTimeFormat(tag, options);
    kept.set(key, formatter);
    return formatter;
  };
  const numbers = new Intl.NumberFormat(tag);
  const number = (value: number): string => numbers.format(value);
  const at = (instant: string | number): number => (typeof instant === 'number' ? instant : Date.parse(instant));
  const unit = (value: number, name: 'hour' | 'minute' | 'second'): string =>
    new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);

  const offset = (timeZone: string, instant: string | number): string =>
    dates({ timeZone, timeZoneName: 'shortOffset', hour: 'numeric' })
      .formatToParts(at(instant))
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const city = (timeZone: string): string => timeZone.split('/').at(-1)!.replaceAll('_', ' ');

  const seconds = new Intl.NumberFormat(tag, { minimumIntegerDigits: 2 });

  return {
    number,
    twoDigits: (value: number): string => seconds.format(value),
    city,
    day: (day: Day, style: DayStyle): string => dates({ ...DAY_STYLES[style], timeZone: 'UTC' }).format(midnight(day)),
    month: (day: Day, style: 'long' | 'short'): string =>
      dates({ month: style, timeZone: 'UTC' }).format(midnight(day)),
    year: (day: Day): string => dates({ year: 'numeric', timeZone: 'UTC' }).format(midnight(day)),
    weekday: (day: Day, style: 'long' | 'short'): string =>
      dates({ weekday: style, timeZone: 'UTC' }).format(midnight(day)),
    time: (instant: string | number, timeZone: string): string => dates({ ...TIME, timeZone }).format(at(instant)),
    /** Not formatRange: it pads hours that the single time does not. */
    timeRange: (from: string, to: string, timeZone: string): string =>
      [from, to].map((each) => dates({ ...TIME, timeZone }).format(at(each))).join(' – '),
    dayOf: (instant: string | number, timeZone: string, style: DayStyle): string =>
      dates({ ...DAY_STYLES[style], timeZone }).format(at(instant)),
    /** Tue, 24 Nov, 10:30 */
    moment: (instant: string | number, timeZone: string, style: DayStyle = 'short'): string =>
      dates({ ...DAY_STYLES[style], ...TIME, timeZone }).format(at(instant)),
    /** Berlin (GMT+1) */
    zone: (timeZone: string, instant: string | number): string => `${city(timeZone)} (${offset(timeZone, instant)})`,
    /** Do clocks of both zones show the same at that instant? */
    sameClock: (one: string, other: string, instant: string | number): boolean =>
      one === other || offset(one, instant) === offset(other, instant),
    price({ amount, currency }: Money): string {
      const style = { style: 'currency', currency } as const;
      const digits = new Intl.NumberFormat(tag, style).resolvedOptions().maximumFractionDigits ?? 2;
      const options: Intl.NumberFormatOptions = { ...style, trailingZeroDisplay: 'stripIfInteger' };
      return new Intl.NumberFormat(tag, options).format(amount / 10 ** digits);
    },
    seconds: (count: number): string => unit(count, 'second'),
    /** 45 min, 1 hr 30 min */
    minutes(total: number): string {
      const [hours, rest] = [Math.floor(total / 60), total % 60];
      return [hours > 0 && unit(hours, 'hour'), (rest > 0 || hours === 0) && unit(rest, 'minute')]
        .filter(Boolean)
        .join(' ');
    },
  };
}

export type Format = ReturnType<typeof createFormat>;
