import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBusiness,
  createClass,
  createTestDatabase,
  startTestApi,
  type CreatedBusiness,
  type TestApi,
  type TestDatabase,
} from '../../core/testing/index.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');
const PASSWORD = 'correct horse battery';
const NINE = '2026-11-25T09:00:00Z';
/** Nobody may read it but the team and the one who booked. */
const GUEST = 'Guest-whom-nobody-shall-know';

let database: TestDatabase;
let api: TestApi;
let business: CreatedBusiness;
let foreignSession: string;
let headers: Record<string, string>;
let session: string;

const planOf = (slug: string) => ({
  name: 'Studio',
  slug,
  timeZone: 'Europe/Berlin',
  staff: [{ name: 'Ann', weekly: Array.from({ length: 7 }, (_, day) => ({ weekday: day + 1, hours: [{ from: 0, to: 1440 }] })) }], // prettier-ignore
  services: [
    { name: 'Yoga', durationMinutes: 60 },
    { name: 'Cut', durationMinutes: 30 },
  ],
  users: [{ email: `owner@${slug}.example`, role: 'owner' as const, password: PASSWORD }],
});

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { clock: { now: () => NOW } });
  business = await createBusiness(database.db, planOf('here'));
  const plan = { service: 'Yoga', seats: 8, sessions: [{ startsAt: NINE }] };
  session = (await createClass(database.db, business, plan))[0]!;
  const elsewhere = await createBusiness(database.db, planOf('elsewhere'));
  foreignSession = (await createClass(database.db, elsewhere, plan))[0]!;
  ({ headers } = await api.signIn('owner@here.example', PASSWORD));
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const seat = (change: Record<string, unknown> = {}) =>
  api.ask('POST', '/api/v1/bookings', {
    body: {
      serviceId: business.services['Yoga'],
      startsAt: NINE,
      customer: { name: 'Ada', email: `${randomUUID()}@example.com` },
      timeZone: 'Europe/Berlin',
      sessionId: session,
      ...change,
    },
  });
const days = new URLSearchParams({ from: '2026-11-25', to: '2026-11-26', timeZone: 'Europe/Berlin' });
const publicList = () => api.ask('GET', `/api/v1/class-sessions?serviceId=${business.services['Yoga']}&${days}`);
const open = (change: Record<string, unknown> = {}, query = '') =>
  api.ask('POST', `/api/v1/desk/class-sessions${query}`, {
    headers,
    body: { serviceId: business.services['Yoga'], staffId: business.staff['Ann'], startsAt: '2026-12-01T09:00:00Z', ...change }, // prettier-ignore
  });
const stored = async (table: string): Promise<number> => {
  const [row] = await database.db.tenant(business.organizationId, (sql) =>
    sql.query<{ n: number }>({ name: `count_${table}`, text: `select count(*)::int as n from ${table}` }),
  );
  return row!.n;
};

describe('names of guests', () => {
  it('are shown to the one who booked and to the team, and to nobody else anywhere', async () => {
    const { status, json } = await seat({ seats: 2, guests: [{ name: GUEST }] });
    expect([status, json.booking.guests, json.booking.seats]).toEqual([201, [{ name: GUEST }], 2]);
    const own = { authorization: `Bearer ${json.token}` };
    const shown = await api.ask('GET', `/api/v1/bookings/${json.booking.id}`, { headers: own });
    expect(shown.json).toMatchObject({ sessionId: session, seats: 2, guests: [{ name: GUEST }] });
    const roster = await api.ask('GET', `/api/v1/desk/class-sessions/${session}`, { headers });
    expect(roster.text).toContain(GUEST);

    const other = await seat();
    const asOther = { authorization: `Bearer ${other.json.token}` };
    for (const path of [
      `/api/v1/bookings/${json.booking.id}`,
      `/api/v1/bookings/${other.json.booking.id}`,
      `/api/v1/bookings/${json.booking.id}/calendar.ics`,
      `/api/v1/class-sessions?serviceId=${business.services['Yoga']}&${days}`,
      `/api/v1/availability?serviceId=${business.services['Yoga']}&${days}`,
      '/api/v1/pages/here',
    ]) {
      for (const caller of [asOther, {}]) {
        const { text } = await api.ask('GET', path, { headers: caller });
        expect([path, text.includes(GUEST)]).toEqual([path, false]);
        if (!path.includes(other.json.booking.id)) expect([path, text.includes('Ada')]).toEqual([path, false]);
      }
    }
    const free = await api.ask('GET', `/api/v1/availability?serviceId=${business.services['Yoga']}&${days}`);
    expect(free.json.days.map((day: { free: number }) => day.free)).toEqual([0, 0]); // a class has sessions, no times
    const list = await publicList();
    expect(list.json.sessions).toMatchObject([{ id: session, seatsLeft: 5, staff: { name: 'Ann' } }]);
  });
});

