import { computed, onUnmounted, shallowRef, watch } from 'vue';
import { addDays, dayIn, later, type Day } from '../calendar/days.ts';
import { createAttempt } from '../state/attempt.ts';
import { useBookMe } from '../state/context.ts';
import type { VisitPlace } from '../state/visit-place.ts';
import type { Visit } from './useVisit.ts';

/** As many days as the server looks at in one question. */
const WEEK = 7;
/** How far ahead the first week with a time is looked for. */
const WEEKS_AHEAD = 6;
const RENEW_MS = 3_000;

/** When the whole visit can begin, a week at a time: the first one that has any, unless a week is asked for. */
export function useVisitTimes(place: () => VisitPlace, { shape, isEnough }: Visit) {
  const { api, clock, live, zone } = useBookMe();
  const loading = createAttempt();
  const days = shallowRef<{ date: Day; starts: string[] }[]>();
  const today = computed(() => dayIn(zone.value, clock.now.value));
  const from = shallowRef<Day>(today.value);
  const asked = computed(() =>
    isEnough.value ? JSON.stringify([shape.value, zone.value, place().day ?? null]) : undefined,
  );

  async function week(first: Day) {
    const body = { ...shape.value, from: first, to: addDays(first, WEEK - 1), timeZone: zone.value };
    return (await api('POST /availability/visits', { body })).days;
  }

  const load = (): Promise<void> =>
    loading.run(async () => {
      const question = asked.value;
      if (!question) return void (days.value = undefined);
      let first = later(place().day ?? today.value, today.value);
      let found = await week(first);
      if (!place().day)
        for (let ahead = 1; ahead < WEEKS_AHEAD && found.every(({ starts }) => starts.length === 0); ahead++) {
          first = addDays(first, WEEK);
          found = await week(first);
        }
      if (question !== asked.value) return;
      from.value = first;
      days.value = found;
    });

  watch(asked, load, { immediate: true });
  let due: ReturnType<typeof setTimeout> | undefined;
  const stop = live.on(() => {
    due ??= setTimeout(() => {
      due = undefined;
      void load();
    }, RENEW_MS);
  });
  onUnmounted(() => {
    stop();
    clearTimeout(due);
  });

  return {
    loading,
    days: computed(() => days.value?.filter(({ starts }) => starts.length > 0)),
    until: computed(() => addDays(from.value, WEEK - 1)),
    from,
    previous: computed(() => (from.value > today.value ? later(addDays(from.value, -WEEK), today.value) : undefined)),
    next: computed(() => addDays(from.value, WEEK)),
  };
}
