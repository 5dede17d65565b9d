import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useApi } from '../api.ts';
import { keys } from './keys.ts';

/** Sessions of classes that begin within the bounds. */
export function useClasses(bounds: MaybeRefOrGetter<{ from: string; to: string }>) {
  const api = useApi();
  const query = useQuery({
    queryKey: computed(() => keys.classesOf(toValue(bounds).from, toValue(bounds).to)),
    queryFn: async ({ signal }) =>
      (
        await api('GET /desk/class-sessions', {
          query: { ...toValue(bounds), status: 'scheduled', limit: 200 },
          signal,
        })
      ).data,
  });
  return computed(() => query.data.value ?? []);
}

export function useRoster(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.classOf(id),
    queryFn: ({ signal }) => api('GET /desk/class-sessions/:id', { params: { id }, signal }),
  });
}
