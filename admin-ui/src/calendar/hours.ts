import type { HoursView } from '@bookme/core/client';
import { weekdayOf } from '../time/days.ts';
import { minuteOf } from '../time/minutes.ts';
import { DAY_MINUTES } from './geometry.ts';
import type { Span } from './lanes.ts';

export interface WorkingDay {
  open: Span[];
  /** The rest of the day. */
  closed: Span[];
  timeOff: (Span & { reason: string })[];
}

const minuteOn = (wall: string, day: string): number => {
  const [date, time] = wall.split('T') as [string, string];
  if (date < day) return 0;
  return date > day ? DAY_MINUTES : (minuteOf(time.slice(0, 5)) ?? 0);
};

/** What is left of the day outside the spans. */
export function complement(spans: readonly Span[]): Span[] {
  const sorted = spans.toSorted((a, b) => a.start - b.start);
  const edges = [0, ...sorted.flatMap(({ start, end }) => [start, end]), DAY_MINUTES];
  const gaps: Span[] = [];
  for (let index = 0; index < edges.length; index += 2)
    if (edges[index]! < edges[index + 1]!) gaps.push({ start: edges[index]!, end: edges[index + 1]! });
  return gaps;
}

/** A member's hours on one day: an exception replaces the weekly hours; time off lies over both. */
export function workingDay(hours: Pick<HoursView, 'weekly' | 'overrides' | 'timeOff'>, day: string): WorkingDay {
  const rule =
    hours.overrides.find((override) => override.day === day)?.hours ??
    hours.weekly.find(({ weekday }) => weekday === weekdayOf(day))?.hours ??
    [];
  const open = rule.map(({ from, to }) => ({ start: from, end: to })).toSorted((a, b) => a.start - b.start);
  const timeOff = hours.timeOff
    .map(({ from, to, reason }) => ({ start: minuteOn(from, day), end: minuteOn(to, day), reason }))
    .filter(({ start, end }) => start < end);
  return { open, closed: complement(open), timeOff };
}
