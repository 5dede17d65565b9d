import type { BookingStatus } from '@bookme/core/client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useApi } from '../api.ts';
import { isPlainDay, type PlainDay } from '../time/days.ts';
import { keys } from './keys.ts';
import { useDebounced } from './useDebounced.ts';
import { useLocation } from './useLocation.ts';

export interface BookingFilters {
  /** Plain days, both included; empty: no limit. */
  from: PlainDay;
  to: PlainDay;
  staffId: string;
  status: BookingStatus | '';
  q: string;
}

const PAGE = 50;
const STATUSES: readonly BookingStatus[] = ['pending', 'confirmed', 'completed', 'no_show', 'cancelled'];

/** Bookings by filters that live in the address, 50 at a time. Without any range it begins today. */
export function useBookingList() {
  const api = useApi();
  const route = useRoute();
  const router = useRouter();
  const { zone, error: zoneError } = useLocation();

  const text = (name: string): string => (typeof route.query[name] === 'string' ? route.query[name] : '');
  const status = (): BookingStatus | '' => STATUSES.find((one) => one === text('status')) ?? '';
  const dayIn = (name: string): PlainDay => (isPlainDay(text(name)) ? text(name) : '');
  const today = computed(() => zone.value?.wallOf(Date.now()).day ?? '');
  const filters = computed<BookingFilters>({
    get: (): BookingFilters => ({
      from: route.query.from === undefined && !text('q') ? today.value : dayIn('from'),
      to: dayIn('to'),
      staffId: text('staff'),
      status: status(),
      q: text('q'),
    }),
    set: ({ from, to, staffId, status, q }: BookingFilters) => {
      const query = { from: from === today.value ? undefined : from, to, staff: staffId, status, q };
      const kept = Object.entries(query).filter(([name, value]) => value || (name === 'from' && value === ''));
      void router.replace({ query: Object.fromEntries(kept) });
    },
  });

  const typed = useDebounced(() => text('q').trim());
  const query = computed(() => {
    const { from, to, staffId, status } = filters.value;
    return {
      from: from && zone.value ? zone.value.boundsOf(from).from : undefined,
      to: to && zone.value ? zone.value.boundsOf(to).to : undefined,
      staffId: staffId || undefined,
      status: status || undefined,
      q: typed.value || undefined,
    };
  });
  const result = useInfiniteQuery({
    queryKey: computed(() => keys.list(query.value)),
    queryFn: ({ signal, pageParam }) =>
      api('GET /desk/bookings', { query: { ...query.value, cursor: pageParam, limit: PAGE }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    enabled: () => zone.value !== undefined,
    placeholderData: keepPreviousData,
  });

  return {
    filters,
    bookings: computed(() => result.data.value?.pages.flatMap(({ data }) => data) ?? []),
    isPending: result.isPending,
    error: computed(() => zoneError.value ?? result.error.value),
    refetch: () => result.refetch(),
    hasMore: computed(() => result.hasNextPage.value),
    isLoadingMore: result.isFetchingNextPage,
    loadMore: () => void result.fetchNextPage(),
    clear: () => void router.replace({ query: {} }),
  };
}
