import type { MessageView } from '@bookme/core/client';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { intentKey, useApi } from '../api.ts';
import { keys } from './keys.ts';
import { usePagedList } from './usePagedList.ts';

type Status = MessageView['status'];
export const MESSAGE_STATUSES: readonly Status[] = ['queued', 'sent', 'failed', 'skipped'];

/** Messages, newest first, by status or of one booking. */
export function useMessages() {
  const api = useApi();
  const route = useRoute();
  const router = useRouter();
  const bookingId = computed(() => (typeof route.query['booking-id'] === 'string' ? route.query['booking-id'] : ''));
  const status = computed<Status | ''>({
    get: () => MESSAGE_STATUSES.find((one) => one === route.query.status) ?? '',
    set: (next) =>
      void router.replace({
        query: { ...(bookingId.value && { 'booking-id': bookingId.value }), ...(next && { status: next }) },
      }),
  });
  const query = computed(() => ({ bookingId: bookingId.value || undefined, status: status.value || undefined }));

  const { items: messages, ...list } = usePagedList({
    queryKey: computed(() => keys.messageList(query.value)),
    ask: (cursor, signal) => api('GET /messages', { query: { ...query.value, cursor }, signal }),
  });
  return {
    bookingId,
    status,
    ...list,
    messages,
    allBookings: () => void router.replace({ query: {} }),
  };
}

export function useMessage(id: MaybeRefOrGetter<string>) {
  const api = useApi();
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: computed(() => keys.message(toValue(id))),
    queryFn: ({ signal }) => api('GET /messages/:id', { params: { id: toValue(id) }, signal }),
  });
  return {
    message: query.data,
    isPending: query.isPending,
    error: query.error,
    refetch: query.refetch,
    async retry(): Promise<void> {
      await api('POST /messages/:id/retry', { params: { id: toValue(id) }, body: {}, idempotencyKey: intentKey() });
      for (const queryKey of [keys.messages, keys.health, keys.bookings])
        void queryClient.invalidateQueries({ queryKey });
    },
  };
}
