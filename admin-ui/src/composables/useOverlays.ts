import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** Where a new booking begins: a place in the grid gives person and time. */
export interface NewBookingAt {
  staffId?: string;
  /** Instant, ISO. */
  startsAt?: string;
  /** Plain day that the calendar shows. */
  day?: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Panes that lie over a page live in its address: a link opens them and Back closes them. */
export function useOverlays() {
  const route = useRoute();
  const router = useRouter();
  const NAMES = ['booking', 'session', 'message', 'new', 'staff-id', 'starts-at', 'on'];

  const rest = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(route.query).flatMap(([name, value]) => {
        const kept = NAMES.includes(name) ? undefined : text(value);
        return kept === undefined ? [] : [[name, kept]];
      }),
    );

  return {
    bookingId: computed(() => text(route.query.booking)),
    sessionId: computed(() => text(route.query.session)),
    messageId: computed(() => text(route.query.message)),
    newBooking: computed<NewBookingAt | undefined>(() => {
      if (route.query.new === undefined) return undefined;
      const at = {
        staffId: text(route.query['staff-id']),
        startsAt: text(route.query['starts-at']),
        day: text(route.query.on),
      };
      return Object.fromEntries(Object.entries(at).filter(([, value]) => value !== undefined));
    }),
    openBooking: (id: string) => router.push({ query: { ...rest(), booking: id } }),
    openSession: (id: string) => router.push({ query: { ...rest(), session: id } }),
    openMessage: (id: string) => router.push({ query: { ...rest(), message: id } }),
    openNew: ({ staffId, startsAt, day }: NewBookingAt = {}) =>
      router.push({
        query: {
          ...rest(),
          new: '1',
          ...(staffId && { 'staff-id': staffId }),
          ...(startsAt && { 'starts-at': startsAt }),
          ...(day && { on: day }),
        },
      }),
    close: () => router.push({ query: rest() }),
  };
}
