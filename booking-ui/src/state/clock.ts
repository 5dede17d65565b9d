import { shallowRef } from 'vue';

const MINUTE = 60_000;

/** The server's clock as the page knows it: the visitor's own may be wrong, and "today" must not be. */
export function createClock(deviceNow: () => number = Date.now) {
  let ahead = 0;
  const now = shallowRef(deviceNow());
  const tick = (): void => void (now.value = deviceNow() + ahead);
  return {
    /** Epoch milliseconds, renewed every minute and whenever the page is looked at again. */
    now,
    tick,
    set(serverNow: string): void {
      ahead = Date.parse(serverNow) - deviceNow();
      tick();
    },
    start(): () => void {
      const timer = setInterval(tick, MINUTE);
      return () => clearInterval(timer);
    },
  };
}

export type Clock = ReturnType<typeof createClock>;
