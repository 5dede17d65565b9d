import { ApiProblem, type Problem } from '@bookme/core/client';
import { getCurrentScope, onScopeDispose, ref, shallowRef } from 'vue';

const LONGEST_WAIT_S = 30;
const MOST_TRIES = 5;

/** Whether the server asks us to come back, and after how many seconds. */
const waitOf = ({ status, retryAfter }: Problem): number | undefined =>
  status === 429 || status === 503 ? (retryAfter ?? 2) : undefined;

/**
 * One piece of work towards the server: what it is doing, what went wrong, and coming back by itself when the server
 * says when (429 and 503 with Retry-After). The work must be safe to repeat and does its own effects.
 */
export function createAttempt() {
  const busy = ref(false);
  const problem = shallowRef<Problem>();
  /** Seconds until the next try by itself; 0: none is planned. */
  const wait = ref(0);
  let timer: ReturnType<typeof setInterval> | undefined;
  let last: (() => Promise<void>) | undefined;
  let tries = 0;

  function stop(): void {
    clearInterval(timer);
    wait.value = 0;
  }

  function plan(seconds: number): void {
    wait.value = seconds;
    timer = setInterval(() => {
      wait.value -= 1;
      if (wait.value > 0) return;
      stop();
      if (last) void attempt(last);
    }, 1000);
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    stop();
    busy.value = true;
    try {
      await work();
      problem.value = undefined;
      tries = 0;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error.problem;
      tries += 1;
      const seconds = waitOf(error.problem);
      if (seconds !== undefined && seconds <= LONGEST_WAIT_S && tries < MOST_TRIES) plan(seconds);
    } finally {
      busy.value = false;
    }
  }

  // A screen that is left must not send anything later.
  if (getCurrentScope()) onScopeDispose(stop);

  return {
    busy,
    problem,
    wait,
    run(work: () => Promise<void>): Promise<void> {
      tries = 0;
      last = work;
      return attempt(work);
    },
    again: (): Promise<void> => (last ? attempt(last) : Promise.resolve()),
    clear(): void {
      stop();
      problem.value = undefined;
    },
  };
}

export type Attempt = ReturnType<typeof createAttempt>;
