import { ApiProblem, type Problem, type RequestOf } from '@bookme/core/client';
import { computed, onMounted, onUnmounted, ref, shallowRef, watch } from 'vue';
import { useBookMe } from '../state/context.ts';

type HoldBody = Omit<RequestOf<'POST /holds'>['body'], 'instead'>;
interface Kept {
  id: string;
  token: string;
  staffId: string;
  /** What it was asked for. */
  of: string;
}

/**
 * Keeps the chosen time while its customer fills in the form. A help, no condition: where it cannot be had (offline, too
 * many tries), booking works as without.
 * @param wanted nothing: there is nothing to hold, as in a class
 */
export function useHold(slug: string, wanted: () => HoldBody | undefined) {
  const { api, session } = useBookMe();
  const name = `hold:${slug}`;
  const kept = shallowRef(session.get<Kept>(name));
  /** On this device's clock; absent: nothing is held. */
  const endsAt = ref<number>();
  const left = ref(0);
  const ended = ref(false);
  const refused = shallowRef<Problem>();
  let asked = 0;
  let isOver = false;

  const refOf = ({ id, token }: Kept) => ({ id, token });
  const giveBack = async ({ id, token }: Pick<Kept, 'id' | 'token'>): Promise<void> => {
    try {
      await api('POST /holds/:id/release', { params: { id }, body: { token }, keepalive: true });
    } catch (error) {
      // It ends by itself within minutes.
      if (!(error instanceof ApiProblem)) throw error;
    }
  };

  async function take(): Promise<void> {
    const body = wanted();
    if (!body || isOver) return;
    const request = ++asked;
    const of = JSON.stringify(body);
    const instead = kept.value && refOf(kept.value);
    try {
      const view = await api('POST /holds', { body: { ...body, ...(instead ? { instead } : {}) } });
      if (request !== asked || isOver) return await giveBack(view);
      kept.value = { id: view.id, token: view.token, staffId: view.staff.id, of };
      session.set(name, kept.value);
      endsAt.value = Date.now() + Date.parse(view.expiresAt) - Date.parse(view.now);
      ended.value = false;
      refused.value = undefined;
      tick();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (request === asked && error.problem.alternatives) refused.value = error.problem;
    }
  }

  function tick(): void {
    if (endsAt.value === undefined) return;
    left.value = Math.max(0, Math.round((endsAt.value - Date.now()) / 1000));
    if (left.value > 0) return;
    endsAt.value = undefined;
    ended.value = true;
  }
  function release(): void {
    if (endsAt.value === undefined || !kept.value) return;
    endsAt.value = undefined;
    void giveBack(kept.value);
  }
  const back = ({ persisted }: PageTransitionEvent): void => void (persisted && take());

  watch(
    () => JSON.stringify(wanted()),
    () => {
      ended.value = false;
      refused.value = undefined;
      void take();
    },
    { immediate: true },
  );
  const timer = setInterval(tick, 1000);
  onMounted(() => {
    window.addEventListener('pagehide', release);
    window.addEventListener('pageshow', back);
  });
  onUnmounted(() => {
    isOver = true;
    clearInterval(timer);
    window.removeEventListener('pagehide', release);
    window.removeEventListener('pageshow', back);
    release();
  });

  return {
    left,
    ended,
    refused,
    isHeld: computed(() => endsAt.value !== undefined),
    /** For the booking: also one that has ended, for its answer may only have been lost. */
    mine: computed(() => (kept.value && kept.value.of === JSON.stringify(wanted()) ? refOf(kept.value) : undefined)),
    /** Whose time it is. */
    staffId: computed(() => (endsAt.value === undefined ? undefined : kept.value?.staffId)),
    again: take,
    /** It is a booking now. */
    done(): void {
      endsAt.value = undefined;
      session.remove(name);
    },
  };
}

export type Hold = ReturnType<typeof useHold>;
