import { computed, shallowRef, watch, type Ref } from 'vue';
import { dayIn, earlier, later, startOfWeek, addDays, type Day } from '../calendar/days.ts';
import { monthView, nextAnchor, previousAnchor, weekStartOf } from '../calendar/month-view.ts';
import { useBookMe } from '../state/context.ts';

const MONTHS_AHEAD_MS = 2 * 366 * 86_400_000;

/**
 * The weeks shown, the day whose times are shown, and the loading of both.
 * @param picked the day in the address, if the visitor chose one
 * @param hint the first day that is known to be free: its times load along with the month
 */
export function useMonth(picked: Ref<Day | undefined>, hint: () => Day | undefined) {
  const { availability, clock, zone, i18n } = useBookMe();
  const today = computed(() => dayIn(zone.value, clock.now.value));
  const weekStart = computed(() => weekStartOf(i18n.tag.value));
  const anchor = shallowRef<Day>(today.value);
  const view = computed(() => monthView(anchor.value, today.value, weekStart.value));
  const inView = (day: Day | undefined): day is Day => !!day && day >= view.value.first && day <= view.value.last;

  function reach(day: Day): void {
    anchor.value = today.value;
    if (!inView(day)) anchor.value = later(day, today.value);
  }
  reach(picked.value ?? hint() ?? today.value);

  const ready = computed(() => availability.shown.value?.ready ?? false);
  const freeOn = (day: Day | undefined): number => (day && availability.days.get(day)?.free) || 0;
  const firstFree = computed(() => view.value.weeks.flat().find((day) => day >= today.value && freeOn(day) > 0));
  /** Chosen for the visitor, and kept when its last time goes: a day must not change under one's eyes. */
  const offered = shallowRef<Day>();
  const selected = computed(() => (inView(picked.value) ? picked.value : offered.value));
  const empty = computed(() => ready.value && firstFree.value === undefined && !inView(picked.value));

  watch(
    [availability.wanted, () => view.value.first, () => view.value.last],
    () => void availability.show(later(view.value.first, today.value), view.value.last),
    { immediate: true },
  );
  watch(
    [availability.wanted, ready, () => view.value.first],
    () => {
      const likely = hint();
      if (!ready.value) offered.value = inView(likely) ? likely : undefined;
      else if (!inView(offered.value) || freeOn(offered.value) === 0) offered.value = firstFree.value;
    },
    { immediate: true },
  );
  watch(
    [availability.wanted, selected],
    ([, day]) => {
      if (!day) return;
      const week = startOfWeek(day, weekStart.value);
      void availability.open(later(week, today.value), earlier(addDays(week, 6), view.value.last), day);
    },
    { immediate: true },
  );

  return {
    today,
    weekStart,
    view,
    selected,
    empty,
    reach,
    isFirst: computed(() => view.value.first <= today.value),
    isLast: computed(() => Date.parse(view.value.last) > clock.now.value + MONTHS_AHEAD_MS),
    previous: (): void => reach(previousAnchor(view.value)),
    next: (): void => reach(nextAnchor(view.value)),
  };
}
