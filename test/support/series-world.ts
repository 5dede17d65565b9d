import { randomUUID } from 'node:crypto';
import {
  createBusiness,
  createTestDatabase,
  startTestApi,
  type CreatedBusiness,
  type TestApi,
} from '../../core/testing/index.ts';

/** Monday. Europe/Berlin changes its clocks on 28 March. */
const NOW = Date.parse('2027-03-01T08:00:00Z');
const PASSWORD = 'correct horse battery';
const OVERLAPS = `
  select count(*)::int as n from claims a join claims b
    on a.organization_id = b.organization_id and a.resource_id = b.resource_id and a.lane = b.lane
   and (a.booking_id, a.piece) < (b.booking_id, b.piece) and a.busy_from < b.busy_to and b.busy_from < a.busy_to`;
const OF_BOOKINGS = [
  'messages',
  'booking_events',
  'outbox',
  'claims',
  'bookings',
  'booking_series',
  'idempotency_keys',
];

const weekly = Array.from({ length: 7 }, (_, day) => ({ weekday: day + 1, hours: [{ from: 480, to: 1080 }] }));
const PLAN = {
  name: 'Practice',
  slug: 'here',
  timeZone: 'Europe/Berlin',
  staff: [
    { name: 'Ann', weekly },
    { name: 'Bob', weekly },
  ],
  services: [
    { name: 'Therapy', durationMinutes: 60, windowDays: 365, seriesMost: 52 },
    { name: 'Ann only', durationMinutes: 60, windowDays: 365, seriesMost: 52, staff: ['Ann'] },
    { name: 'Desk only', durationMinutes: 60, windowDays: 365 },
    {
      ...{ name: 'Four till May', durationMinutes: 60, windowDays: 365, seriesMost: 4 },
      versions: [{ from: '2027-05-01', changes: { seriesMost: 0 } }],
    },
  ],
  users: [
    { email: 'owner@here.example', role: 'owner' as const, password: PASSWORD },
    { email: 'bob@here.example', role: 'staff' as const, staff: 'Bob', password: PASSWORD },
  ],
};

export interface SeriesWorld {
  readonly api: TestApi;
  readonly business: CreatedBusiness;
  /** Of the owner, and of Bob, who sees but his own calendar. */
  readonly headers: Record<'owner' | 'bob', Readonly<Record<string, string>>>;
  /** A good request: every Monday at 09:00, six times, with Ann. */
  body(change?: Record<string, unknown>): Record<string, unknown>;
  book(change?: Record<string, unknown>, query?: string, headers?: Record<string, string>): ReturnType<TestApi['ask']>;
  /** A booking besides, of another customer. */
  single(startsAt: string, change?: Record<string, unknown>): ReturnType<TestApi['ask']>;
  one(text: string): Promise<number>;
  count(table: string): Promise<number>;
  overlaps(): Promise<number>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** A practice with its API on a database of its own. */
export async function createSeriesWorld(): Promise<SeriesWorld> {
  const database = await createTestDatabase();
  const api = await startTestApi(database, { clock: { now: () => NOW } });
  const business = await createBusiness(database.db, PLAN);
  const [owner, bob] = await Promise.all(PLAN.users.map(({ email }) => api.signIn(email, PASSWORD)));
  const customer = (name: string) => ({ name, email: `${randomUUID()}@example.com` });
  const sql = (text: string): Promise<{ n: number }[]> =>
    database.db.tenant(business.organizationId, (one) => one.query({ name: text.slice(0, 60), text }, []));
  const one = async (text: string): Promise<number> => (await sql(text))[0]!.n;
  const body = (change: Record<string, unknown> = {}) => ({
    serviceId: business.services['Ann only'],
    rrule: 'FREQ=WEEKLY;COUNT=6',
    startsAt: '2027-03-08T09:00',
    customer: customer('Ada'),
    timeZone: 'Europe/Berlin',
    ...change,
  });
  return {
    api,
    business,
    headers: { owner: owner!.headers, bob: bob!.headers },
    body,
    book: (change = {}, query = '', headers = {}) =>
      api.ask('POST', `/api/v1/series${query}`, { body: body(change), headers }),
    single: (startsAt, change = {}) =>
      api.ask('POST', '/api/v1/bookings', {
        body: {
          serviceId: business.services['Ann only'],
          startsAt,
          customer: customer('Eve'),
          timeZone: 'Europe/Berlin',
          ...change,
        },
      }),
    one,
    count: (table) => one(`select count(*)::int as n from ${table}`),
    overlaps: () => one(OVERLAPS),
    async clear() {
      for (const table of OF_BOOKINGS) await sql(`delete from ${table}`);
    },
    async close() {
      await api.close();
      await database.drop();
    },
  };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The starts of a series that were not cancelled, `MM-DDTHH:MM` in UTC. */
export const startsOf = (json: { bookings: { booking: { startsAt: string; status: string } }[] }): string[] =>
  json.bookings
    .filter(({ booking }) => booking.status !== 'cancelled')
    .map(({ booking }) => booking.startsAt.slice(5, 16));
