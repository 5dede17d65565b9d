import type { BookingView, Client } from '@bookme/core/client';
import { inject, type InjectionKey, type Ref, type ShallowRef } from 'vue';
import type { I18n } from '../i18n/i18n.ts';
import type { Availability } from './availability.ts';
import type { Clock } from './clock.ts';
import type { Live } from './live.ts';
import type { PageState } from './page.ts';
import type { RememberedBookings } from './remembered.ts';
import type { Route } from './route.ts';
import type { Store } from './storage.ts';

/** Everything that the app's parts share, made once in create-app.ts and handed down; no module holds state. */
export interface BookMe {
  api: Client;
  route: Route;
  i18n: I18n;
  clock: Clock;
  page: PageState;
  live: Live;
  availability: Availability;
  remembered: RememberedBookings;
  /** Kept until the tab closes. */
  session: Store;
  /** The visitor's zone, detected and changeable. */
  zone: Ref<string>;
  online: Ref<boolean>;
  /** The booking last seen, so that the next screen need not ask for it again. */
  fresh: ShallowRef<BookingView | undefined>;
  /** Said once on the next screen: what was done, changed by somebody else, or is no longer there. */
  news: ShallowRef<'moved' | 'cancelledNow' | 'changed' | 'serviceGone' | undefined>;
}

export const BOOKME: InjectionKey<BookMe> = Symbol('bookme');

export function useBookMe(): BookMe {
  const bookme = inject(BOOKME);
  if (!bookme) throw new Error('useBookMe() is called outside the app.');
  return bookme;
}
