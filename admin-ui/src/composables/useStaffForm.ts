import type { StaffView } from '@bookme/core/client';
import { useQueryClient } from '@tanstack/vue-query';
import { intentKey, useApi } from '../api.ts';
import { useI18n } from '../i18n/i18n.ts';
import { isEmail } from './checks.ts';
import { keys } from './keys.ts';
import { useRuleWrites } from './useRuleWrites.ts';
import { useForm } from './useForm.ts';

/** Name and address of a member; without `member` a new one. */
export function useStaffForm(member: StaffView | undefined, done: (saved: StaffView) => unknown) {
  const api = useApi();
  const queryClient = useQueryClient();
  const rules = useRuleWrites();
  const { t } = useI18n();

  return useForm({
    initial: {
      name: member?.name ?? '',
      email: member?.email ?? '',
      level: member?.level ?? '',
      active: member?.active ?? true,
    },
    check: ({ name, email }) => ({
      ...(name.trim() ? {} : { name: t('common.invalid.required') }),
      ...(!email.trim() || isEmail(email) ? {} : { email: t('common.invalid.email') }),
    }),
    send: ({ name, email, level, active }) => {
      const body = { name: name.trim(), email: email.trim() || null, level: level.trim() || null };
      return member
        ? rules.write((query) =>
            api('PATCH /staff/:id', {
              params: { id: member.id },
              query,
              body: { ...body, active },
              idempotencyKey: intentKey(),
            }),
          )
        : api('POST /staff', { body, idempotencyKey: intentKey() });
    },
    done: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: keys.staff });
      return done(saved);
    },
  });
}
