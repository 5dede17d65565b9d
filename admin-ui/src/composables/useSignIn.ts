import { computed, onBeforeUnmount, reactive, shallowRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { problemOf } from '../api.ts';
import { useI18n } from '../i18n/i18n.ts';
import { nextPath } from '../router.ts';
import { useProblem } from './useProblem.ts';
import { useSession } from './useSession.ts';

export function useSignIn() {
  const { t } = useI18n();
  const route = useRoute();
  const router = useRouter();
  const session = useSession();
  const { text } = useProblem();

  const email = shallowRef('');
  const password = shallowRef('');
  const errors = reactive<{ email?: string; password?: string }>({});
  const other = shallowRef('');
  const busy = shallowRef(false);
  const secondsLeft = shallowRef(0);
  let timer: ReturnType<typeof setInterval> | undefined;

  function waitFor(seconds: number): void {
    clearInterval(timer);
    secondsLeft.value = seconds;
    timer = setInterval(() => {
      secondsLeft.value -= 1;
      if (secondsLeft.value > 0) return;
      clearInterval(timer);
      other.value = '';
    }, 1000);
  }
  onBeforeUnmount(() => clearInterval(timer));

  async function submit(): Promise<void> {
    errors.email = email.value.trim() ? undefined : t('common.invalid.required');
    errors.password = password.value ? undefined : t('common.invalid.required');
    if (errors.email || errors.password || busy.value || secondsLeft.value > 0) return;
    busy.value = true;
    other.value = '';
    try {
      await session.signIn(email.value.trim(), password.value);
      await router.replace(nextPath(route.query.next));
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status === 429) {
        waitFor(problem.retryAfter ?? 60);
        // Said once; the seconds that pass are shown in the button, where nobody is interrupted by them.
        other.value = t('shell.signIn.limited', { count: secondsLeft.value });
      }
      // A malformed address is answered like a wrong one: nothing here tells which addresses exist.
      else other.value = [400, 401, 422].includes(problem.status) ? t('shell.signIn.wrong') : text(problem);
    } finally {
      busy.value = false;
    }
  }

  return {
    email,
    password,
    errors,
    busy,
    submit,
    failure: other,
    secondsLeft,
    notice: computed(() => {
      if (session.ended.value === 'expired') return t('shell.signIn.again');
      return session.ended.value === 'signed-out' ? t('shell.signIn.signedOut') : '';
    }),
  };
}
