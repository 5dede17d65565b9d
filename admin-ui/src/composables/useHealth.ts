import { useQuery } from '@tanstack/vue-query';
import { useApi } from '../api.ts';
import { keys } from './keys.ts';

export function useHealth() {
  const api = useApi();
  return useQuery({
    queryKey: keys.health,
    queryFn: ({ signal }) => api('GET /health', { signal }),
    refetchInterval: 15_000,
    staleTime: 0,
  });
}
