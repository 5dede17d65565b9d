import { openStream, type StreamEvent } from '@bookme/core/client';
import { ref, type Ref, watch } from 'vue';

/** First and last day looked at; null: none yet. */
export type Looked = readonly [first: string, last: string] | null;

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
  const listeners = new Map<OnChange, Readonly<Ref<Looked>> | undefined>();
  let stream: ReturnType<typeof openStream> | undefined;
  const news = new Set<string>();
  let everything = false;
  let pending: ReturnType<typeof setTimeout> | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;

  function tell(): void {
    pending = undefined;
    const days = everything ? null : [...news];
    everything = false;
    news.clear();
    for (const listener of listeners.keys()) listener(days);
  }

  function hear(days: readonly string[] | null): void {
    if (days === null) everything = true;
    else for (const day of days) news.add(day);
    pending ??= setTimeout(tell, Math.random() * SPREAD_MS);
  }

  function onEvent(event: StreamEvent): void {
    if (event.type === 'hello' && !event.resumed) hear(null);
    if (event.type === 'availability.changed') hear(event.days);
    if (event.type === 'rules.changed') hear(null);
  }

  /** Of bookings, only those on the days that somebody looks at; everything while one listener names no days. */
  function sayWhat(): void {
    const looked = [...listeners.values()].map((days) => days?.value).filter((days) => days !== null);
    const named = looked.filter((days) => days !== undefined);
    if (named.length < looked.length || named.length === 0) return stream?.watch({});
    const first = named.map(([from]) => from).toSorted()[0]!;
    const last = named
      .map(([, to]) => to)
      .toSorted()
      .at(-1)!;
    return stream?.watch({ days: [first, last] });
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
    /** @param days those it looks at; left out: all */
    on(listener: OnChange, days?: Readonly<Ref<Looked>>): () => void {
      listeners.set(listener, days);
      const unwatch = days && watch(days, sayWhat);
      sayWhat();
      return () => {
        unwatch?.();
        listeners.delete(listener);
        sayWhat();
      };
    },
    refresh: (): void => hear(null),
    start(): () => void {
      onState(false);
      stream = open({ page: slug, onEvent, onState });
      sayWhat();
      const looked = (): void => {
        if (window.document.visibilityState === 'visible' && !connected.value) hear(null);
      };
      const timer = setInterval(looked, POLL_MS);
      const back = (): void => hear(null);
      window.addEventListener('focus', looked);
      window.document.addEventListener('visibilitychange', looked);
      window.addEventListener('online', back);
      return () => {
        stream?.close();
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
