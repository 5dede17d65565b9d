import type { DeskBooking } from '@bookme/core/client';
import { computed, reactive, shallowRef, watch } from 'vue';
import { intentKey, useApi } from '../api.ts';
import { useI18n } from '../i18n/i18n.ts';
import { isEmail, isPhone } from './checks.ts';
import { useAct } from './useAct.ts';
import { useDesk } from './useDesk.ts';
import { useLocation } from './useLocation.ts';
import type { NewBookingAt } from './useOverlays.ts';
import { useProblem } from './useProblem.ts';
import { useSession } from './useSession.ts';
import { useServices } from './useTeam.ts';

const LAST = 'bookme.last-service';

/** A booking made at the desk: service, member, time, and a name. */
export function useNewBooking({
  at,
  storage,
  done,
}: {
  at: NewBookingAt;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
  done: (booking: DeskBooking) => void;
}) {
  const api = useApi();
  const desk = useDesk();
  const services = useServices();
  const { t, language } = useI18n();
  const { fields } = useProblem();

  const serviceId = shallowRef('');
  const { ownStaffId } = useSession();
  const { business } = useLocation();
  const onlyStaff = ownStaffId.value ?? at.staffId;
  const staffId = shallowRef(onlyStaff ?? '');
  const startsAt = shallowRef<string | undefined>(at.startsAt);
  /** The reason for booking against the rules; undefined: by the rules. */
  const overrule = shallowRef<string>();
  const customer = reactive({ name: '', email: '', phone: '', note: '' });
  const local = reactive<Record<string, string | undefined>>({});

  const offered = computed(() =>
    (services.data.value ?? []).filter(
      ({ active, kind, staffIds }) =>
        active && kind === 'appointment' && staffIds.length > 0 && (!onlyStaff || staffIds.includes(onlyStaff)),
    ),
  );
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
  watch(serviceId, (id) => {
    const doers = offered.value.find((service) => service.id === id)?.staffIds;
    if (staffId.value && doers && !doers.includes(staffId.value)) staffId.value = '';
  });

  let key = intentKey();
  const { run, busy, problem } = useAct(
    async () =>
      desk.settled(
        await api('POST /desk/bookings', {
          body: {
            serviceId: serviceId.value,
            staffId: staffId.value || null,
            startsAt: startsAt.value!,
            customer: {
              name: customer.name.trim(),
              email: customer.email.trim() || null,
              phone: customer.phone.trim() || null,
            },
            note: customer.note,
            ...(overrule.value !== undefined && { override: { reason: overrule.value.trim() } }),
            // Messages speak the language of the business, as nobody asked the customer for another.
            locale: business.value?.organization.locale ?? language.value,
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
    local.name = customer.name.trim() ? undefined : t('common.invalid.required');
    local.email = !customer.email.trim() || isEmail(customer.email) ? undefined : t('common.invalid.email');
    local.phone = !customer.phone.trim() || isPhone(customer.phone) ? undefined : t('common.invalid.phone');
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

  return { services, offered, serviceId, staffId, startsAt, overrule, customer, errors, problem, busy, submit };
}
