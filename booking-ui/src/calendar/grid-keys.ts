import { addDays, addMonths, startOfWeek, type Day } from './days.ts';

export interface GridKey {
  key: string;
  shiftKey: boolean;
}

/** Where a key leads in the month grid (WAI-ARIA date grid), or nothing if the grid does not use it. */
export function dayForKey(day: Day, { key, shiftKey }: GridKey, weekStart: number, rtl: boolean): Day | undefined {
  const forward = rtl ? -1 : 1;
  switch (key) {
    case 'ArrowRight':
      return addDays(day, forward);
    case 'ArrowLeft':
      return addDays(day, -forward);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'Home':
      return startOfWeek(day, weekStart);
    case 'End':
      return addDays(startOfWeek(day, weekStart), 6);
    case 'PageDown':
      return addMonths(day, shiftKey ? 12 : 1);
    case 'PageUp':
      return addMonths(day, shiftKey ? -12 : -1);
    default:
      return undefined;
  }
}
