import type { RulesPreview, ServiceView } from '@bookme/core/client';
import { useQueryClient } from '@tanstack/vue-query';
import { computed, type ComputedRef, inject, type InjectionKey, provide, shallowRef, watch } from 'vue';
import { intentKey, useApi } from '../api.ts';
import { useI18n } from '../i18n/i18n.ts';
import { changesOf, type ServiceValues, valuesOf, wholeOf, wrongOf } from '../services/values.ts';
import { keys } from './keys.ts';
import { useAct } from './useAct.ts';
import { useForm } from './useForm.ts';
import { useRuleWrites } from './useRuleWrites.ts';

/** Of a service or a new one, for its form and the sections in it. */
export function useServiceForm(
  service: ServiceView | undefined,
  currency: () => string,
  done: (saved: ServiceView, from: string) => unknown,
) {
  const api = useApi();
  const queryClient = useQueryClient();
  const rules = useRuleWrites();
  const { t, formats } = useI18n();

  function check(values: ServiceValues): Record<string, string> {
    const say = (path: string, limit: number): string =>
      /Minutes$|minutes$/.test(path) ? formats.value.duration(limit) : formats.value.number(limit);
    return Object.fromEntries(
      Object.entries(wrongOf(values)).map(([path, wrong]) => [
        path,
        typeof wrong === 'string'
          ? t(`common.invalid.${wrong}`)
          : t('common.invalid.range', { min: say(path, wrong[0]), max: say(path, wrong[1]) }),
      ]),
    );
  }

  let from = '';
  const send = (values: ServiceValues): Promise<ServiceView> => {
    from = values.effectiveFrom;
    return service
      ? rules.write((query) =>
          api('PATCH /services/:id', {
            params: { id: service.id },
            query,
            body: changesOf(values, service),
            idempotencyKey: intentKey(),
          }),
        )
      : api('POST /services', { body: wholeOf(values), idempotencyKey: intentKey() });
  };

  const form = useForm({
    initial: valuesOf(service),
    check,
    send,
    done: async (saved) => {
      for (const queryKey of [keys.services, keys.staff, keys.availability, keys.resources])
        await queryClient.invalidateQueries({ queryKey });
      return done(saved, from);
    },
  });

  const seen = shallowRef<RulesPreview>();
  /** What saving would do, without saving. */
  const act = useAct(
    async (values: ServiceValues) =>
      (await api('PATCH /services/:id', {
        params: { id: service!.id },
        query: { dryRun: 'true' },
        body: changesOf(values, service!),
        idempotencyKey: intentKey(),
      })) as unknown as RulesPreview,
    { done: (consequences) => (seen.value = consequences) },
  );
  // It is about what was in the form then.
  watch(() => JSON.stringify(form.values), () => (seen.value = undefined)); // prettier-ignore

  const fields = { service, values: form.values, errors: form.errors, currency: computed(currency) };
  provide(serviceFieldsKey, fields);
  return { ...form, preview: { ...act, preview: seen } };
}

interface ServiceFields {
  /** As it is saved; undefined: a new one. */
  service: ServiceView | undefined;
  values: ServiceValues;
  errors: ComputedRef<Readonly<Record<string, string | undefined>>>;
  currency: ComputedRef<string>;
}
const serviceFieldsKey: InjectionKey<ServiceFields> = Symbol('service fields');

/** The form around this section. */
export function useServiceFields(): ServiceFields {
  const fields = inject(serviceFieldsKey);
  if (!fields) throw new Error('No service form is around');
  return fields;
}
