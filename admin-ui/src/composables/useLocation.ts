import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { useApi } from '../api.ts';
import { createZone } from '../time/zone.ts';
import { keys } from './keys.ts';
import { useSession } from './useSession.ts';
import { useStaff } from './useTeam.ts';

export function useBusiness() {
  const api = useApi();
  const { can } = useSession();
  return useQuery({
    queryKey: keys.business,
    queryFn: ({ signal }) => api('GET /business', { signal }),
    enabled: () => can('settings.read'),
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  });
}

/** The zone in which the team reads and gives times, and the currency. Who may not see the settings takes the team's zone. */
export function useLocation() {
  const { can } = useSession();
  const business = useBusiness();
  const staff = useStaff();
  const name = computed(
    () =>
      business.data.value?.location.timeZone ?? (can('settings.read') ? undefined : staff.data.value?.[0]?.timeZone),
  );
  return {
    business: business.data,
    /** Undefined until known: no time is shown in a guessed zone. */
    zone: computed(() => (name.value ? createZone(name.value) : undefined)),
    currency: computed(() => business.data.value?.location.currency),
    error: computed(() => business.error.value ?? staff.error.value),
    refetch: () => Promise.all([business.refetch(), staff.refetch()]),
  };
}
