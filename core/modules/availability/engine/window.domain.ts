import type { Facts } from './facts.domain.ts';
import type { Intervals } from '../time/intervals.domain.ts';
import { DAY, MINUTE, parsePlainDate, weekdayOf } from '../time/plain-time.domain.ts';
import { dayAt, instantsShowing } from '../time/zone-table.domain.ts';

/** The last day (days since 1970) that the window allows now. */
export function lastDayOf({ now, zone, holidays, service: { window } }: Facts): number {
  if (window.kind === 'range') return parsePlainDate(window.to, 'window.to');
  const today = dayAt(zone, Math.floor(now / MINUTE));
  if (window.kind === 'days') return today + window.days;
  let day = today;
  for (let left = window.days; left > 0;) if (isBusinessDay(++day, holidays)) left--;
  return day;
}

export const isBusinessDay = (day: number, holidays?: ReadonlySet<number>): boolean =>
  weekdayOf(day) <= 5 && !holidays?.has(day);

/** Every instant of the dates that can be booked now. */
export function bookableDates(facts: Facts): Intervals {
  const { now, zone, service } = facts;
  const { window } = service;
  const first =
    window.kind === 'range'
      ? parsePlainDate(window.from, 'window.from')
      : // From yesterday: clocks that go back just after midnight make it that date once more.
        dayAt(zone, Math.floor(now / MINUTE)) - 1;
  return instantsShowing(zone, first * DAY, (lastDayOf(facts) + 1) * DAY);
}
