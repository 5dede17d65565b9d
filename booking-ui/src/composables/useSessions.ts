import type { ResponseOf } from '@bookme/core/client';
import { computed, shallowRef, watch } from 'vue';
import { addDays, dayIn } from '../calendar/days.ts';
import { createAttempt } from '../state/attempt.ts';
import { useBookMe } from '../state/context.ts';

export type OpenSession = ResponseOf<'GET /class-sessions'>['sessions'][number];

const RANGE_DAYS = 62;

/** The sessions of a class from today on, two months at a time, renewed by live news. */
export function useSessions(of: () => { serviceId: string; timeZone: string; link: string | undefined }) {
  const { api, clock, live } = useBookMe();
  const ranges = shallowRef<OpenSession[][]>([]);
  const loading = createAttempt();
  let wanted = 1;

  const load = (): Promise<void> =>
    loading.run(async () => {
      const query = of();
      const today = dayIn(query.timeZone, clock.now.value);
      const answers = await Promise.all(
        Array.from({ length: wanted }, (_, n) => {
          const from = addDays(today, n * RANGE_DAYS);
          return api('GET /class-sessions', { query: { ...query, from, to: addDays(from, RANGE_DAYS - 1) } });
        }),
      );
      if (JSON.stringify(query) === JSON.stringify(of())) ranges.value = answers.map(({ sessions }) => sessions);
    });

  watch(() => JSON.stringify(of()), load, { immediate: true });
  return {
    sessions: computed(() => ranges.value.flat()),
    loading,
    more(): Promise<void> {
      wanted += 1;
      return load();
    },
    stop: live.on(() => void load()),
  };
}
