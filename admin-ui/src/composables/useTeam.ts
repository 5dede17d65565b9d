import type { HoursView } from '@bookme/core/client';
import { useQueries, useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { useApi } from '../api.ts';
import { keys } from './keys.ts';
import { useSession } from './useSession.ts';

/** Hours change rarely, and a live event says when. */
const KEPT = 5 * 60_000;

export function useStaff() {
  const api = useApi();
  return useQuery({
    queryKey: keys.staff,
    queryFn: async ({ signal }) =>
      (await api('GET /staff', { signal })).data.toSorted((a, b) => a.position - b.position),
    staleTime: KEPT,
  });
}

export function useServices() {
  const api = useApi();
  return useQuery({
    queryKey: keys.services,
    queryFn: async ({ signal }) =>
      (await api('GET /services', { signal })).data.toSorted((a, b) => a.position - b.position),
    staleTime: KEPT,
  });
}

export function useResources() {
  const api = useApi();
  return useQuery({
    queryKey: keys.resources,
    queryFn: async ({ signal }) =>
      (await api('GET /resources', { signal })).data.toSorted((a, b) => a.position - b.position),
    staleTime: KEPT,
  });
}

export function useLocations() {
  const api = useApi();
  const { can } = useSession();
  return useQuery({
    queryKey: keys.locations,
    queryFn: async ({ signal }) =>
      (await api('GET /locations', { signal })).data.toSorted((a, b) => a.position - b.position),
    enabled: () => can('settings.read'),
    staleTime: KEPT,
  });
}

export function useSchedules(staffId: MaybeRefOrGetter<string>) {
  const api = useApi();
  return useQuery({
    queryKey: computed(() => keys.schedulesOf(toValue(staffId))),
    queryFn: async ({ signal }) =>
      (await api('GET /staff/:id/schedules', { params: { id: toValue(staffId) }, signal })).data,
    staleTime: KEPT,
  });
}

export function useHours(staffId: MaybeRefOrGetter<string>) {
  const api = useApi();
  return useQuery({
    queryKey: computed(() => keys.hoursOf(toValue(staffId))),
    queryFn: ({ signal }) => api('GET /staff/:id/hours', { params: { id: toValue(staffId) }, signal }),
    staleTime: KEPT,
  });
}

/** Hours of several members by id; those not loaded yet are missing. */
export function useHoursOf(staffIds: MaybeRefOrGetter<readonly string[]>) {
  const api = useApi();
  const results = useQueries({
    queries: computed(() =>
      toValue(staffIds).map((id) => ({
        queryKey: keys.hoursOf(id),
        queryFn: ({ signal }: { signal: AbortSignal }) => api('GET /staff/:id/hours', { params: { id }, signal }),
        staleTime: KEPT,
      })),
    ),
  });
  return computed(
    () => new Map(results.value.flatMap(({ data }): [string, HoursView][] => (data ? [[data.staffId, data]] : []))),
  );
}
