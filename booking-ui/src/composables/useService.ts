import type { PageView } from '@bookme/core/client';
import { computed } from 'vue';
import { useBookMe } from '../state/context.ts';
import type { Money } from '../i18n/format.ts';
import { choiceOf, lowestPrice, type Choice, type Wish } from '../state/choice.ts';
import { findService } from '../state/place.ts';

export type Service = PageView['services'][number];

/** What one visit costs and takes. */
export interface Offer {
  choice: Choice;
  /** The lowest when several people cost differently. */
  price: Money | null;
  isFrom: boolean;
}

/** The service in the address with the staff who do it, and the one chosen. */
export function useService(ref: () => string, staffId: () => string | undefined, wish: () => Wish = () => ({})) {
  const { page } = useBookMe();
  const service = computed(() => findService(page.view.value?.services ?? [], ref()));
  const team = computed(() => (page.view.value?.staff ?? []).filter(({ id }) => service.value?.staffIds.includes(id)));
  /** Absent: anyone. The only one who does it needs no choice. */
  const chosen = computed(
    () => team.value.find(({ id }) => id === staffId()) ?? (team.value.length === 1 ? team.value[0] : undefined),
  );
  return {
    service,
    team,
    chosen,
    offer: computed((): Offer | undefined => {
      if (!service.value) return undefined;
      const choice = choiceOf(service.value, wish());
      return { choice, ...lowestPrice(service.value, choice, chosen.value ? [chosen.value] : team.value) };
    }),
  };
}
