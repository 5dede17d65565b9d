import { computed, onUnmounted, shallowRef, watch } from 'vue';
import { addDays, dayIn } from '../calendar/days.ts';
import { createAttempt } from '../state/attempt.ts';
import type { Wanted } from '../state/availability.ts';
import { useBookMe } from '../state/context.ts';

const LOOK_AHEAD_DAYS = 41;
const RENEW_MS = 3_000;

/** The first free time of each person within six weeks, by their id; nothing while unknown, null when there is none. */
export function useFirstFree(wanted: () => Wanted | undefined) {
  const { api, clock, live } = useBookMe();
  const found = shallowRef<ReadonlyMap<string, string | null>>(new Map());
  // A hint beside a choice: without it the page is whole, so its problem is not shown.
  const asking = createAttempt();
  const question = computed(() => {
    const query = wanted();
    if (!query) return undefined;
    const from = dayIn(query.timeZone, clock.now.value);
    return JSON.stringify({ ...query, staffId: undefined, from, to: addDays(from, LOOK_AHEAD_DAYS) });
  });

  const load = (): Promise<void> =>
    asking.run(async () => {
      const asked = question.value;
      if (!asked) return;
      const { data } = await api('GET /availability/first', { query: JSON.parse(asked) });
      if (asked === question.value) found.value = new Map(data.map(({ staff, startsAt }) => [staff.id, startsAt]));
    });

  watch(question, load, { immediate: true });
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
  return found;
}
