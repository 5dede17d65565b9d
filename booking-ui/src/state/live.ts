import { openStream, type StreamEvent } from '@bookme/core/client';
import { ref } from 'vue';

/** @param days in the location's zone; null: anything may have changed */
export type OnChange = (days: readonly string[] | null) => void;

const PATIENCE_MS = 3_000;
const POLL_MS = 30_000;
/** Many open pages hear of one booking at once; they ask again spread over this time. */
const SPREAD_MS = 150;

export interface LiveOptions {
  slug: string;
  window: Window;
  open?: typeof openStream;
}

/** News of free times. Without the stream the page says so, and asks again when looked at and every half minute. */
export function createLive({ slug, window, open = openStream }: LiveOptions) {
  /** True until the stream has been away for a few seconds. */
  const connected = ref(true);
  const listeners = new Set<OnChange>();
  const news = new Set<string>();
  let everything = false;
  let pending: ReturnType<typeof setTimeout> | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;

  function tell(): void {
    pending = undefined;
    const days = everything ? null : [...news];
    everything = false;
    news.clear();
    for (const listener of listeners) listener(days);
  }

  function hear(days: readonly string[] | null): void {
    if (days === null) everything = true;
    else for (const day of days) news.add(day);
    pending ??= setTimeout(tell, Math.random() * SPREAD_MS);
  }

  function onEvent(event: StreamEvent): void {
    if (event.type === 'hello' && !event.resumed) hear(null);
    if (event.type === 'availability.changed') hear(event.days);
  }

  function onState(live: boolean): void {
    if (!live) {
      // Each failed try is told; the first one counts.
      patience ??= setTimeout(() => void (connected.value = false), PATIENCE_MS);
      return;
    }
    clearTimeout(patience);
    patience = undefined;
    connected.value = true;
  }

  return {
    connected,
    on(listener: OnChange): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refresh: (): void => hear(null),
    start(): () => void {
      onState(false);
      const close = open({ page: slug, onEvent, onState });
      const looked = (): void => {
        if (window.document.visibilityState === 'visible' && !connected.value) hear(null);
      };
      const timer = setInterval(looked, POLL_MS);
      const back = (): void => hear(null);
      window.addEventListener('focus', looked);
      window.document.addEventListener('visibilitychange', looked);
      window.addEventListener('online', back);
      return () => {
        close();
        clearInterval(timer);
        clearTimeout(pending);
        clearTimeout(patience);
        window.removeEventListener('focus', looked);
        window.document.removeEventListener('visibilitychange', looked);
        window.removeEventListener('online', back);
      };
    },
  };
}

export type Live = ReturnType<typeof createLive>;
