import { useI18n } from '../i18n/i18n.ts';
import { isEmail, isPhone } from './checks.ts';
import { useLocation } from './useLocation.ts';

export interface CustomerDraft {
  name: string;
  email: string;
  phone: string;
  note: string;
}

/** What is typed of a customer at the desk: checked, and as the API takes it. */
export function useCustomerDraft(customer: CustomerDraft) {
  const { t, language } = useI18n();
  const { business } = useLocation();
  return {
    /** What is wrong, by field. */
    check: (): Record<'name' | 'email' | 'phone', string | undefined> => ({
      name: customer.name.trim() ? undefined : t('common.invalid.required'),
      email: !customer.email.trim() || isEmail(customer.email) ? undefined : t('common.invalid.email'),
      phone: !customer.phone.trim() || isPhone(customer.phone) ? undefined : t('common.invalid.phone'),
    }),
    body: () => ({
      customer: {
        name: customer.name.trim(),
        email: customer.email.trim() || null,
        phone: customer.phone.trim() || null,
      },
      note: customer.note,
      // Messages speak the language of the business, as nobody asked the customer for another.
      locale: business.value?.organization.locale ?? language.value,
    }),
  };
}
