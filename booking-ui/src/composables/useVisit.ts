import type { RequestOf } from '@bookme/core/client';
import { computed } from 'vue';
import type { Money } from '../i18n/format.ts';
import { choiceOf, lowestPrice } from '../state/choice.ts';
import { useBookMe } from '../state/context.ts';
import { findService } from '../state/place.ts';
import type { PartRef, VisitPlace } from '../state/visit-place.ts';
import type { Service } from './useService.ts';

export const FEWEST_PARTS = 2;

export const partRef = ({ id }: { id: string }): string => id.slice(-6);

export interface VisitPart {
  service: Service;
  team: { id: string; name: string; level: string | null }[];
  /** Absent: whoever is free. */
  staff: { id: string; name: string } | undefined;
}

/** The services of a visit that are in the address, in their order, and what the server is asked about them. */
export function useVisit(place: () => VisitPlace) {
  const { page } = useBookMe();
  /** Classes have dates of their own. */
  const services = computed(() => (page.view.value?.services ?? []).filter(({ kind }) => kind === 'appointment'));
  const parts = computed(() =>
    place().parts.flatMap(({ service: ref, staff }): VisitPart[] => {
      const service = findService(services.value, ref);
      const team = (page.view.value?.staff ?? []).filter(({ id }) => service?.staffIds.includes(id));
      return service ? [{ service, team, staff: team.find(({ id }) => staff && id.endsWith(staff)) }] : [];
    }),
  );
  const offers = computed(() =>
    parts.value.map(({ service, team, staff }) => {
      const choice = choiceOf(service, {});
      return {
        choice,
        ...lowestPrice(
          service,
          choice,
          team.filter(({ id }) => !staff || id === staff.id),
        ),
      };
    }),
  );
  const price = computed((): Money | null => {
    const known = offers.value.flatMap((offer) => (offer.price ? [offer.price] : []));
    const [first] = known;
    return first ? { amount: known.reduce((sum, { amount }) => sum + amount, 0), currency: first.currency } : null;
  });
  /** What is asked when times are looked for, tried and booked. */
  const shape = computed((): Pick<RequestOf<'POST /visits'>['body'], 'parts' | 'sameStaff' | 'link'> => ({
    parts: parts.value.map(({ service, staff }) => ({ serviceId: service.id, staffId: staff?.id ?? null })),
    sameStaff: 'preferred',
    ...(place().link ? { link: place().link } : {}),
  }));
  return {
    services,
    parts,
    shape,
    isEnough: computed(() => parts.value.length >= FEWEST_PARTS),
    minutes: computed(() => offers.value.reduce((sum, { choice }) => sum + choice.minutes, 0)),
    price,
    isFrom: computed(() => offers.value.some((offer) => offer.isFrom)),
    refs: (changed: readonly VisitPart[]): PartRef[] =>
      changed.map(({ service, staff }) => ({
        service: partRef(service),
        ...(staff ? { staff: partRef(staff) } : {}),
      })),
  };
}

export type Visit = ReturnType<typeof useVisit>;
