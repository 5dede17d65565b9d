import type { DeskBooking } from '@bookme/core/client';
import { useQueryClient } from '@tanstack/vue-query';
import { intentKey, problemOf, useApi } from '../api.ts';
import { useI18n } from '../i18n/i18n.ts';
import { keys } from './keys.ts';
import { useLive } from './useLive.ts';
import { useProblem } from './useProblem.ts';
import { useToasts } from './useToasts.ts';

export interface Move {
  booking: DeskBooking;
  startsAt: string;
  staffId: string;
  notify: boolean;
  /** The reason for moving it against the rules. */
  overrule?: string | undefined;
}

/** What the desk does with bookings. Every act names the version that the person saw. */
export function useDesk() {
  const api = useApi();
  const live = useLive();
  const toasts = useToasts();
  const queryClient = useQueryClient();
  const { t, formats } = useI18n();
  const { text } = useProblem();

  /** The own change shows at once; its echo on the stream is not marked as somebody else's. */
  function settled(booking: DeskBooking): DeskBooking {
    live.mine(booking);
    for (const queryKey of [keys.bookings, keys.availability]) void queryClient.invalidateQueries({ queryKey });
    return booking;
  }

  type Act = 'confirm' | 'complete' | 'no-show';
  const change = async (act: Act, { id, version }: DeskBooking, notify: boolean): Promise<DeskBooking> =>
    settled(
      await api(`POST /desk/bookings/:id/${act}`, {
        params: { id },
        body: { version, notify },
        idempotencyKey: intentKey(),
      }),
    );

  async function send({ booking, startsAt, staffId, notify, overrule }: Move): Promise<DeskBooking> {
    const moved = await api('POST /desk/bookings/:id/reschedule', {
      params: { id: booking.id },
      body: {
        startsAt,
        staffId,
        notify,
        version: booking.version,
        ...(overrule !== undefined && { override: { reason: overrule.trim() } }),
      },
      idempotencyKey: intentKey(),
    });
    return settled(moved);
  }

  const at = ({ startsAt, location }: DeskBooking): string => formats.value.shortDateTime(startsAt, location.timeZone);

  /** Moves it and offers for ten seconds to move it back; who was told of the move is told of that too. */
  async function move(wanted: Move): Promise<DeskBooking> {
    const before = wanted.booking;
    const moved = await send(wanted);
    const undo = async (): Promise<void> => {
      try {
        await send({ booking: moved, startsAt: before.startsAt, staffId: before.staff.id, notify: wanted.notify });
        toasts.good(t('calendar.movedBack', { customer: before.customer.name, time: at(before) }));
      } catch (error) {
        toasts.bad(text(problemOf(error)));
      }
    };
    toasts.good(t('calendar.moved', { customer: before.customer.name, time: at(moved) }), () => void undo());
    return moved;
  }

  return {
    move,
    /** @returns the first of the two, at its new place */
    async swap({ booking, other, notify }: { booking: DeskBooking; other: DeskBooking; notify: boolean }) {
      const { data } = await api('POST /desk/bookings/:id/swap', {
        params: { id: booking.id },
        body: { version: booking.version, withId: other.id, withVersion: other.version, notify },
        idempotencyKey: intentKey(),
      });
      for (const one of data) settled(one);
      return data.find(({ id }) => id === booking.id) ?? booking;
    },
    settled,
    confirm: (booking: DeskBooking) => change('confirm', booking, true),
    complete: (booking: DeskBooking) => change('complete', booking, false),
    noShow: (booking: DeskBooking) => change('no-show', booking, false),
    cancel: async ({ id, version }: DeskBooking, { reason, notify }: { reason: string; notify: boolean }) =>
      settled(
        await api('POST /desk/bookings/:id/cancel', {
          params: { id },
          body: { version, reason, notify },
          idempotencyKey: intentKey(),
        }),
      ),
  };
}
