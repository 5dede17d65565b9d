import type { ServiceView } from '@bookme/core/client';
import { useQueryClient } from '@tanstack/vue-query';
import { intentKey, useApi } from '../api.ts';
import { useI18n } from '../i18n/i18n.ts';
import { keys } from './keys.ts';
import { useForm } from './useForm.ts';

export interface ServiceValues extends Record<string, unknown> {
  name: string;
  description: string;
  durationMinutes: number;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  slotIntervalMinutes: number;
  minNoticeMinutes: number;
  changeNoticeMinutes: number;
  windowDays: number;
  priceAmount: number | null;
  requiresApproval: boolean;
  active: boolean;
  staffIds: string[];
}

const FRESH: ServiceValues = {
  name: '',
  description: '',
  durationMinutes: 45,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  slotIntervalMinutes: 15,
  minNoticeMinutes: 60,
  changeNoticeMinutes: 1440,
  windowDays: 60,
  priceAmount: null,
  requiresApproval: false,
  active: true,
  staffIds: [],
};

/** As the contract has them: least, most. */
const LIMITS: Record<string, [least: number, most: number]> = {
  durationMinutes: [5, 720],
  bufferBeforeMinutes: [0, 240],
  bufferAfterMinutes: [0, 240],
  slotIntervalMinutes: [5, 720],
  minNoticeMinutes: [0, 43_200],
  changeNoticeMinutes: [0, 43_200],
  windowDays: [1, 730],
};

/** The values of a form: a copy, as what the cache holds must not change. */
const valuesOf = (service: ServiceValues): ServiceValues => ({
  ...(Object.fromEntries(Object.keys(FRESH).map((name) => [name, service[name]])) as ServiceValues),
  staffIds: [...service.staffIds],
});

export function useServiceForm(service: ServiceView | undefined, done: (saved: ServiceView) => unknown) {
  const api = useApi();
  const queryClient = useQueryClient();
  const { t, formats } = useI18n();

  function check(values: ServiceValues) {
    const errors: Partial<Record<keyof ServiceValues & string, string>> = {};
    if (!values.name.trim()) errors.name = t('common.invalid.required');
    if (Number.isNaN(values.priceAmount)) errors.priceAmount = t('common.invalid.money');
    for (const [name, [least, most]] of Object.entries(LIMITS)) {
      const value = values[name] as number;
      const say = (limit: number): string =>
        name === 'windowDays' ? formats.value.number(limit) : formats.value.duration(limit);
      if (!Number.isInteger(value)) errors[name] = t('common.invalid.number');
      else if (value < least || value > most)
        errors[name] = t('common.invalid.range', { min: say(least), max: say(most) });
    }
    return errors;
  }

  const send = async (values: ServiceValues): Promise<ServiceView> =>
    service
      ? api('PATCH /services/:id', { params: { id: service.id }, body: { ...values }, idempotencyKey: intentKey() })
      : api('POST /services', { body: { ...values }, idempotencyKey: intentKey() });

  return useForm({
    initial: valuesOf(service ?? FRESH),
    check,
    send,
    done: async (saved) => {
      for (const queryKey of [keys.services, keys.staff, keys.availability])
        await queryClient.invalidateQueries({ queryKey });
      return done(saved);
    },
  });
}
