import type { DeskBooking, RequestOf } from '@bookme/core/client';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { intentKey, previewed, useApi } from '../api.ts';
import { createZone } from '../time/zone.ts';
import { keys } from './keys.ts';

export type SeriesMove = RequestOf<'POST /desk/series/:id/reschedule'>['body'];
export type SeriesCancel = RequestOf<'POST /desk/series/:id/cancel'>['body'];
export type NewSeries = RequestOf<'POST /desk/series'>['body'];

/** The bookings of a series, in their order. Nothing is asked without an id. */
export function useSeries(id: MaybeRefOrGetter<string | null>) {
  const api = useApi();
  return useQuery({
    queryKey: computed(() => keys.series(toValue(id) ?? '')),
    queryFn: ({ signal }) => api('GET /desk/series/:id', { params: { id: toValue(id)! }, signal }),
    enabled: () => toValue(id) !== null,
  });
}

/** The bookings of a visit, by their starts: all of them lie on one day or run into the next. */
export function useVisit(booking: MaybeRefOrGetter<Pick<DeskBooking, 'visitId' | 'startsAt' | 'location'>>) {
  const api = useApi();
  const bounds = computed(() => {
    const { startsAt, location } = toValue(booking);
    const zone = createZone(location.timeZone);
    return zone.boundsOf(zone.wallOf(startsAt).day);
  });
  const query = useQuery({
    queryKey: computed(() => keys.visit(toValue(booking).visitId ?? '')),
    queryFn: async ({ signal }) =>
      (await api('GET /desk/bookings', { query: { ...bounds.value, limit: 500 }, signal })).data,
    enabled: () => toValue(booking).visitId !== null,
  });
  return computed(() =>
    (query.data.value ?? [])
      .filter(({ visitId }) => visitId !== null && visitId === toValue(booking).visitId)
      .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt)),
  );
}

/** What the desk does with a series as a whole. */
export function useSeriesActs() {
  const api = useApi();
  const queryClient = useQueryClient();
  const settled = <T>(answer: T): T => {
    for (const queryKey of [keys.bookings, keys.availability]) void queryClient.invalidateQueries({ queryKey });
    return answer;
  };
  const of = <B>(id: string, body: B) => ({ params: { id }, body, idempotencyKey: intentKey() });
  const dry = { query: { dryRun: 'true' } } as const;

  return {
    previewBook: (body: NewSeries) =>
      previewed(api, 'POST /desk/series', { body, idempotencyKey: intentKey(), ...dry }),
    book: async (body: NewSeries, idempotencyKey: string) =>
      settled(await api('POST /desk/series', { body, idempotencyKey })),
    previewMove: (id: string, body: SeriesMove) =>
      previewed(api, 'POST /desk/series/:id/reschedule', { ...of(id, body), ...dry }),
    move: async (id: string, body: SeriesMove) => settled(await api('POST /desk/series/:id/reschedule', of(id, body))),
    previewCancel: (id: string, body: SeriesCancel) =>
      previewed(api, 'POST /desk/series/:id/cancel', { ...of(id, body), ...dry }),
    cancel: async (id: string, body: SeriesCancel) => settled(await api('POST /desk/series/:id/cancel', of(id, body))),
  };
}
