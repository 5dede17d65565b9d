import type { BookingView } from '@bookme/core/client';
import { computed, onMounted, onUnmounted, shallowRef } from 'vue';
import { createAttemptKey } from '../state/attempt-key.ts';
import { createAttempt } from '../state/attempt.ts';
import { useBookMe } from '../state/context.ts';

/** The booking that a link opens, kept fresh while it is looked at, and what its holder may do with it. */
export function useManagedBooking(id: string, token: string) {
  const { api, clock, fresh, i18n, live, news, remembered, session, zone } = useBookMe();
  const known = fresh.value?.id === id ? fresh.value : undefined;
  const booking = shallowRef(known);
  const loading = createAttempt();
  const acting = createAttempt();
  const key = createAttemptKey(session, `act:${id}`);

  function keep(next: BookingView): void {
    booking.value = next;
    fresh.value = next;
    remembered.update(next, token, i18n.format.value.moment(next.startsAt, zone.value));
  }
  const load = (): Promise<void> =>
    loading.run(async () => keep(await api('GET /bookings/:id', { params: { id }, token })));

  const act = async (work: () => Promise<BookingView>, done: 'moved' | 'cancelledNow'): Promise<void> => {
    await acting.run(async () => {
      keep(await work());
      key.done();
      news.value = done;
    });
    // Changed, closed or too late by now: its newest state says what is left to do.
    const { status, alternatives } = acting.problem.value ?? {};
    if (status !== 409 || alternatives) return;
    acting.clear();
    news.value = 'changed';
    await load();
  };

  const looked = (): void => void (document.visibilityState === 'visible' && load());
  let stop: (() => void) | undefined;
  onMounted(() => {
    if (!known) void load();
    stop = live.on(() => void (booking.value && load()));
    document.addEventListener('visibilitychange', looked);
  });
  onUnmounted(() => {
    stop?.();
    document.removeEventListener('visibilitychange', looked);
  });

  return {
    booking,
    loading,
    acting,
    news,
    isPast: computed(() => Boolean(booking.value) && Date.parse(booking.value!.startsAt) <= clock.now.value),
    move: (startsAt: string, staffId: string | undefined): Promise<void> =>
      act(() => {
        const body = { startsAt, staffId: staffId ?? null, version: booking.value!.version };
        return api('POST /bookings/:id/reschedule', { params: { id }, token, body, idempotencyKey: key.for(body) });
      }, 'moved'),
    cancel: (reason: string): Promise<void> =>
      act(() => {
        const body = { reason, version: booking.value!.version };
        return api('POST /bookings/:id/cancel', { params: { id }, token, body, idempotencyKey: key.for(body) });
      }, 'cancelledNow'),
  };
}

export type ManagedBooking = ReturnType<typeof useManagedBooking>;
