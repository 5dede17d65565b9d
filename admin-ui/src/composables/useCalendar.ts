import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { isPlainDay, type PlainDay } from '../time/days.ts';
import { toIso, type Zone } from '../time/zone.ts';
import { useNow } from './useNow.ts';

/** The day in the address, today's without one, as the location's clock shows it. */
export function useCalendar(zone: () => Zone) {
  const route = useRoute();
  const router = useRouter();
  const millis = useNow();
  const now = computed(() => zone().wallOf(millis.value));
  const today = computed(() => now.value.day);
  const day = computed<PlainDay>({
    get: () => (isPlainDay(route.query.day) ? route.query.day : today.value),
    set: (next) => void router.push({ query: next === today.value ? {} : { day: next } }),
  });
  return {
    now,
    today,
    day,
    instantAt: (minute: number): string => toIso(zone().instantOf({ day: day.value, minute })),
  };
}
