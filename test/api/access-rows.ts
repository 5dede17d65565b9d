import type { CreatedBusiness } from '../../core/testing/index.ts';

/** Must never be read by anybody else. */
export const CANARY = 'Canary-of-the-other-business';
export const PASSWORD = 'correct horse battery';

export interface Place {
  business: CreatedBusiness;
  serviceId: string;
  staffId: string;
  bookingId: string;
  token: string;
  messageId: string;
  timeOffId: string;
  zoneChangeId: string;
  /** Of a class, a session of it. */
  classId: string;
  sessionId: string;
  seriesId: string;
}

interface Row {
  /** Fills `:id` and others with things of the given business. */
  params?: (place: Place) => Record<string, string>;
  query?: (place: Place) => Record<string, string>;
  body?: (place: Place) => unknown;
}

const hours = [{ from: 600, to: 720 }];
const byStaff = (place: Place) => ({ id: place.staffId });
const byService = ({ serviceId }: Place) => ({ id: serviceId });
const byRoom = ({ business }: Place) => ({ id: business.rooms['Room']! });
const byLocation = ({ business }: Place) => ({ id: business.locationId });
/** The named schedule, which has no name of the business in it. */
const bySchedule = ({ business, staffId }: Place) => ({
  id: staffId,
  scheduleId: Object.entries(business.schedules).find(([name]) => name.endsWith('/Evenings'))![1],
});
const byBooking = (place: Place) => ({ id: place.bookingId });
const bySession = (place: Place) => ({ id: place.sessionId });
const bySeries = (place: Place) => ({ id: place.seriesId });
const series = ({ serviceId }: Place) => ({ serviceId, rrule: 'FREQ=WEEKLY;COUNT=2', customer: person });
const days = { from: '2027-03-01', to: '2027-03-02', timeZone: 'Europe/Berlin' };
const template = { kind: 'booking-confirmed', recipient: 'customer', locale: 'de' };
const words = {
  ...{ subject: 'Hallo', text: null },
  mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>Hallo</mj-text></mj-column></mj-section></mj-body></mjml>',
};
const person = { name: 'Ada', email: 'ada@example.com' };

