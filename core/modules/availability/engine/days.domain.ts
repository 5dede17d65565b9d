import type { Slot } from './availability.domain.ts';
import { DAY, formatPlainDate, MINUTE } from '../time/plain-time.domain.ts';
import type { DayRange } from '../time/range.domain.ts';
import { dayAt, wallTimeAt } from '../time/zone-table.domain.ts';

export interface SlotDay {
  /** YYYY-MM-DD in the zone of the range. */
  readonly date: string;
  /** Starts before 12:00, from 12:00, and from 17:00 on the wall clock of that zone. */
  readonly morning: Slot[];
  readonly afternoon: Slot[];
  readonly evening: Slot[];
}

const NOON = 12 * 60;
const EVENING = 17 * 60;

/** Every day of the range, also those without a slot, and a date that the zone skipped. */
export function groupByDay(slots: readonly Slot[], range: DayRange): SlotDay[] {
  const days = daysOf(range).map((date): SlotDay => ({ date, morning: [], afternoon: [], evening: [] }));
  for (const slot of slots) {
    const wallTime = wallTimeAt(range.zone, slot.startsAt / MINUTE);
    const day = Math.floor(wallTime / DAY);
    const minute = wallTime - day * DAY;
    const part = minute < NOON ? 'morning' : minute < EVENING ? 'afternoon' : 'evening';
    days[day - range.firstDay]?.[part].push(slot);
  }
  return days;
}

/** How many starts each day of the range has. */
export function countByDay(slots: readonly Slot[], range: DayRange): { date: string; free: number }[] {
  const days = daysOf(range).map((date) => ({ date, free: 0 }));
  for (const slot of slots) {
    const day = days[dayAt(range.zone, slot.startsAt / MINUTE) - range.firstDay];
    if (day) day.free++;
  }
  return days;
}

const daysOf = ({ firstDay, lastDay }: DayRange): string[] =>
  Array.from({ length: lastDay - firstDay + 1 }, (_, index) => formatPlainDate(firstDay + index));
