import type { Problem } from '@bookme/core/client';
import { useBookMe } from '../state/context.ts';

/** What went wrong and what to do, in the visitor's language. */
export function useProblemText() {
  const { i18n, online, clock, zone } = useBookMe();
  const { t, format } = i18n;

  /** @param wait seconds until the next try by itself */
  return (problem: Problem, wait = 0): string => {
    const { status, retryAfter = 0, code } = problem;
    if (!online.value) return t('problem.offline');
    if (status === 0) return t('problem.unreachable');
    if (wait > 0) return t('problem.busy');
    if (status === 429) {
      const until = clock.now.value + Math.max(retryAfter, 60) * 1000;
      return t('problem.busyLong', { time: format.value.time(until, zone.value) });
    }
    if (status >= 500) return t('problem.server');
    if (/too_late/.test(code)) return t('problem.tooLate');
    return problem.errors?.length ? t('problem.fields') : t('problem.outside');
  };
}
