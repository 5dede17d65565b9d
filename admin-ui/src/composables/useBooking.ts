import type { DeskBooking } from '@bookme/core/client';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useApi } from '../api.ts';
import { keys } from './keys.ts';

const isList = (data: unknown): data is DeskBooking[] => Array.isArray(data);

/** One booking with its timeline. What the calendar already knows is shown while the rest is on its way. */
export function useBooking(id: MaybeRefOrGetter<string>) {
  const api = useApi();
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: computed(() => keys.booking(toValue(id))),
    queryFn: ({ signal }) => api('GET /desk/bookings/:id', { params: { id: toValue(id) }, signal }),
    staleTime: 0,
  });
  const known = queryClient
    .getQueriesData<unknown>({ queryKey: keys.bookings })
    .flatMap(([, data]) => (isList(data) ? data : []))
    .find((booking) => booking.id === toValue(id));

  return {
    booking: computed(() => query.data.value?.booking ?? known),
    timeline: computed(() => query.data.value?.timeline),
    error: query.error,
    refetch: query.refetch,
  };
}
