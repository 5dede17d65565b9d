import type { Client, DeskBooking } from '@bookme/core/client';
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { useApi } from '../api.ts';
import { dayColumns } from '../calendar/events.ts';
import type { Zone } from '../time/zone.ts';
import { keys } from './keys.ts';
import { useSession } from './useSession.ts';
import { useServices, useStaff } from './useTeam.ts';

async function allBookings(api: Client, from: string, to: string, signal: AbortSignal): Promise<DeskBooking[]> {
  const bookings: DeskBooking[] = [];
  let cursor: string | undefined;
  do {
    const page = await api('GET /desk/bookings', { query: { from, to, limit: 500, cursor }, signal });
    bookings.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return bookings.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt) || a.staff.name.localeCompare(b.staff.name));
}

/** Everything of one day of the location: all bookings, and those that take room as one column a member. */
export function useDay(day: Ref<string>, zone: Ref<Zone>) {
  const api = useApi();
  const staff = useStaff();
  const services = useServices();
  const { ownStaffId } = useSession();
  const shown = computed(() =>
    (staff.data.value ?? []).filter(({ id }) => !ownStaffId.value || id === ownStaffId.value),
  );
  const bounds = computed(() => zone.value.boundsOf(day.value));
  const bookings = useQuery({
    queryKey: computed(() => keys.day(bounds.value.from, bounds.value.to)),
    queryFn: ({ signal }) => allBookings(api, bounds.value.from, bounds.value.to, signal),
    placeholderData: keepPreviousData,
  });
  const list = computed(() => (bookings.isPlaceholderData.value ? [] : (bookings.data.value ?? [])));

  return {
    bookings: list,
    columns: computed(() =>
      dayColumns({
        bookings: list.value,
        staff: shown.value,
        services: services.data.value ?? [],
        day: day.value,
        zone: zone.value,
      }),
    ),
    /** The very first load; later days come over the old frame, so that nothing jumps. */
    isPending: computed(() => bookings.isPending.value || staff.isPending.value),
    isLoadingDay: bookings.isPlaceholderData,
    hasStaff: computed(() => shown.value.length > 0),
    error: computed(() => bookings.error.value ?? staff.error.value),
    refetch: () => Promise.all([bookings.refetch(), staff.refetch()]),
  };
}
