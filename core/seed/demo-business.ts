import { weekly, type BusinessPlan, type UserPlan } from './business-plan.ts';

export const TIME_ZONE = 'Europe/Berlin';

/** Days from today in the salon, as a wall time at midnight. */
const midnightIn = (days: number, now: number): string =>
  `${Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(TIME_ZONE).toPlainDate().add({ days }).toString()}T00:00`;

/**
 * A hairdresser to try everything with: buffers, a shared room, a service that needs approval, breaks and time off.
 * @param now epoch milliseconds; the time off lies two weeks ahead of it
 */
export const demoBusiness = ({ now, users }: { now: number; users: readonly UserPlan[] }): BusinessPlan => ({
  name: 'Salon Demo',
  slug: 'demo',
  timeZone: TIME_ZONE,
  currency: 'EUR',
  locale: 'en',
  accent: '#0f766e',
  location: {
    name: 'Salon Demo',
    description: 'Hair, colour and a quiet hour in the middle of Berlin. This is the demo business of BookMe.',
    address: 'Musterstraße 12, 10115 Berlin',
    phone: '+49 30 5550123',
    email: 'hello@salon-demo.example.com',
  },
  staff: [
    {
      name: 'Mara Linden',
      level: 'Senior',
      email: 'mara@salon-demo.example.com',
      weekly: weekly([1, 2, 3, 4, 5], '09:00-12:30', '13:30-18:00'),
    },
    {
      name: 'Jonas Weber',
      email: 'jonas@salon-demo.example.com',
      weekly: weekly([2, 3, 4, 5, 6], '10:00-14:00', '15:00-19:00'),
      timeOff: [{ from: midnightIn(14, now), to: midnightIn(19, now), reason: 'Holidays' }],
    },
    {
      name: 'Aylin Kaya',
      email: 'aylin@salon-demo.example.com',
      weekly: weekly([1, 3, 5, 6], '09:00-13:00', '14:00-17:00'),
    },
  ],
  rooms: [{ name: 'Spa room', kind: 'room' }],
  services: [
    {
      name: 'Haircut',
      description: 'Wash, cut and finish.',
      durationMinutes: 45,
      bufferAfterMinutes: 5,
      minNoticeMinutes: 60,
      changeNoticeMinutes: 120,
      windowDays: 60,
      priceAmount: 4200,
    },
    {
      name: 'Beard trim',
      description: 'Shaped with razor and hot towel.',
      durationMinutes: 20,
      slotIntervalMinutes: 10,
      minNoticeMinutes: 30,
      changeNoticeMinutes: 60,
      windowDays: 30,
      priceAmount: 1900,
      staff: ['Jonas Weber', 'Aylin Kaya'],
    },
    {
      name: 'Colour and cut',
      description: 'Full colour with a cut; allow two and a half hours.',
      durationMinutes: 150,
      bufferBeforeMinutes: 10,
      bufferAfterMinutes: 15,
      slotIntervalMinutes: 30,
      minNoticeMinutes: 240,
      changeNoticeMinutes: 1440,
      windowDays: 90,
      priceAmount: 12_900,
      staff: ['Mara Linden', 'Aylin Kaya'],
    },
    {
      name: 'Care and colour',
      description: 'As much time as your hair needs, and whatever you like on top.',
      durationMinutes: 60,
      durations: [
        { minutes: 60, priceAmount: 7200 },
        { minutes: 90, priceAmount: 9800 },
      ],
      levelPrices: [
        { level: 'Senior', minutes: 60, priceAmount: 8400 },
        { level: 'Senior', minutes: 90, priceAmount: 11_400 },
      ],
      addons: [
        { name: 'Scalp massage', minutes: 15, priceAmount: 1200 },
        { name: 'Gloss', minutes: 20, priceAmount: 1800 },
      ],
      bufferAfterMinutes: 10,
      minNoticeMinutes: 120,
      changeNoticeMinutes: 1440,
      cancelNoticeMinutes: 2880,
      windowDays: 60,
      priceAmount: 7200,
      maxParty: 3,
      staff: ['Mara Linden', 'Aylin Kaya'],
    },
    {
      name: 'Braiding class',
      description: 'Learn three braids on yourself and your neighbour.',
      kind: 'class',
      seats: 6,
      durationMinutes: 60,
      changeNoticeMinutes: 240,
      windowDays: 60,
      priceAmount: 2500,
      staff: ['Aylin Kaya'],
    },
    {
      name: 'Head spa',
      description: 'Scalp massage and care in the spa room.',
      durationMinutes: 60,
      bufferAfterMinutes: 10,
      slotIntervalMinutes: 30,
      minNoticeMinutes: 120,
      changeNoticeMinutes: 240,
      windowDays: 60,
      priceAmount: 6500,
      rooms: ['Spa room'],
    },
    {
      name: 'Bridal consultation',
      description: 'Trial styling and plan for the day. We confirm each request ourselves.',
      durationMinutes: 90,
      slotIntervalMinutes: 30,
      minNoticeMinutes: 1440,
      changeNoticeMinutes: 1440,
      windowDays: 180,
      requiresApproval: true,
      staff: ['Mara Linden'],
    },
  ],
  users,
});

/** Nothing to book yet: the admin begins with a name and a first service. */
export const emptyBusiness = ({ timeZone, users }: { timeZone: string; users: readonly UserPlan[] }): BusinessPlan => ({
  name: 'My business',
  slug: 'main',
  timeZone,
  currency: 'EUR',
  location: { name: 'Main' },
  users,
});
