import type { BookingStatus } from '@bookme/core/client';
import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useApi } from '../api.ts';
import { isPlainDay, type PlainDay } from '../time/days.ts';
import { keys } from './keys.ts';
import { useDebounced } from './useDebounced.ts';
import { useLocation } from './useLocation.ts';
import { usePagedList } from './usePagedList.ts';

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
  const { items: bookings, ...list } = usePagedList({
    queryKey: computed(() => keys.list(query.value)),
    ask: (cursor, signal) => api('GET /desk/bookings', { query: { ...query.value, cursor, limit: PAGE }, signal }),
    enabled: () => zone.value !== undefined,
  });

  return {
    filters,
    ...list,
    bookings,
    error: computed(() => zoneError.value ?? list.error.value),
    clear: () => void router.replace({ query: {} }),
  };
}
