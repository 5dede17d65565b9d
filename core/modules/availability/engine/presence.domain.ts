import { bookedOf, type Facts } from './facts.domain.ts';
import { intersect, startsThatFit, subtract, union, type Intervals } from '../time/intervals.domain.ts';
import { DAY } from '../time/plain-time.domain.ts';
import { workingIntervals, type Schedule } from './schedule.domain.ts';
import type { Cap } from './service-rules.domain.ts';
import { dayAt, instantsShowing, type ZoneTable } from '../time/zone-table.domain.ts';

// What the rules ask of one person. They are the same for whoever serves and for whoever is needed besides.

/** Working hours from start to end, without a pause. Buffers may lie outside them. */
export function atWork(starts: Intervals, schedule: Schedule, durationMinutes: number): Intervals {
  if (starts.length === 0) return starts;
  const working = workingIntervals(schedule, starts[0]!, starts.at(-1)! + durationMinutes);
  return intersect(starts, startsThatFit(working, durationMinutes));
}

/** No time off from start to end. Buffers may reach into it. */
export const notAway = (starts: Intervals, { timeOff }: Schedule, durationMinutes: number): Intervals =>
  subtract(starts, timeOff, durationMinutes - 1);

/** On no date, and in no week, that has as many bookings as it may. */
export function underCaps(
  starts: Intervals,
  { zone }: Facts,
  booked: readonly number[],
  caps: readonly Cap[],
): Intervals {
  return caps.reduce((kept, cap) => subtract(kept, datesOf(fullPeriods(booked, cap, zone), zone)), starts);
}

/** Under the caps of one member of staff. */
export const underStaffCaps = (starts: Intervals, facts: Facts, staffId: string): Intervals => {
  const caps = facts.service.caps.filter(({ of }) => of === 'staff');
  return caps.length === 0 ? starts : underCaps(starts, facts, bookedOf(facts).staff.get(staffId) ?? [], caps);
};

/** Days since 1970, half-open. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** The day of an instant, or its week from Monday to Sunday. */
export function periodOf(per: Cap['per'], zone: ZoneTable, instant: number): Period {
  const day = dayAt(zone, instant);
  if (per === 'day') return { from: day, to: day + 1 };
  const monday = Math.floor((day + 3) / 7) * 7 - 3;
  return { from: monday, to: monday + 7 };
}

/** How many of the bookings begin in the period of a start. */
export const countIn = (booked: readonly number[], per: Cap['per'], zone: ZoneTable, start: number): number => {
  const { from } = periodOf(per, zone, start);
  return booked.filter((instant) => periodOf(per, zone, instant).from === from).length;
};

function fullPeriods(booked: readonly number[], { per, most }: Cap, zone: ZoneTable): Period[] {
  const counts = new Map<number, number>();
  const full: Period[] = [];
  for (const instant of booked) {
    const period = periodOf(per, zone, instant);
    const count = (counts.get(period.from) ?? 0) + 1;
    counts.set(period.from, count);
    if (count === most) full.push(period);
  }
  return full;
}

/** Every instant at which a clock in the zone shows one of these dates. */
export const datesOf = (periods: readonly Period[], zone: ZoneTable): Intervals =>
  union(periods.flatMap(({ from, to }) => instantsShowing(zone, from * DAY, to * DAY)));
