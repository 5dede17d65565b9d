import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useApi } from '../api.ts';
import { keys } from './keys.ts';
import { useDebounced } from './useDebounced.ts';

export function useCustomers() {
  const api = useApi();
  const route = useRoute();
  const router = useRouter();
  const text = computed({
    get: () => (typeof route.query.q === 'string' ? route.query.q : ''),
    set: (q) => void router.replace({ query: q ? { q } : {} }),
  });
  const settled = useDebounced(() => text.value.trim());

  const result = useInfiniteQuery({
    queryKey: computed(() => keys.customerList(settled.value)),
    queryFn: ({ signal, pageParam }) =>
      api('GET /customers', { query: { q: settled.value || undefined, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  return {
    text,
    settled,
    customers: computed(() => result.data.value?.pages.flatMap(({ data }) => data) ?? []),
    isPending: result.isPending,
    error: result.error,
    refetch: () => result.refetch(),
    hasMore: computed(() => result.hasNextPage.value),
    isLoadingMore: result.isFetchingNextPage,
    loadMore: () => void result.fetchNextPage(),
  };
}
