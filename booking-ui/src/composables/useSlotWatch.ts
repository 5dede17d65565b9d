import { computed, watch } from 'vue';
import { addDays, dayIn } from '../calendar/days.ts';
import { slotsOf, type Wanted } from '../state/availability.ts';
import { useBookMe } from '../state/context.ts';

/** Keeps an eye on one chosen time: whether it is still free, and which free times lie nearest. */
export function useSlotWatch(slot: () => string, wanted: () => Omit<Wanted, 'timeZone'> | undefined) {
  const { availability, zone } = useBookMe();
  const day = computed(() => dayIn(zone.value, Date.parse(slot())));

  watch(
    [day, () => JSON.stringify(wanted()), zone],
    () => {
      const known = wanted();
      if (!known) return;
      availability.want({ ...known, timeZone: zone.value });
      void availability.open(day.value, addDays(day.value, 2), day.value);
    },
    { immediate: true },
  );

  const free = computed(() =>
    [...availability.days.values()].flatMap((times) =>
      slotsOf(times)
        .filter(({ gone }) => !gone)
        .map(({ at }) => at),
    ),
  );
  const distance = (at: string): number => Math.abs(Date.parse(at) - Date.parse(slot()));

  return {
    /** False while unknown: only what was seen to vanish is said to be taken. */
    taken: computed(() => {
      const times = availability.days.get(day.value);
      return Boolean(wanted() && times?.parts) && !free.value.some((at) => Date.parse(at) === Date.parse(slot()));
    }),
    nearest: (): string[] => free.value.toSorted((a, b) => distance(a) - distance(b)).slice(0, 3),
  };
}
