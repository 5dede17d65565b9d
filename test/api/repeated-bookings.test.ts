import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBusiness,
  createTestDatabase,
  startTestApi,
  type CreatedBusiness,
  type TestApi,
  type TestDatabase,
} from '../../core/testing/index.ts';

// Every idempotent route of bookings × the same again, another body, twenty at once, and again after a restart of the
// API, with an answer that was never received: one effect and one answer, byte by byte.

const NOW = Date.parse('2026-11-23T08:00:00Z');
const clock = { now: () => NOW };
const PASSWORD = 'correct horse battery';
const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, hours: [{ from: 0, to: 1440 }] }));

let database: TestDatabase;
let api: TestApi;
let business: CreatedBusiness;
let desk: Readonly<Record<string, string>>;
let next = Date.parse('2026-12-01T00:00:00Z');

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { clock });
  business = await createBusiness(database.db, {
    name: 'Again',
    slug: 'again',
    staff: [{ name: 'Ann', weekly: everyDay }],
    services: [
      { name: 'Cut', durationMinutes: 30 },
      { name: 'Asked', durationMinutes: 30, requiresApproval: true },
    ],
    users: [{ email: 'owner@example.com', role: 'owner', password: PASSWORD }],
  });
  desk = (await api.signIn('owner@example.com', PASSWORD)).headers;
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const free = (): string => new Date((next += 3_600_000)).toISOString();
const customer = { name: 'Ada', email: 'ada@example.com' };
const request = (service: string) => ({
  ...{ serviceId: business.services[service]!, startsAt: free(), customer, timeZone: 'Europe/Berlin' },
});
async function booked(service = 'Cut') {
  const { json } = await api.ask('POST', '/api/v1/bookings', { body: request(service) });
  return { id: json.booking.id as string, headers: { authorization: `Bearer ${json.token}` } };
}

interface Case {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  readonly other: object;
}
const ofDesk = async (act: string, body: object, other: object, service = 'Cut'): Promise<Case> => ({
  ...{ path: `/desk/bookings/${(await booked(service)).id}/${act}`, headers: desk, body, other },
});

const ROWS: Record<string, () => Promise<Case>> = {
  'POST /bookings': async () => ({ path: '/bookings', headers: {}, body: request('Cut'), other: request('Cut') }),
  'POST /bookings/:id/reschedule': async () => {
    const { id, headers } = await booked();
    return { path: `/bookings/${id}/reschedule`, headers, body: { startsAt: free() }, other: { startsAt: free() } };
  },
  'POST /bookings/:id/cancel': async () => {
    const { id, headers } = await booked();
    return { path: `/bookings/${id}/cancel`, headers, body: { reason: 'ill' }, other: { reason: 'well' } };
  },
  'POST /desk/bookings': async () => {
    const { serviceId, startsAt } = request('Cut');
    const body = { serviceId, startsAt, customer: { name: 'Walk-in' } };
    return { path: '/desk/bookings', headers: desk, body, other: { ...body, note: 'Other' } };
  },
  'POST /desk/bookings/:id/confirm': () => ofDesk('confirm', { notify: false }, { notify: true }, 'Asked'),
  'POST /desk/bookings/:id/reschedule': () => ofDesk('reschedule', { startsAt: free() }, { startsAt: free() }),
  'POST /desk/bookings/:id/cancel': () => ofDesk('cancel', { reason: 'ill' }, { reason: 'well' }),
  'POST /desk/bookings/:id/swap': async () =>
    ofDesk('swap', { withId: (await booked()).id }, { withId: (await booked()).id }),
};

const effects = async (): Promise<number> => {
  const [row] = await database.db.tenant(business.organizationId, (sql) =>
    sql.query<{ n: number }>({ name: 'effects', text: 'select count(*)::int as n from booking_events' }),
  );
  return row!.n;
};
const send = ({ path, headers, body }: Case, key: string, to = api) =>
  to.ask('POST', `/api/v1${path}`, {
    body,
    headers: { ...headers, 'idempotency-key': key.replaceAll(/[^a-z]/gi, '-') },
  });

it('has a row for every idempotent route of bookings that can be done before its time has come', () => {
  const served = api.routes
    .filter(({ endpoint }) => endpoint.idempotent && /^\/(desk\/)?bookings(\/:id|$)/.test(endpoint.path))
    .map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`)
    .filter((operation) => !/(complete|no-show)$/.test(operation));
  expect(Object.keys(ROWS).toSorted()).toEqual(served.toSorted());
});

describe.each(Object.keys(ROWS))('%s', (operation) => {
  it('sent again is answered with the same bytes, and with another body 422', async () => {
    const one = await ROWS[operation]!();
    const first = await send(one, `${operation} again`);
    expect([first.status, first.text]).toEqual([
      expect.toSatisfy((status: number) => status < 300),
      expect.any(String),
    ]);
    const before = await effects();
    expect([(await send(one, `${operation} again`)).text, await effects()]).toEqual([first.text, before]);
    expect(await send({ ...one, body: one.other }, `${operation} again`)).toMatchObject({
      status: 422,
      json: { code: 'request.idempotency_key_reused' },
    });
    expect(await effects()).toBe(before);
  });

  it('sent twenty times at once has one effect and one answer', async () => {
    const one = await ROWS[operation]!();
    const before = await effects();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(one, `${operation} at once`)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]!.status).toBeLessThan(300);
    expect((await effects()) - before).toBe(operation.endsWith('swap') ? 2 : 1);
  });

  it('sent again to another process, after an answer that nobody received, is answered with the same bytes', async () => {
    const one = await ROWS[operation]!();
    const first = await send(one, `${operation} restart`);
    const before = await effects();
    const other = await startTestApi(database, { clock });
    try {
      expect([(await send(one, `${operation} restart`, other)).text, await effects()]).toEqual([first.text, before]);
    } finally {
      await other.close();
    }
  });
});
