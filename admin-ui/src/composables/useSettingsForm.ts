import type { BusinessView } from '@bookme/core/client';
import { useQueryClient } from '@tanstack/vue-query';
import { useApi } from '../api.ts';
import { useI18n } from '../i18n/i18n.ts';
import { isColour, isEmail, isPhone } from './checks.ts';
import { keys } from './keys.ts';
import { useRuleWrites } from './useRuleWrites.ts';
import { useForm } from './useForm.ts';

/** Named by their path in the request, so that the server's field errors find them. */
const valuesOf = ({ organization, location }: BusinessView) => ({
  name: organization.name,
  locale: organization.locale,
  'location.name': location.name,
  'location.description': location.description,
  'location.address': location.address,
  'location.phone': location.phone ?? '',
  'location.email': location.email ?? '',
  'location.timeZone': location.timeZone,
  'location.accent': location.accent ?? '',
});
type Values = ReturnType<typeof valuesOf>;

export function useSettingsForm(business: BusinessView, done: () => void) {
  const api = useApi();
  const queryClient = useQueryClient();
  const rules = useRuleWrites();
  const { t } = useI18n();

  const check = (values: Values): Partial<Record<keyof Values, string>> => ({
    ...(!values.name.trim() && { name: t('common.invalid.required') }),
    ...(!values['location.name'].trim() && { 'location.name': t('common.invalid.required') }),
    ...(values['location.phone'].trim() &&
      !isPhone(values['location.phone']) && { 'location.phone': t('common.invalid.phone') }),
    ...(values['location.email'].trim() &&
      !isEmail(values['location.email']) && { 'location.email': t('common.invalid.email') }),
    ...(values['location.accent'] &&
      !isColour(values['location.accent']) && { 'location.accent': t('settings.accentInvalid') }),
  });

  return useForm({
    initial: valuesOf(business),
    check,
    send: (values) =>
      rules.write((query) =>
        api('PATCH /business', {
          query,
          body: {
            name: values.name.trim(),
            locale: values.locale,
            location: {
              name: values['location.name'].trim(),
              description: values['location.description'],
              address: values['location.address'],
              phone: values['location.phone'].trim() || null,
              email: values['location.email'].trim() || null,
              timeZone: values['location.timeZone'],
              accent: values['location.accent'] || null,
            },
          },
        }),
      ),
    done: (saved) => {
      queryClient.setQueryData(keys.business, saved);
      done();
    },
  });
}
