import type { ResponseOf } from '@bookme/core/client';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, reactive, shallowRef, watch } from 'vue';
import { intentKey, previewed, problemOf, useApi } from '../api.ts';
import { useI18n } from '../i18n/i18n.ts';
import { hhmm, minuteOf } from '../time/minutes.ts';
import { createZone, toIso } from '../time/zone.ts';
import { keys } from './keys.ts';
import { useAct } from './useAct.ts';
import { useCustomerDraft, type CustomerDraft } from './useCustomerDraft.ts';
import { useNow } from './useNow.ts';
import { useOffered } from './useOffered.ts';
import type { NewBookingAt } from './useOverlays.ts';

export const VISIT_ORDERS = ['sequence', 'any', 'parallel'] as const;
type Order = (typeof VISIT_ORDERS)[number];
type DeskVisit = ResponseOf<'POST /desk/visits'>;

interface Options {
  at: NewBookingAt;
  customer: CustomerDraft;
  timeZone: string;
  done: (visit: DeskVisit) => void;
}

/** Several services in one visit: when it is possible, what the plan is, and the booking of it. */
export function useNewVisit({ at, customer, timeZone, done }: Options) {
  const api = useApi();
  const queryClient = useQueryClient();
  const { t } = useI18n();
  const draft = useCustomerDraft(customer);
  const { offered, onlyStaff } = useOffered(at);
  const zone = createZone(timeZone);
  const fresh = () => ({ serviceId: offered.value[0]?.id ?? '', staffId: onlyStaff ?? '' });
  const values = reactive({
    parts: [fresh(), { ...fresh(), serviceId: (offered.value[1] ?? offered.value[0])?.id ?? '' }],
    order: 'sequence' as Order,
    day: at.day ?? zone.wallOf(at.startsAt ?? useNow().value).day,
  });
  const startsAt = shallowRef(at.startsAt);
  const local = shallowRef<Record<string, string | undefined>>({});
  const shape = computed(() => ({
    parts: values.parts.map(({ serviceId, staffId }) => ({ serviceId, staffId: staffId || null })),
    order: values.order,
  }));
  const isAskable = computed(
    () => values.day !== '' && values.parts.length > 0 && values.parts.every(({ serviceId }) => serviceId),
  );

  const starts = useQuery({
    queryKey: computed(() => [...keys.availability, 'visits', shape.value, values.day]),
    queryFn: async ({ signal }) => {
      const body = { ...shape.value, from: values.day, to: values.day, timeZone };
      return (await api('POST /availability/visits', { body, signal })).days[0]?.starts ?? [];
    },
    enabled: isAskable,
  });
  const request = () => ({ ...shape.value, startsAt: startsAt.value!, ...draft.body() });
  // The plan does not depend on who comes, and nobody may have been named yet.
  const preview = useQuery({
    queryKey: computed(() => [...keys.availability, 'visit-plan', shape.value, startsAt.value]),
    queryFn: () =>
      previewed(api, 'POST /desk/visits', {
        query: { dryRun: 'true' },
        body: { ...request(), customer: { name: customer.name.trim() || '?' } },
        idempotencyKey: intentKey(),
      }),
    enabled: () => isAskable.value && startsAt.value !== undefined,
  });
  watch([shape, () => values.day], () => {
    if (startsAt.value !== undefined && zone.wallOf(startsAt.value).day !== values.day) startsAt.value = undefined;
  });
  // An alternative may lie on another day.
  watch(startsAt, (time) => {
    if (time !== undefined) values.day = zone.wallOf(time).day;
  });

  /** Any start may be asked for: customers are offered fewer than the desk may book. */
  const clock = computed({
    get: () => (startsAt.value === undefined ? '' : hhmm(zone.wallOf(startsAt.value).minute)),
    set: (text) => {
      const minute = minuteOf(text);
      startsAt.value =
        minute === undefined || !values.day ? undefined : toIso(zone.instantOf({ day: values.day, minute }));
    },
  });

  let key = intentKey();
  const book = useAct(() => api('POST /desk/visits', { body: request(), idempotencyKey: key }), {
    done: (visit) => {
      for (const queryKey of [keys.bookings, keys.availability]) void queryClient.invalidateQueries({ queryKey });
      done(visit);
    },
    failed: ({ status }) => {
      if (status !== 0) key = intentKey();
    },
  });

  return {
    offered,
    values,
    starts,
    startsAt,
    clock,
    fresh,
    plan: computed(() => (preview.error.value ? undefined : preview.data.value)),
    errors: local,
    problem: computed(() => book.problem.value ?? (preview.error.value ? problemOf(preview.error.value) : undefined)),
    busy: book.busy,
    submit(): void {
      local.value = { ...draft.check(), startsAt: startsAt.value ? undefined : t('desk.pickTime') };
      if (Object.values(local.value).every((error) => error === undefined)) book.run(undefined);
    },
  };
}
