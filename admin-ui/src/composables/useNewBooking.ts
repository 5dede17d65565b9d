import type { DeskBooking } from '@bookme/core/client';
import { computed, reactive, shallowRef, watch } from 'vue';
import { intentKey, useApi } from '../api.ts';
import { useI18n } from '../i18n/i18n.ts';
import { choiceBody, plainChoice, type Choice } from '../services/choice.ts';
import { useAct } from './useAct.ts';
import { useDesk } from './useDesk.ts';
import { useCustomerDraft, type CustomerDraft } from './useCustomerDraft.ts';
import { useOffered } from './useOffered.ts';
import type { NewBookingAt } from './useOverlays.ts';
import { useProblem } from './useProblem.ts';

const LAST = 'bookme.last-service';

/** A booking made at the desk: service, member, time, and a name. */
export function useNewBooking({
  at,
  customer,
  storage,
  done,
}: {
  at: NewBookingAt;
  customer: CustomerDraft;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
  done: (booking: DeskBooking) => void;
}) {
  const api = useApi();
  const desk = useDesk();
  const { t } = useI18n();
  const draft = useCustomerDraft(customer);
  const { fields } = useProblem();

  const serviceId = shallowRef('');
  const { offered, onlyStaff } = useOffered(at);
  const staffId = shallowRef(onlyStaff ?? '');
  const startsAt = shallowRef<string | undefined>(at.startsAt);
  /** The reason for booking against the rules; undefined: by the rules. */
  const overrule = shallowRef<string>();
  const choice = shallowRef<Choice>(plainChoice());
  const local = reactive<Record<string, string | undefined>>({});

  // What was booked last is the likeliest next.
  watch(
    offered,
    (list) => {
      if (list.some(({ id }) => id === serviceId.value)) return;
      const last = storage.getItem(LAST);
      serviceId.value = (list.find(({ id }) => id === last) ?? list[0])?.id ?? '';
    },
    { immediate: true },
  );
  watch(
    serviceId,
    (id) => {
      choice.value = plainChoice(offered.value.find((service) => service.id === id));
      const doers = offered.value.find((service) => service.id === id)?.staffIds;
      if (staffId.value && doers && !doers.includes(staffId.value)) staffId.value = '';
    },
    { immediate: true },
  );

  let key = intentKey();
  const { run, busy, problem } = useAct(
    async () =>
      desk.settled(
        await api('POST /desk/bookings', {
          body: {
            serviceId: serviceId.value,
            staffId: staffId.value || null,
            startsAt: startsAt.value!,
            ...draft.body(),
            ...choiceBody(choice.value),
            ...(overrule.value !== undefined && { override: { reason: overrule.value.trim() } }),
          },
          idempotencyKey: key,
        }),
      ),
    {
      done: (booking) => {
        storage.setItem(LAST, serviceId.value);
        done(booking);
      },
      // An answer means that the next try is another intent; silence means the same one.
      failed: ({ status }) => {
        if (status !== 0) key = intentKey();
      },
    },
  );

  function submit(): boolean {
    Object.assign(local, draft.check());
    local.startsAt = startsAt.value ? undefined : t('desk.pickTime');
    local.serviceId = serviceId.value ? undefined : t('desk.pickService');
    const isFine = Object.values(local).every((error) => error === undefined);
    if (isFine) run(undefined);
    return isFine;
  }

  const errors = computed<Record<string, string | undefined>>(() => {
    const said = problem.value ? fields(problem.value) : {};
    return {
      ...local,
      ...Object.fromEntries(Object.entries(said).map(([path, text]) => [path.replace('customer.', ''), text])),
    };
  });
  watch([startsAt, serviceId], () => (local.startsAt = undefined));

  const service = computed(() => offered.value.find(({ id }) => id === serviceId.value));
  return { offered, service, serviceId, staffId, choice, startsAt, overrule, errors, problem, busy, submit };
}
