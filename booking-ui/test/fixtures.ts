import type { BookingView, PageView } from '@bookme/core/client';

const STAFF = [
  { id: '0193f2c4-0000-7000-8000-000000000101', name: 'Mia Sommer', level: null },
  { id: '0193f2c4-0000-7000-8000-000000000102', name: 'Jonas Krüger', level: null },
];

export const SERVICE: PageView['services'][number] = {
  id: '0193f2c4-0000-7000-8000-000000000201',
  name: 'Cut & finish',
  description: 'Wash, cut and blow-dry.',
  kind: 'appointment',
  durationMinutes: 45,
  price: { amount: 4800, currency: 'EUR' },
  durations: [{ minutes: 45, price: { amount: 4800, currency: 'EUR' } }],
  addons: [],
  levelPrices: [],
  minParty: 1,
  maxParty: 1,
  seriesMost: 0,
  requiresApproval: false,
  changeNoticeMinutes: 1440,
  moveNoticeMinutes: 1440,
  cancelNoticeMinutes: 1440,
  staffIds: STAFF.map(({ id }) => id),
  nextFreeAt: '2026-11-24T09:00:00.000Z',
};

export const PAGE: PageView = {
  slug: 'demo',
  business: { name: 'Salon Demo', accent: null, locale: 'de' },
  location: {
    id: '0193f2c4-0000-7000-8000-000000000001',
    name: 'Mitte',
    description: 'Hair and care.',
    address: 'Lindenstraße 12, Berlin',
    phone: '+49 30 1234567',
    email: null,
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
  },
  services: [SERVICE],
  staff: STAFF,
  now: '2026-11-23T08:40:00.000Z',
};

export const BOOKING: BookingView = {
  id: '0193f2c4-0000-7000-8000-000000000301',
  status: 'confirmed',
  version: 1,
  startsAt: '2026-11-26T09:30:00.000Z',
  endsAt: '2026-11-26T10:15:00.000Z',
  timeZone: 'Europe/Berlin',
  locale: 'en',
  service: { id: SERVICE.id, name: SERVICE.name, durationMinutes: 45 },
  staff: STAFF[0]!,
  location: { ...PAGE.location, slug: 'demo', business: 'Salon Demo' },
  customer: { name: 'Lena', email: 'lena@example.com', phone: null },
  price: { amount: 4800, currency: 'EUR' },
  note: '',
  next: [{ kind: 'start', at: '2026-11-26T09:30:00.000Z' }],
  changeUntil: '2026-11-25T09:30:00.000Z',
  canChange: true,
  addOns: [],
  party: 1,
  visitId: null,
  seriesId: null,
  cancelUntil: '2026-11-25T09:30:00.000Z',
  canCancel: true,
};
