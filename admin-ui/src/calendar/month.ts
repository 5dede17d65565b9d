import { addDays, addMonths, type PlainDay, weekdayOf } from '../time/days.ts';

/** The day that a key leads to from `day`, as grids of dates behave everywhere; undefined for other keys. */
export function dayByKey(
  { key, shiftKey }: { key: string; shiftKey: boolean },
  day: PlainDay,
  { firstWeekday, isRtl }: { firstWeekday: number; isRtl: boolean },
): PlainDay | undefined {
  const intoWeek = (weekdayOf(day) - firstWeekday + 7) % 7;
  switch (key) {
    case 'ArrowRight':
      return addDays(day, isRtl ? -1 : 1);
    case 'ArrowLeft':
      return addDays(day, isRtl ? 1 : -1);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'Home':
      return addDays(day, -intoWeek);
    case 'End':
      return addDays(day, 6 - intoWeek);
    case 'PageDown':
      return addMonths(day, shiftKey ? 12 : 1);
    case 'PageUp':
      return addMonths(day, shiftKey ? -12 : -1);
    default:
      return undefined;
  }
}