it('a dry run of a seat says what it would be and takes none', async () => {
  const before = await stored('bookings');
  const body = { serviceId: business.services['Yoga'], startsAt: NINE, customer: { name: 'Ada', email: 'ada@example.com' }, timeZone: 'Europe/Berlin', sessionId: session }; // prettier-ignore
  const preview = await api.ask('POST', '/api/v1/bookings?dryRun=true', { body: { ...body, seats: 2 } });
  expect([preview.status, preview.json]).toEqual([
    200,
    expect.objectContaining({ dryRun: true, status: 'confirmed', startsAt: '2026-11-25T09:00:00.000Z' }),
  ]);
  const full = await api.ask('POST', '/api/v1/bookings?dryRun=true', { body: { ...body, seats: 50 } });
  expect([full.status, full.json.code]).toEqual([409, 'session.full']);
  expect(await stored('bookings')).toBe(before);
});

describe('a seat is refused, with a code, and nothing is stored', () => {
  it.each<[string, () => Record<string, unknown>, number, string]>([
    ['no seat', () => ({ seats: 0 }), 400, 'request.invalid'],
    ['half a seat', () => ({ seats: 0.5 }), 400, 'request.invalid'],
    ['more seats than one may book', () => ({ seats: 51 }), 400, 'request.invalid'],
    ['more seats than are left', () => ({ seats: 50 }), 409, 'session.full'],
    ['more guests than seats', () => ({ seats: 2, guests: [{ name: 'a' }, { name: 'b' }] }), 422, 'booking.too_many_guests'],
    ['a guest with NUL in the name', () => ({ seats: 2, guests: [{ name: 'a\u0000' }] }), 400, 'request.invalid'],
    ['a guest with an address', () => ({ seats: 2, guests: [{ name: 'a', email: 'a@b.example' }] }), 400, 'request.invalid'],
    ['an unknown session', () => ({ sessionId: randomUUID() }), 404, 'session.not_found'],
    ['a session of another business', () => ({ sessionId: foreignSession }), 404, 'session.not_found'],
    ['a session of somebody else', () => ({ staffId: randomUUID() }), 404, 'session.not_found'],
    ['a session of another service', () => ({ serviceId: business.services['Cut'] }), 404, 'session.not_found'],
    ['another time than that of the session', () => ({ startsAt: '2026-11-25T10:00:00Z' }), 409, 'session.changed'],
    ['a class without a session', () => ({ sessionId: undefined }), 422, 'booking.session_required'],
    ['seats where there are none', () => ({ sessionId: undefined, serviceId: business.services['Cut'], startsAt: '2026-11-25T12:00:00Z', seats: 2 }), 400, 'request.invalid'],
  ])('%s', async (_what, change, status, code) => {
    const before = [await stored('bookings'), await stored('customers')];
    const answer = await seat(change());
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect([await stored('bookings'), await stored('customers')]).toEqual(before);
  }); // prettier-ignore
});