/** A good request for every route, so that a refusal is about the caller and nothing else. */
export const ROWS: Record<string, Row> = {
  'GET /pages/:slug': { params: ({ business }) => ({ slug: business.slug }) },
  'GET /business': {},
  'PATCH /business': { body: () => ({ locale: 'de' }) },
  'GET /services': {},
  'POST /services': { body: () => ({ name: 'New', durationMinutes: 30 }) },
  'GET /services/:id': { params: ({ serviceId }) => ({ id: serviceId }) },
  'PATCH /services/:id': { params: ({ serviceId }) => ({ id: serviceId }), body: () => ({ description: 'Changed' }) },
  'GET /services/:id/versions': { params: byService },
  'DELETE /services/:id/versions/:version': { params: (place) => ({ ...byService(place), version: '1' }) },
  'POST /services/:id/link': { params: byService, body: () => ({}) },
  'GET /resources': {},
  'POST /resources': { body: () => ({ kind: 'room', name: 'New' }) },
  'GET /resources/:id': { params: byRoom },
  'PATCH /resources/:id': { params: byRoom, body: () => ({ capacity: 3 }) },
  'DELETE /resources/:id': { params: byRoom },
  'GET /locations': {},
  'POST /locations': {
    body: () => ({ name: 'New', slug: 'a-new-place', timeZone: 'Europe/Berlin', currency: 'EUR' }),
  },
  'PATCH /locations/:id': { params: byLocation, body: () => ({ address: 'Elsewhere 1' }) },
  'GET /locations/:id/holidays': { params: byLocation, query: () => ({ year: '2027' }) },
  'PUT /locations/:id/holidays': { params: byLocation, body: () => ({ country: 'DE', region: 'BE' }) },
  'GET /holiday-regions': { query: () => ({ country: 'DE' }) },
  'GET /travel-times': {},
  'PUT /travel-times': { body: () => ({ times: [] }) },
  'GET /staff': {},
  'POST /staff': { body: () => ({ name: 'New' }) },
  'PATCH /staff/:id': { params: byStaff, body: () => ({ name: 'Renamed' }) },
  'GET /staff/:id/hours': { params: byStaff },
  'PUT /staff/:id/hours': { params: byStaff, body: () => ({ weekly: [{ weekday: 1, hours }] }) },
  'PUT /staff/:id/overrides/:day': {
    params: ({ staffId }) => ({ id: staffId, day: '2027-05-01' }),
    body: () => ({ hours }),
  },
  'DELETE /staff/:id/overrides/:day': { params: ({ staffId }) => ({ id: staffId, day: '2027-05-01' }) },
  'POST /staff/:id/time-off': { params: byStaff, body: () => ({ from: '2027-06-01T09:00', to: '2027-06-01T12:00' }) },
  'DELETE /staff/:id/time-off/:timeOffId': { params: ({ staffId, timeOffId }) => ({ id: staffId, timeOffId }) },
  'POST /staff/:id/zone-changes': {
    params: byStaff,
    body: () => ({ from: '2027-08-01', to: '2027-08-02', timeZone: 'UTC' }),
  },
  'DELETE /staff/:id/zone-changes/:zoneChangeId': {
    params: ({ staffId, zoneChangeId }) => ({ id: staffId, zoneChangeId }),
  },
  'GET /staff/:id/schedules': { params: byStaff },
  'POST /staff/:id/schedules': { params: byStaff, body: () => ({ name: 'Mornings', weekly: [] }) },
  'PATCH /staff/:id/schedules/:scheduleId': { params: bySchedule, body: () => ({ name: 'Nights' }) },
  'DELETE /staff/:id/schedules/:scheduleId': { params: bySchedule },
  'DELETE /staff/:id/schedules/:scheduleId/plans/:day': {
    params: (place) => ({ ...bySchedule(place), day: '2027-09-01' }),
  },
  'GET /availability': { query: ({ serviceId }) => ({ serviceId, ...days }) },
  'GET /availability/days': { query: ({ serviceId }) => ({ serviceId, ...days }) },
  'GET /availability/first': { query: ({ serviceId }) => ({ serviceId, ...days }) },
  'GET /availability/explain': { query: ({ serviceId }) => ({ serviceId, startsAt: '2027-03-03T09:00:00Z' }) },
  'POST /holds': { body: ({ serviceId }) => ({ serviceId, startsAt: '2027-03-11T09:00:00Z' }) },
  'POST /holds/:id/release': { params: byBooking, body: () => ({ token: 'of nothing' }) },
  'POST /bookings': {
    body: ({ serviceId }) => ({
      serviceId,
      startsAt: '2027-03-03T09:00:00Z',
      customer: person,
      timeZone: 'Europe/Berlin',
    }),
  },
  'GET /bookings/:id': { params: byBooking },
  'GET /bookings/:id/calendar.ics': { params: byBooking },
  'POST /bookings/:id/reschedule': { params: byBooking, body: () => ({ startsAt: '2027-03-04T09:00:00Z' }) },
  'POST /bookings/:id/cancel': { params: byBooking, body: () => ({}) },
  'GET /bookings/:id/calendar-feed': { params: byBooking },
  'POST /bookings/:id/calendar-feed': { params: byBooking, body: () => ({}) },
  'DELETE /bookings/:id/calendar-feed': { params: byBooking },
  'GET /staff/:id/calendar-feed': { params: byStaff },
  'POST /staff/:id/calendar-feed': { params: byStaff, body: () => ({}) },
  'DELETE /staff/:id/calendar-feed': { params: byStaff },
  'GET /feeds/:token.ics': { params: ({ token }) => ({ token }) },
  'GET /desk/bookings': {},
  'GET /desk/bookings/:id': { params: byBooking },
  'POST /desk/bookings': {
    body: ({ serviceId }) => ({ serviceId, startsAt: '2027-03-05T09:00:00Z', customer: { name: 'Walk-in' } }),
  },
  'POST /desk/bookings/:id/confirm': { params: byBooking, body: () => ({}) },
  'POST /desk/bookings/:id/reschedule': { params: byBooking, body: () => ({ startsAt: '2027-03-06T09:00:00Z' }) },
  'POST /desk/bookings/:id/swap': {
    params: byBooking,
    body: () => ({ withId: '01900000-0000-7000-8000-000000000001' }),
  },
  'POST /desk/bookings/import': {
    body: ({ serviceId, staffId }) => ({
      bookings: [{ serviceId, staffId, startsAt: '2026-03-11T09:00:00Z', customer: { name: 'From before' } }],
    }),
  },
  'POST /desk/bookings/:id/cancel': { params: byBooking, body: () => ({}) },
  'POST /desk/bookings/:id/complete': { params: byBooking, body: () => ({}) },
  'POST /desk/bookings/:id/no-show': { params: byBooking, body: () => ({}) },
  'GET /class-sessions': { query: ({ classId }) => ({ serviceId: classId, ...days }) },
  'GET /desk/class-sessions': {},
  'POST /desk/class-sessions': {
    body: ({ classId, staffId }) => ({ serviceId: classId, staffId, startsAt: '2027-03-09T09:00:00Z' }),
  },
  'GET /desk/class-sessions/:id': { params: bySession },
  'POST /desk/class-sessions/:id/move': { params: bySession, body: () => ({ startsAt: '2027-03-10T09:00:00Z' }) },
  'POST /desk/class-sessions/:id/capacity': { params: bySession, body: () => ({ capacity: 7 }) },
  'POST /desk/class-sessions/:id/cancel': { params: bySession, body: () => ({}) },
  'POST /series': {
    body: (place) => ({ ...series(place), startsAt: '2027-05-04T09:00', timeZone: 'Europe/Berlin' }),
  },
  'GET /series/:id': { params: bySeries },
  'POST /series/:id/reschedule': {
    params: bySeries,
    body: () => ({ scope: 'all', startsAt: '2027-05-03T11:00' }),
  },
  'POST /series/:id/cancel': { params: bySeries, body: () => ({ scope: 'all' }) },
  'POST /desk/series': { body: (place) => ({ ...series(place), startsAt: '2027-05-05T09:00' }) },
  'GET /desk/series/:id': { params: bySeries },
  'POST /desk/series/:id/reschedule': {
    params: bySeries,
    body: () => ({ scope: 'all', startsAt: '2027-05-03T12:00' }),
  },
  'POST /desk/series/:id/cancel': { params: bySeries, body: () => ({ scope: 'all' }) },
  'POST /availability/visits': { body: ({ serviceId }) => ({ parts: [{ serviceId }], ...days }) },
  'POST /visits': {
    body: ({ serviceId }) => ({
      parts: [{ serviceId }],
      startsAt: '2027-05-06T09:00:00Z',
      customer: person,
      timeZone: 'Europe/Berlin',
    }),
  },
  'POST /desk/visits': {
    body: ({ serviceId }) => ({
      parts: [{ serviceId }],
      startsAt: '2027-05-07T09:00:00Z',
      customer: { name: 'Walk-in' },
    }),
  },
  'GET /customers': {},
  'GET /messages': {},
  'GET /messages/:id': { params: ({ messageId }) => ({ id: messageId }) },
  'POST /messages/:id/retry': { params: ({ messageId }) => ({ id: messageId }), body: () => ({}) },
  'GET /message-templates': {},
  'GET /message-templates/content': { query: () => template },
  'GET /message-templates/versions': { query: () => template },
  'POST /message-templates/preview': { body: () => ({ ...template, ...words }) },
  'POST /message-templates': { body: () => ({ ...template, ...words, basedOn: 0 }) },
  'POST /message-templates/restore': { body: () => ({ ...template, version: 1 }) },
  'POST /message-templates/reset': { body: () => template },
  'POST /message-templates/test': { body: () => ({ ...template, ...words }) },
  'POST /session': { body: () => ({ email: 'nobody@example.com', password: 'wrong password' }) },
  'GET /session': {},
  'DELETE /session': {},
  'POST /session/password': { body: () => ({ currentPassword: 'wrong password', newPassword: 'another long one' }) },
  'GET /health': {},
};
