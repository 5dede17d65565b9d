import { weekdayOf, type PlainDay } from '../time/days.ts';

/** How often something comes again, as people say it. */
export type Repeat = 'none' | 'week' | 'fortnight' | 'month' | 'year';
export const REPEATS: readonly Repeat[] = ['none', 'week', 'fortnight', 'month', 'year'];

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** RFC 5545. @param until the last day, itself included; empty: for ever */
export function ruleOf(
  repeat: Repeat,
  from: PlainDay,
  { until = '', count }: { until?: PlainDay; count?: number } = {},
): string | null {
  if (repeat === 'none') return null;
  const day = DAYS[weekdayOf(from) - 1];
  const how = {
    week: `FREQ=WEEKLY;BYDAY=${day}`,
    fortnight: `FREQ=WEEKLY;INTERVAL=2;BYDAY=${day}`,
    month: `FREQ=MONTHLY;BYMONTHDAY=${Number(from.slice(8))}`,
    year: `FREQ=YEARLY;BYMONTH=${Number(from.slice(5, 7))};BYMONTHDAY=${Number(from.slice(8))}`,
  }[repeat];
  const end = count ? `;COUNT=${count}` : until ? `;UNTIL=${until.replaceAll('-', '')}T235959` : '';
  return how + end;
}

/** What we wrote ourselves; undefined for a rule of another kind. */
export function repeatOf(rrule: string): { repeat: Repeat; until: PlainDay | undefined } | undefined {
  const parts = new Map(rrule.split(';').map((part) => part.split('=') as [string, string]));
  const isEvery = (interval: string): boolean => (parts.get('INTERVAL') ?? '1') === interval;
  const frequency = parts.get('FREQ');
  const repeat: Repeat | undefined =
    frequency === 'WEEKLY' && isEvery('1')
      ? 'week'
      : frequency === 'WEEKLY' && isEvery('2')
        ? 'fortnight'
        : frequency === 'MONTHLY' && isEvery('1') && parts.has('BYMONTHDAY')
          ? 'month'
          : frequency === 'YEARLY' && isEvery('1')
            ? 'year'
            : undefined;
  const until = parts.get('UNTIL')?.replace(/^(\d{4})(\d\d)(\d\d).*$/, '$1-$2-$3');
  return repeat && { repeat, until };
}
