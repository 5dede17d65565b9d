import type { Day } from '../calendar/days.ts';
import type { DayTimes } from '../state/availability.ts';
import { useBookMe } from '../state/context.ts';

/** What a day of the grid is called: its full date and how many of its times are free. */
export function useDayLabel(known: () => { days: ReadonlyMap<Day, DayTimes>; today: Day }) {
  const { t, format } = useBookMe().i18n;
  /** Absent: not loaded yet. */
  const freeOn = (day: Day): number | undefined => (day < known().today ? 0 : known().days.get(day)?.free);

  return {
    freeOn,
    labelOf(day: Day): string {
      const { today } = known();
      const full = format.value.day(day, 'full') + (day === today ? ` (${t('when.today')})` : '');
      const free = freeOn(day);
      if (day < today) return t('when.dayPast', { day: full });
      if (free === undefined) return t('when.dayLoading', { day: full });
      return free > 0 ? t('when.dayFree', { day: full, count: free }) : t('when.dayFull', { day: full });
    },
  };
}
