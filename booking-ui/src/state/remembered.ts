import { shallowRef } from 'vue';
import type { BookingStatus, BookingView } from '@bookme/core/client';
import type { Store } from './storage.ts';

/** One appointment kept on this device, ready to be shown without the server (and without this bundle). */
export interface Remembered {
  id: string;
  token: string;
  slug: string;
  status: BookingStatus;
  startsAt: string;
  endsAt: string;
  timeZone: string;
  service: { id: string; name: string };
  staffId: string;
  business: string;
  /** The moment, written in the language that it was booked in. */
  text: string;
  /** Of a service that is on no page. */
  link?: string | undefined;
}
export interface Contact {
  name: string;
  email: string;
  phone: string;
}

const MOST = 20;

/** Appointments and contact details that stay on this device until the visitor removes them. */
export function createRemembered(store: Store) {
  const all = shallowRef<Remembered[]>(store.get<Remembered[]>('bookings') ?? []);
  const write = (next: Remembered[]): void => {
    all.value = next.toSorted((a, b) => (a.startsAt < b.startsAt ? 1 : -1)).slice(0, MOST);
    store.set('bookings', all.value);
  };
  const entryOf = (booking: BookingView, token: string, text: string, link: string | undefined): Remembered => ({
    id: booking.id,
    token,
    slug: booking.location.slug,
    status: booking.status,
    startsAt: booking.startsAt,
    endsAt: booking.endsAt,
    timeZone: booking.timeZone,
    service: { id: booking.service.id, name: booking.service.name },
    staffId: booking.staff.id,
    business: booking.location.business,
    text,
    link: link ?? all.value.find(({ id }) => id === booking.id)?.link,
  });

  return {
    all,
    find: (id: string) => all.value.find((each) => each.id === id),
    add(booking: BookingView, token: string, text: string, link?: string): void {
      write([entryOf(booking, token, text, link), ...all.value.filter(({ id }) => id !== booking.id)]);
    },
    /** Only if it is kept: opening a link on somebody's device leaves no trace there. */
    update(booking: BookingView, token: string, text: string): void {
      if (all.value.some(({ id }) => id === booking.id)) this.add(booking, token, text);
    },
    forget(id: string): void {
      write(all.value.filter((each) => each.id !== id));
      if (all.value.length === 0) store.remove('contact');
    },
    contact: (): Contact | undefined => store.get<Contact>('contact'),
    keepContact: (contact: Contact): void => store.set('contact', contact),
    forgetContact: (): void => store.remove('contact'),
  };
}

export type RememberedBookings = ReturnType<typeof createRemembered>;
