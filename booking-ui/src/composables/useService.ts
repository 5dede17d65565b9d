import type { PageView } from '@bookme/core/client';
import { computed } from 'vue';
import { useBookMe } from '../state/context.ts';
import { findService } from '../state/place.ts';

export type Service = PageView['services'][number];

/** The service in the address with the staff who do it, and the one chosen. */
export function useService(ref: () => string, staffId: () => string | undefined) {
  const { page } = useBookMe();
  const service = computed(() => findService(page.view.value?.services ?? [], ref()));
  const team = computed(() => (page.view.value?.staff ?? []).filter(({ id }) => service.value?.staffIds.includes(id)));
  return {
    service,
    team,
    /** Absent: anyone. The only one who does it needs no choice. */
    chosen: computed(
      () => team.value.find(({ id }) => id === staffId()) ?? (team.value.length === 1 ? team.value[0] : undefined),
    ),
  };
}
