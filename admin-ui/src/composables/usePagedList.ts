import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, type Ref } from 'vue';

interface Page<Item> {
  readonly data: Item[];
  readonly nextCursor: string | null;
}

export interface PagedListOptions<Item> {
  /** Changes with what is asked for; the former items stay until the new ones are there. */
  readonly queryKey: Ref<readonly unknown[]>;
  /** @param cursor of the next page; undefined: the first */
  readonly ask: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;
  readonly enabled?: MaybeRefOrGetter<boolean>;
}

/** A list that the server gives page by page, and that grows when more is asked for. */
export function usePagedList<Item>({ queryKey, ask, enabled = true }: PagedListOptions<Item>) {
  const result = useInfiniteQuery({
    queryKey,
    queryFn: ({ signal, pageParam }) => ask(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    enabled,
    placeholderData: keepPreviousData,
  });
  return {
    items: computed(() => result.data.value?.pages.flatMap(({ data }) => data) ?? []),
    isPending: result.isPending,
    error: result.error,
    refetch: () => result.refetch(),
    hasMore: computed(() => result.hasNextPage.value),
    isLoadingMore: result.isFetchingNextPage,
    loadMore: () => void result.fetchNextPage(),
  };
}
