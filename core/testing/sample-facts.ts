import type { Addressee, BookingFacts } from '../modules/messages/messages.domain.ts';

const at = (iso: string): number => Date.parse(iso);

/** A confirmed cut and colour at the salon in Berlin, Tuesday 24 November 2026, 10:30 to 11:15 there. */
export const sampleFacts = (over: Partial<BookingFacts> = {}): BookingFacts => ({
  bookingId: '0197a2b4-7c1e-7d5a-9b3f-2c4d5e6f7a8b',
  status: 'confirmed',
  sequence: 0,
  startsAt: at('2026-11-24T09:30:00Z'),
  endsAt: at('2026-11-24T10:15:00Z'),
  changedAt: at('2026-11-20T16:04:05Z'),
  movedFrom: null,
  service: 'Cut & colour',
  price: { amount: 4850, currency: 'EUR' },
  note: '',
  business: 'Salon Demo',
  accent: '#14665a',
  location: {
    name: 'Salon Demo Mitte',
    address: 'Torstraße 1\n10119 Berlin',
    phone: '+49 30 1234567',
    email: 'salon@example.com',
    timeZone: 'Europe/Berlin',
  },
  staffName: 'Anna',
  customer: { name: 'Zoë O’Brien', email: 'zoe@example.com', phone: '+44 20 7946 0000' },
  reminders: [at('2026-11-23T09:30:00Z'), at('2026-11-24T08:30:00Z')],
  changeUntil: at('2026-11-23T09:30:00Z'),
  cancellation: null,
  links: {
    manage: 'https://book.example.com/b/demo/manage/0197a2b4-7c1e-7d5a-9b3f-2c4d5e6f7a8b#a-token',
    mailed: 'https://book.example.com/b/demo/manage/0197a2b4-7c1e-7d5a-9b3f-2c4d5e6f7a8b#a-token',
    calendar:
      'https://book.example.com/api/v1/bookings/0197a2b4-7c1e-7d5a-9b3f-2c4d5e6f7a8b/calendar.ics?token=a-token',
    book: 'https://book.example.com/b/demo',
    admin: 'https://book.example.com/admin/bookings/0197a2b4-7c1e-7d5a-9b3f-2c4d5e6f7a8b',
  },
  ...over,
});

export const toCustomer = (over: Partial<Addressee> = {}): Addressee => ({
  role: 'customer',
  name: 'Zoë O’Brien',
  address: 'zoe@example.com',
  locale: 'en-GB',
  timeZone: 'Europe/London',
  isFormerStaff: false,
  ...over,
});

export const toStaff = (over: Partial<Addressee> = {}): Addressee => ({
  role: 'staff',
  name: 'Anna',
  address: 'anna@example.com',
  locale: 'de',
  timeZone: 'Europe/Berlin',
  isFormerStaff: false,
  ...over,
});
