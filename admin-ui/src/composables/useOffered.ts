import { computed } from 'vue';
import type { NewBookingAt } from './useOverlays.ts';
import { useSession } from './useSession.ts';
import { useServices } from './useTeam.ts';

/** Services that can be booked at the desk as appointments; of a place in the grid, those of that member. */
export function useOffered(at: NewBookingAt) {
  const services = useServices();
  const { ownStaffId } = useSession();
  const onlyStaff = ownStaffId.value ?? at.staffId;
  const offered = computed(() =>
    (services.data.value ?? []).filter(
      ({ active, kind, staffIds }) =>
        active && kind === 'appointment' && staffIds.length > 0 && (!onlyStaff || staffIds.includes(onlyStaff)),
    ),
  );
  return { services, offered, onlyStaff };
}
