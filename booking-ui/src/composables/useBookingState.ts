import type { BookingView } from '@bookme/core/client';
import { useBookMe } from '../state/context.ts';

export interface BookingState {
  kind: 'info' | 'warn' | 'bad';
  text: string;
}

/** What a booking's state means for its customer, where it needs words; nothing while all is well. */
export function useBookingState() {
  const { t } = useBookMe().i18n;

  return (booking: BookingView, isPast: boolean): BookingState | undefined => {
    const { business, phone } = booking.location;
    switch (booking.status) {
      case 'cancelled':
        return { kind: 'info', text: t('manage.cancelled') };
      case 'no_show':
        return { kind: 'info', text: t('manage.missed') };
      case 'completed':
        return { kind: 'info', text: t('manage.past') };
      case 'pending':
      case 'confirmed':
        if (isPast) return { kind: 'info', text: t('manage.past') };
        if (booking.canCancel && !booking.canChange) return { kind: 'info', text: t('manage.onlyCancel') };
        if (booking.canChange && !booking.canCancel) return { kind: 'info', text: t('manage.onlyMove') };
        if (!booking.canChange)
          return { kind: 'warn', text: phone ? t('manage.tooLate') : t('manage.tooLateNoPhone', { business }) };
        return booking.status === 'pending' ? { kind: 'warn', text: t('manage.pending', { business }) } : undefined;
    }
  };
}
