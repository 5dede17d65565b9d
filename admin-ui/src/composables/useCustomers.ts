import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useApi } from '../api.ts';
import { keys } from './keys.ts';
import { useDebounced } from './useDebounced.ts';
import { usePagedList } from './usePagedList.ts';

export function useCustomers() {
  const api = useApi();
  const route = useRoute();
  const router = useRouter();
  const text = computed({
    get: () => (typeof route.query.q === 'string' ? route.query.q : ''),
    set: (q) => void router.replace({ query: q ? { q } : {} }),
  });
  const settled = useDebounced(() => text.value.trim());

  const { items: customers, ...list } = usePagedList({
    queryKey: computed(() => keys.customerList(settled.value)),
    ask: (cursor, signal) => api('GET /customers', { query: { q: settled.value || undefined, cursor }, signal }),
  });
  return {
    text,
    settled,
    ...list,
    customers,
  };
}
