import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useApi } from '../api.ts';
import type { PlainDay } from '../time/days.ts';
import { keys } from './keys.ts';

export interface Asked {
  serviceId: string;
  /** Undefined: anyone. */
  staffId: string | undefined;
  timeZone: string;
  durationMinutes?: number | undefined;
  /** With commas between them. */
  addonIds?: string | undefined;
}

/** Free times of one day, by part of the day. */
export function useSlots(asked: MaybeRefOrGetter<Asked>, day: MaybeRefOrGetter<PlainDay>) {
  const api = useApi();
  const query = computed(() => ({ ...toValue(asked), from: toValue(day), to: toValue(day) }));
  return useQuery({
    queryKey: computed(() => keys.slots(query.value)),
    queryFn: async ({ signal }) => (await api('GET /availability', { query: query.value, signal })).days[0],
    enabled: () => toValue(asked).serviceId !== '',
    staleTime: 10_000,
  });
}

/** How many times are free on each day of a stretch of at most 42 days. */
export function useFreeDays(
  asked: MaybeRefOrGetter<Asked>,
  range: MaybeRefOrGetter<{ from: PlainDay; to: PlainDay } | undefined>,
) {
  const api = useApi();
  const query = computed(() => ({ ...toValue(asked), from: toValue(range)?.from ?? '', to: toValue(range)?.to ?? '' }));
  const result = useQuery({
    queryKey: computed(() => keys.freeDays(query.value)),
    queryFn: async ({ signal }) => (await api('GET /availability/days', { query: query.value, signal })).days,
    enabled: () => toValue(asked).serviceId !== '' && toValue(range) !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  return computed(() => result.data.value && new Map(result.data.value.map(({ date, free }) => [date, free])));
}

interface Explained extends Pick<Asked, 'durationMinutes' | 'addonIds'> {
  serviceId: string;
  staffId?: string;
  startsAt?: string;
  party?: number | undefined;
}

/** Why a start is not offered, and what would open it. Asked only while there is a start. */
export function useExplanation(asked: MaybeRefOrGetter<Explained>) {
  const api = useApi();
  return useQuery({
    queryKey: computed(() => keys.explanation(toValue(asked))),
    queryFn: ({ signal }) => {
      const { startsAt, staffId, ...rest } = toValue(asked);
      return api('GET /availability/explain', {
        query: { ...rest, startsAt: startsAt!, ...(staffId && { staffId }) },
        signal,
      });
    },
    enabled: () => Boolean(toValue(asked).serviceId && toValue(asked).startsAt),
    staleTime: 5_000,
  });
}
