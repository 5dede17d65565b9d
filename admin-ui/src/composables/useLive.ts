import { openStream, type StreamEvent } from '@bookme/core/client';
import type { QueryClient, QueryKey } from '@tanstack/vue-query';
import { computed, inject, type InjectionKey, shallowReactive, shallowRef } from 'vue';
import { keys } from './keys.ts';

/** How long a booking that somebody else made or changed stays marked, in milliseconds. */
const MARKED = 4000;
/** A stream that is not there yet is only called broken after this long. */
const PATIENCE = 2500;

/** What an event makes stale. */
export function staleAfter(event: StreamEvent): readonly QueryKey[] {
  switch (event.type) {
    case 'hello':
      return event.resumed ? [] : [[]];
    case 'booking.changed':
      return [keys.bookings, keys.availability, keys.customers];
    case 'availability.changed':
      return [keys.availability];
    case 'message.changed':
      return event.bookingId
        ? [keys.messages, keys.booking(event.bookingId), keys.health]
        : [keys.messages, keys.health];
    case 'rules.changed':
      return [keys.hours, keys.staff, keys.services, keys.resources, keys.locations, keys.availability, keys.business];
    default:
      return []; // an event of a newer server
  }
}

export function createLive({ queryClient }: { queryClient: QueryClient }) {
  const state = shallowRef<'off' | 'connecting' | 'live' | 'broken'>('off');
  const marked = shallowReactive(new Set<string>());
  const own = new Set<string>();
  let stream: ReturnType<typeof openStream> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function mark(id: string): void {
    marked.add(id);
    setTimeout(() => marked.delete(id), MARKED);
  }

  function onEvent(event: StreamEvent): void {
    if (event.type === 'booking.changed')
      for (const { bookingId, version } of event.bookings) if (!own.has(`${bookingId}:${version}`)) mark(bookingId);
    // Also at the first hello: what the page loaded before it may have changed since.
    for (const queryKey of staleAfter(event)) void queryClient.invalidateQueries({ queryKey });
  }

  function onState(live: boolean): void {
    clearTimeout(timer);
    if (live) state.value = 'live';
    else if (state.value === 'live') timer = setTimeout(() => (state.value = 'broken'), PATIENCE);
  }

  return {
    state: computed(() => state.value),
    /** Bookings that just changed elsewhere. */
    marked: marked as ReadonlySet<string>,
    /** Called with the answer of an own change, so that its echo (which may have come first) is not marked as somebody else's. */
    mine({ id, version }: { id: string; version: number }): void {
      const echo = `${id}:${version}`;
      own.add(echo);
      marked.delete(id);
      setTimeout(() => own.delete(echo), MARKED);
    },
    open(): void {
      stream?.close();
      state.value = 'connecting';
      timer = setTimeout(() => state.value === 'connecting' && (state.value = 'broken'), PATIENCE);
      stream = openStream({ onEvent, onState });
    },
    close(): void {
      stream?.close();
      clearTimeout(timer);
      stream = undefined;
      state.value = 'off';
    },
  };
}

export type Live = ReturnType<typeof createLive>;
export const liveKey: InjectionKey<Live> = Symbol('live');

export function useLive(): Live {
  const live = inject(liveKey);
  if (!live) throw new Error('No live stream was provided');
  return live;
}
