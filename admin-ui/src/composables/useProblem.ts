import type { Problem } from '@bookme/core/client';
import { useI18n } from '../i18n/i18n.ts';

/** Says a problem in the person's language. */
export function useProblem() {
  const { t, maybe } = useI18n();

  const text = (problem: Problem): string => {
    const seconds = problem.retryAfter ?? 60;
    if (problem.status === 429) return t('problem.limited', { count: seconds });
    const known = maybe(`problem.code.${problem.code}`);
    if (known) return known;
    if (problem.status === 403) return t('problem.forbidden');
    if (problem.status >= 500)
      return problem.requestId
        ? `${t('problem.server')} ${t('problem.request', { id: problem.requestId })}`
        : t('problem.server');
    return problem.detail ?? problem.title;
  };

  /** Field errors by the last part of their path below the body, such as `email`. */
  const fields = (problem: Problem): Record<string, string> =>
    Object.fromEntries(
      (problem.errors ?? []).map(({ path, code, message }) => [
        path.replace(/^(body|query|params)\./, ''),
        maybe(`problem.field.${code}`) ?? message,
      ]),
    );

  return { text, fields };
}
