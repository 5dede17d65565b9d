import type { HolidayView, LocationView } from '@bookme/core/client';
import { useQueries, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, reactive, watch } from 'vue';
import { intentKey, useApi } from '../api.ts';
import { keys } from './keys.ts';
import { useAct } from './useAct.ts';
import { useRuleWrites } from './useRuleWrites.ts';

type Exception = { day: string; kind: 'open' | 'closed'; name: string };
/** As far ahead as anything can be booked. Saving replaces all exceptions, so all that can still matter are read. */
const YEARS = 4;

/** Public holidays of a location and its exceptions, from today on. */
export function useHolidays(location: LocationView, today: string, done: () => void) {
  const api = useApi();
  const rules = useRuleWrites();
  const queryClient = useQueryClient();
  const years = Array.from({ length: YEARS }, (_, index) => String(Number(today.slice(0, 4)) + index));

  const values = reactive({
    country: location.holidayCountry ?? '',
    region: location.holidayRegion ?? '',
    exceptions: [] as Exception[],
  });
  const results = useQueries({
    queries: years.map((year) => ({
      queryKey: keys.holidays(location.id, year),
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await api('GET /locations/:id/holidays', { params: { id: location.id }, query: { year }, signal })).data,
    })),
  });
  const isLoaded = computed(() => results.value.every(({ data }) => data !== undefined));
  const known = computed<HolidayView[]>(() =>
    results.value.flatMap(({ data }) => data ?? []).filter(({ day }) => day >= today),
  );
  watch(
    known,
    (days) => {
      values.exceptions = days.flatMap(({ day, kind, name }) => (kind === 'public' ? [] : [{ day, kind, name }]));
    },
    { immediate: true },
  );
  const regionsOf = (country: () => string, enabled: () => boolean) =>
    useQuery({
      queryKey: computed(() => keys.holidayRegions(country())),
      queryFn: async ({ signal }) =>
        (await api('GET /holiday-regions', { query: country() ? { country: country() } : {}, signal })).data,
      enabled,
      staleTime: Infinity,
    }).data;

  const save = useAct(
    () =>
      rules.write((query) =>
        api('PUT /locations/:id/holidays', {
          params: { id: location.id },
          query,
          body: {
            country: values.country || null,
            region: (values.country && values.region) || null,
            exceptions: values.exceptions.filter(({ day }) => day).map((one) => ({ ...one })),
          },
          idempotencyKey: intentKey(),
        }),
      ),
    {
      done: async () => {
        await queryClient.invalidateQueries({ queryKey: keys.locations });
        void queryClient.invalidateQueries({ queryKey: keys.availability });
        done();
      },
    },
  );

  return {
    values,
    known,
    isLoaded,
    countries: regionsOf(
      () => '',
      () => true,
    ),
    regions: regionsOf(
      () => values.country,
      () => values.country !== '',
    ),
    save,
  };
}
