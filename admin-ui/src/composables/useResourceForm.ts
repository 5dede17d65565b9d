import type { ResourceView } from '@bookme/core/client';
import { useQueryClient } from '@tanstack/vue-query';
import { intentKey, useApi } from '../api.ts';
import { type DayDraft, draftOfWeek, isFine, weekOfDraft } from '../hours/week.ts';
import { useI18n } from '../i18n/i18n.ts';
import { keys } from './keys.ts';
import { useForm } from './useForm.ts';
import { useRuleWrites } from './useRuleWrites.ts';

/** A room that opens with hours of its own begins with those of a usual week. */
const USUAL = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, hours: [{ from: 540, to: 1080 }] }));

export function useResourceForm(resource: ResourceView | undefined, done: (saved: ResourceView) => unknown) {
  const api = useApi();
  const rules = useRuleWrites();
  const queryClient = useQueryClient();
  const { t } = useI18n();

  return useForm({
    initial: {
      kind: (resource?.kind ?? 'room') as ResourceView['kind'],
      name: resource?.name ?? '',
      capacity: resource?.capacity ?? 1,
      active: resource?.active ?? true,
      locationId: resource?.locationId ?? '',
      hasHours: Boolean(resource?.hours),
      hours: draftOfWeek(resource?.hours?.weekly ?? USUAL) as DayDraft[],
    },
    check: ({ name, capacity, hasHours, hours }) => ({
      ...(!name.trim() && { name: t('common.invalid.required') }),
      ...(!(Number.isInteger(capacity) && capacity >= 1 && capacity <= 1000) && {
        capacity: t('common.invalid.range', { min: 1, max: 1000 }),
      }),
      ...(hasHours && !isFine(hours) && { hours: t('problem.code.schedule.invalid') }),
    }),
    send: ({ kind, name, capacity, active, locationId, hasHours, hours }) => {
      const body = { name: name.trim(), capacity, hours: hasHours ? { weekly: weekOfDraft(hours) } : null };
      return resource
        ? rules.write((query) =>
            api('PATCH /resources/:id', {
              params: { id: resource.id },
              query,
              body: { ...body, active },
              idempotencyKey: intentKey(),
            }),
          )
        : api('POST /resources', {
            body: { ...body, kind, ...(locationId && { locationId }) },
            idempotencyKey: intentKey(),
          });
    },
    done: async (saved) => {
      for (const queryKey of [keys.resources, keys.availability]) await queryClient.invalidateQueries({ queryKey });
      return done(saved);
    },
  });
}
