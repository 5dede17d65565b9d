import type { Problem } from '@bookme/core/client';
import type { PlainKey } from '../i18n/messages.ts';
import { useBookMe } from '../state/context.ts';

const REASONS: Partial<Record<string, PlainKey>> = {
  'booking.limit_reached': 'refused.limit',
  'booking.too_soon_again': 'refused.again',
  'booking.not_offered_then': 'refused.notThen',
  'booking.not_offered': 'problem.outside',
  'booking.party_size': 'refused.party',
  'booking.session_required': 'refused.session',
  'hold.not_found': 'refused.hold',
  'hold.used': 'refused.used',
  'session.full': 'refused.full',
  'session.closed': 'refused.session',
  'session.changed': 'refused.session',
  'session.not_found': 'refused.session',
  'session.already_joined': 'refused.joined',
};

/** Why a time was refused, where the code says more than that it is gone. */
export function useReasonText() {
  const { t } = useBookMe().i18n;
  return (code: string): string | undefined => {
    const key = REASONS[code];
    return key && t(key);
  };
}

/** What went wrong and what to do, in the visitor's language. */
export function useProblemText() {
  const { i18n, clock, zone } = useBookMe();
  const { t, format } = i18n;
  const reasonText = useReasonText();

  /** @param wait seconds until the next try by itself */
  return (problem: Problem, wait = 0): string => {
    const { status, retryAfter = 0, code } = problem;
    if (status === 0) return t('problem.unreachable');
    if (wait > 0) return t('problem.busy');
    if (status === 429) {
      const until = clock.now.value + Math.max(retryAfter, 60) * 1000;
      return t('problem.busyLong', { time: format.value.time(until, zone.value) });
    }
    if (status >= 500) return t('problem.server');
    if (/too_late/.test(code)) return t('problem.tooLate');
    if (code === 'booking.service_inactive' || code === 'service.not_found') return t('services.gone');
    const reason = reasonText(code);
    if (reason) return reason;
    return problem.errors?.some(({ path }) => path !== 'startsAt') ? t('problem.fields') : t('problem.outside');
  };
}