describe('a session is refused, with a code, and nothing is stored', () => {
  it.each<[string, Record<string, unknown>, number, string]>([
    ['without seats', { capacity: 0 }, 400, 'request.invalid'],
    ['with more seats than we keep', { capacity: 1001 }, 400, 'request.invalid'],
    ['in the past', { startsAt: '2026-11-20T09:00:00Z' }, 422, 'session.in_the_past'],
    ['off the minute', { startsAt: '2026-12-01T09:00:30Z' }, 409, 'session.conflicts'],
    ['while its teacher gives another', { startsAt: '2026-11-25T09:30:00Z' }, 409, 'session.conflicts'],
    ['with a rule without an end', { repeat: 'FREQ=WEEKLY' }, 400, 'recurrence.invalid'],
    ['every second', { repeat: 'FREQ=SECONDLY;COUNT=2' }, 400, 'recurrence.invalid'],
    ['a thousand million times', { repeat: 'FREQ=DAILY;COUNT=1000000000' }, 400, 'recurrence.invalid'],
    ['with a rule longer than any', { repeat: `FREQ=DAILY;COUNT=2;${'X'.repeat(300)}` }, 400, 'request.invalid'],
    ['by nobody we know', { staffId: randomUUID() }, 404, 'staff.not_found'],
    ['of a service that is none', { serviceId: randomUUID() }, 404, 'service.not_found'],
  ])('%s', async (_what, change, status, code) => {
    const before = await stored('class_sessions');
    const answer = await open(change);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(await stored('class_sessions')).toBe(before);
  });

  it('and a dry run says so beforehand, with 200', async () => {
    const before = await stored('class_sessions');
    const body = { startsAt: '2026-11-24T09:00:00Z', repeat: 'FREQ=DAILY;COUNT=3' };
    const { status, json } = await open(body, '?dryRun=true');
    expect(status).toBe(200);
    expect(json.times.map(({ startsAt }: { startsAt: string }) => startsAt)).toEqual([
      '2026-11-24T09:00:00.000Z',
      '2026-11-26T09:00:00.000Z',
    ]);
    expect(json.conflicts).toMatchObject([{ reason: 'busy', inTheWay: [{ kind: 'session', id: session }] }]);
    expect(await stored('class_sessions')).toBe(before);
    const refused = await open(body);
    expect([refused.status, refused.json.conflicts]).toEqual([409, json.conflicts]);
  });
});

it('the page says when the next session is that has a seat', async () => {
  const page = await api.ask('GET', '/api/v1/pages/here');
  const yoga = page.json.services.find(({ name }: { name: string }) => name === 'Yoga');
  expect(yoga.nextFreeAt).toBe('2026-11-25T09:00:00.000Z');
});

it('the team seats a walk-in, resizes, moves and cancels', async () => {
  const opened = await open({ startsAt: '2026-12-03T09:00:00Z', capacity: 4 });
  expect(opened.status).toBe(201);
  const [{ id }] = opened.json.sessions;
  const post = (path: string, body: unknown) => api.ask('POST', `/api/v1/desk/${path}`, { headers, body });
  const walkIn = await post('bookings', {
    serviceId: business.services['Yoga'],
    startsAt: '2026-12-03T09:00:00Z',
    customer: { name: 'Walk-in' },
    ...{ sessionId: id, seats: 3 },
  });
  expect([walkIn.status, walkIn.json.seats]).toEqual([201, 3]);
  const smaller = await post(`class-sessions/${id}/capacity`, { capacity: 2 });
  expect([smaller.status, smaller.json.code, smaller.json.seatsTaken]).toEqual([
    409,
    'session.capacity_below_taken',
    3,
  ]);
  expect((await post(`class-sessions/${id}/capacity`, { capacity: 3 })).json).toMatchObject({
    seatsLeft: 0,
    version: 2,
  });
  const moved = await post(`class-sessions/${id}/move`, { startsAt: '2026-12-04T09:00:00Z', version: 2 });
  expect(moved.json.sessions).toMatchObject([{ startsAt: '2026-12-04T09:00:00.000Z', version: 3 }]);
  const cancelled = await post(`class-sessions/${id}/cancel`, { reason: 'ill' });
  expect(cancelled.json.sessions).toMatchObject([{ status: 'cancelled', cancelReason: 'ill' }]);
  const booking = await api.ask('GET', `/api/v1/desk/bookings/${walkIn.json.id}`, { headers });
  expect(booking.json.booking).toMatchObject({ status: 'cancelled', cancelReason: 'ill', version: 3 });
});
