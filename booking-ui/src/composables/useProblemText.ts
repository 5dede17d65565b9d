import type { Problem } from '@bookme/core/client';
import { useBookMe } from '../state/context.ts';

/** Why something was refused, where there are words for its code: `refused.<code>`. */
export function useReasonText() {
  const { i18n } = useBookMe();
  return (code: string): string | undefined => i18n.perhaps(`refused.${code}`);
}

/** What went wrong and what to do, in the visitor's language. */
export function useProblemText() {
  const { i18n, clock, zone } = useBookMe();
  const { t, format } = i18n;
  const reasonText = useReasonText();
  /** Of forms, whose texts are not there from the beginning. */
  const later = (key: 'problem.tooLate' | 'problem.fields'): string => i18n.perhaps(key) ?? t('problem.outside');

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
    if (/too_late/.test(code)) return later('problem.tooLate');
    if (code === 'booking.service_inactive' || code === 'service.not_found') return t('services.gone');
    const reason = reasonText(code);
    if (reason) return reason;
    return problem.errors?.some(({ path }) => path !== 'startsAt') ? later('problem.fields') : t('problem.outside');
  };
}
