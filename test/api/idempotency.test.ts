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
import { WITHOUT_KEY } from './changes-without-key.ts';
import { createTemplateRows } from './template-rows.ts';
import { createChangeBy, type ChangeBy } from './tenant-rows.ts';

// Every route that takes an Idempotency-Key: asked once, ten times at once, again, with another body, and again of an
// API that has started since. One effect is the same change of the tenant's rows, table by table, as one request makes.
// What happens when the API dies between commit and answer is in test/chaos/api-killed.test.ts.

const NOW = Date.parse('2026-11-23T08:00:00Z');
const clock = { now: () => NOW };
const PASSWORD = 'correct horse battery';
const hours = [{ from: 0, to: 1440 }];
const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, hours }));
const customer = { name: 'Ada', email: 'ada@example.com' };
const timeZone = 'Europe/Berlin';
type Headers = Readonly<Record<string, string>>;
let database: TestDatabase;
let api: TestApi;
let business: CreatedBusiness;
let desk: Headers;
let changeBy: ChangeBy;
let n = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { clock });
  business = await createBusiness(database.db, {
    name: 'Again',
    slug: 'again',
    staff: [{ name: 'Ann', weekly: everyDay }, { name: 'Rules' }, { name: 'Trainer', weekly: everyDay }],
    rooms: [{ name: 'Room', capacity: 2 }],
    services: [
      { name: 'Cut', durationMinutes: 30, windowDays: 730, staff: ['Ann'], seriesMost: 12 },
      { name: 'Asked', durationMinutes: 30, windowDays: 730, staff: ['Ann'], requiresApproval: true },
      { name: 'Unused', durationMinutes: 30, staff: ['Rules'] },
      { name: 'Class', durationMinutes: 30, windowDays: 730, staff: ['Trainer'] },
    ],
    users: [{ email: 'owner@example.com', role: 'owner', password: PASSWORD }],
  });
  await createClass(database.db, business, { service: 'Class', seats: 5 });
  desk = (await api.signIn('owner@example.com', PASSWORD)).headers;
  changeBy = await createChangeBy(database.db, business.organizationId);
  await made('/bookings', { ...cut(), timeZone }, {}); // the customer is known from here on
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const day = (): string => new Date(Date.parse('2026-12-01T00:00:00Z') + ++n * 86_400_000).toISOString().slice(0, 10);
const free = (): string => `${day()}T09:00:00.000Z`;
const wall = (): string => `${day()}T12:00`;
const serviceOf = (name: string): string => business.services[name]!;
const cut = (service = 'Cut') => ({ serviceId: serviceOf(service), startsAt: free(), customer });
const rules = (): string => `/staff/${business.staff['Rules']!}`;
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });

const read = (path: string) => api.ask('GET', `/api/v1${path}`, { headers: desk });
async function made(path: string, body: unknown, headers: Headers = desk) {
  const { status, text, json } = await api.ask('POST', `/api/v1${path}`, { body, headers });
  if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`);
  return json;
}

interface Case {
  readonly path: string;
  readonly body: object;
  /** Another request with the same key; where no other body is allowed, for another thing. */
  readonly other: { readonly path?: string; readonly body?: object };
  readonly headers?: Headers;
}
type Make = () => Case | Promise<Case>;
const plain =
  (path: string | (() => string | Promise<string>), body: () => object): Make =>
  async () => ({ path: typeof path === 'string' ? path : await path(), body: body(), other: { body: body() } });
const open =
  (path: string, body: () => object): Make =>
  () => ({ path, body: body(), other: { body: body() }, headers: {} });
const visit = () => ({ parts: [{ serviceId: serviceOf('Cut') }], startsAt: free(), customer });
const series = () => ({ serviceId: serviceOf('Cut'), rrule: 'FREQ=DAILY;COUNT=1', startsAt: wall(), customer });
const session = () => ({ serviceId: serviceOf('Class'), staffId: business.staff['Trainer']!, startsAt: free() });
const asked = async (service = 'Cut') => made('/bookings', { ...cut(service), timeZone }, {});
const byLink =
  (act: string, body: () => object): Make =>
  async () => {
    const { booking, token } = await asked();
    const path = `/bookings/${booking.id}/${act}`;
    return { path, body: body(), other: { body: body() }, headers: bearer(token) };
  };
const ofDesk = (act: string, body: () => object, service = 'Cut') =>
  plain(async () => `/desk/bookings/${(await asked(service)).booking.id}/${act}`, body);
const seriesByLink =
  (act: string, body: () => object): Make =>
  async () => {
    const booked = await made('/series', { ...series(), timeZone }, {});
    const path = `/series/${booked.series.id}/${act}`;
    return { path, body: body(), other: { body: body() }, headers: bearer(booked.token) };
  };
const seriesOfDesk = (act: string, body: () => object) =>
  plain(async () => `/desk/series/${(await made('/desk/series', series())).id}/${act}`, body);
const ofSession = (act: string, body: () => object) =>
  plain(
    async () => `/desk/class-sessions/${(await made('/desk/class-sessions', session())).sessions[0].id}/${act}`,
    body,
  );
const inThePast = () => ({
  ...{ serviceId: serviceOf('Cut'), staffId: business.staff['Ann']!, customer },
  startsAt: new Date(Date.parse('2026-01-01T09:00:00Z') + ++n * 86_400_000).toISOString(),
});
const begun = async (): Promise<string> =>
  (await made('/desk/bookings/import', { bookings: [inThePast()] })).results[0].bookingId;
const past =
  (act: string): Make =>
  async () => {
    const path = async () => `/desk/bookings/${await begun()}/${act}`;
    return { path: await path(), body: {}, other: { path: await path() } };
  };
const place = () => ({ name: `Place ${++n}`, slug: `place-${n}`, timeZone, currency: 'EUR' });
const located = async (): Promise<string> => (await made('/locations', place())).id;
async function failedMessage(): Promise<string> {
  const { booking } = await asked();
  const id = crypto.randomUUID();
  await database.db.tenant(business.organizationId, (sql) =>
    sql.query(
      {
        name: 'plant_failed_message',
        text: `insert into messages (organization_id, id, booking_id, version, kind, recipient, message_id, to_name, to_address, subject, html, body_text, status, reason)
          values ($1, $2, $3, 1, 'booking-confirmed', 'customer', $4, 'Ada', 'ada@example.com', 's', 'h', 't', 'failed', 'planted')`,
      },
      [business.organizationId, id, booking.id, `<${id}@example.com>`],
    ),
  );
  return `/messages/${id}/retry`;
}

const byLinkOnly = async (): Promise<string> =>
  (await made('/services', { ...renamed(), durationMinutes: 30, visibility: 'link' })).id;
const renamed = () => ({ name: `Name ${++n}` });
const ROWS: Record<string, Make> = {
  ...createTemplateRows({ made, ask: async (path) => (await read(path)).text }),
  'POST /services': plain('/services', () => ({ ...renamed(), durationMinutes: 30 })),
  'PATCH /services/:id': plain(
    () => `/services/${serviceOf('Unused')}`,
    () => ({ description: `Text ${++n}` }),
  ),
  'POST /services/:id/link': async () => ({
    ...{ path: `/services/${await byLinkOnly()}/link`, body: {} },
    other: { path: `/services/${await byLinkOnly()}/link` },
  }),
  'POST /resources': plain('/resources', () => ({ kind: 'room', ...renamed() })),
  'PATCH /resources/:id': plain(() => `/resources/${business.rooms['Room']!}`, renamed),
  'POST /locations': plain('/locations', place),
  'PATCH /locations/:id': plain(async () => `/locations/${await located()}`, renamed),
  'PUT /locations/:id/holidays': async () => ({
    path: `/locations/${await located()}/holidays`,
    body: { country: 'DE', region: 'BE' },
    other: { body: { country: 'DE', region: 'BY' } },
  }),
  'PUT /travel-times': async () => {
    const [fromLocationId, toLocationId] = [await located(), await located()];
    const body = (minutes: number) => ({ times: [{ fromLocationId, toLocationId, minutes }] });
    await api.ask('PUT', '/api/v1/travel-times', { body: body(5), headers: desk }); // those that are replaced
    return { path: '/travel-times', body: body(10), other: { body: body(20) } };
  },
  'POST /staff': plain('/staff', renamed),
  'PATCH /staff/:id': plain(rules, renamed),
  'PUT /staff/:id/hours': plain(
    () => `${rules()}/hours`,
    () => ({ weekly: [{ weekday: (++n % 7) + 1, hours }] }),
  ),
  'PUT /staff/:id/overrides/:day': plain(
    () => `${rules()}/overrides/${day()}`,
    () => ({ hours: [{ from: ++n, to: 720 }] }),
  ),
  'POST /staff/:id/time-off': plain(
    () => `${rules()}/time-off`,
    () => {
      const on = day();
      return { from: `${on}T09:00`, to: `${on}T12:00` };
    },
  ),
  'POST /staff/:id/zone-changes': plain(
    () => `${rules()}/zone-changes`,
    () => {
      const on = day();
      return { from: on, to: on, timeZone: 'UTC' };
    },
  ),
  'POST /staff/:id/schedules': plain(
    () => `${rules()}/schedules`,
    () => ({ ...renamed(), weekly: [] }),
  ),
  'PATCH /staff/:id/schedules/:scheduleId': plain(async () => {
    const { id } = await made(`${rules()}/schedules`, { ...renamed(), weekly: [] });
    return `${rules()}/schedules/${id}`;
  }, renamed),
  'POST /holds': open('/holds', () => ({ serviceId: serviceOf('Cut'), startsAt: free() })),
  'POST /bookings': open('/bookings', () => ({ ...cut(), timeZone })),
  'POST /bookings/:id/reschedule': byLink('reschedule', () => ({ startsAt: free() })),
  'POST /bookings/:id/cancel': byLink('cancel', () => ({ reason: `Reason ${++n}` })),
  'POST /desk/bookings': plain('/desk/bookings', cut),
  'POST /desk/bookings/:id/confirm': async () => ({
    ...(await ofDesk('confirm', () => ({ notify: false }), 'Asked')()),
    other: { body: { notify: true } },
  }),
  'POST /desk/bookings/:id/reschedule': ofDesk('reschedule', () => ({ startsAt: free() })),
  'POST /desk/bookings/:id/cancel': ofDesk('cancel', () => ({ reason: `Reason ${++n}` })),
  'POST /desk/bookings/:id/swap': async () => ({
    ...(await ofDesk('swap', () => ({}))()),
    body: { withId: (await asked()).booking.id },
    other: { body: { withId: (await asked()).booking.id } },
  }),
  'POST /desk/bookings/:id/complete': past('complete'),
  'POST /desk/bookings/:id/no-show': past('no-show'),
  'POST /desk/bookings/import': plain('/desk/bookings/import', () => ({ bookings: [inThePast()] })),
  'POST /desk/class-sessions': plain('/desk/class-sessions', session),
  'POST /desk/class-sessions/:id/move': ofSession('move', () => ({ startsAt: free() })),
  'POST /desk/class-sessions/:id/capacity': ofSession('capacity', () => ({ capacity: 5 + ++n })),
  'POST /desk/class-sessions/:id/cancel': ofSession('cancel', () => ({ reason: `Reason ${++n}` })),
  'POST /series': open('/series', () => ({ ...series(), timeZone })),
  'POST /series/:id/reschedule': seriesByLink('reschedule', () => ({ scope: 'all', startsAt: wall() })),
  'POST /series/:id/cancel': seriesByLink('cancel', () => ({ scope: 'all', reason: `Reason ${++n}` })),
  'POST /desk/series': plain('/desk/series', series),
  'POST /desk/series/:id/reschedule': seriesOfDesk('reschedule', () => ({ scope: 'all', startsAt: wall() })),
  'POST /desk/series/:id/cancel': seriesOfDesk('cancel', () => ({ scope: 'all', reason: `Reason ${++n}` })),
  'POST /visits': open('/visits', () => ({ ...visit(), timeZone })),
  'POST /desk/visits': plain('/desk/visits', visit),
  'POST /messages/:id/retry': async () => {
    return { path: await failedMessage(), body: {}, other: { path: await failedMessage() } };
  },
};

const send = (operation: string, { path, body, headers = desk }: Omit<Case, 'other'>, to = api, key = 'once') =>
  to.ask(operation.split(' ')[0]!, `/api/v1${path}`, {
    body,
    headers: { ...headers, 'idempotency-key': `${operation.replaceAll(/[^a-z]/gi, '-')}-${key}` },
  });
const answered: { operation: string; one: Case; text: string }[] = [];
const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;

it('every change takes a key and has a row, or is listed with the reason why it takes none', () => {
  const changing = api.routes.map(({ endpoint }) => endpoint).filter(({ method }) => method !== 'GET');
  const takes = changing.filter(({ idempotent }) => idempotent);
  const takesNone = changing.filter(({ idempotent }) => !idempotent);
  expect(takes.map(nameOf).toSorted()).toEqual(Object.keys(ROWS).toSorted());
  expect(takesNone.map(nameOf).toSorted()).toEqual(Object.keys(WITHOUT_KEY).toSorted());
});

describe.each(Object.keys(ROWS))('%s', (operation) => {
  it('ten times at once, again and with another body: one effect, one answer', async () => {
    const [alone, one] = [await ROWS[operation]!(), await ROWS[operation]!()];
    const effect = await changeBy(async () =>
      expect(await send(operation, alone, api, 'alone')).toMatchObject({
        status: expect.toSatisfy((status) => status < 300),
      }),
    );
    expect(effect['idempotency_keys']).toBe(1);
    let texts: string[] = [];
    const together = await changeBy(async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => send(operation, one)));
      texts = [...new Set(answers.map(({ status, text }) => `${status} ${text}`))];
    });
    expect([texts, together]).toEqual([[expect.stringMatching(/^20[01] /)], effect]);
    const later = await changeBy(async () => {
      const again = await send(operation, one);
      expect(`${again.status} ${again.text}`).toBe(texts[0]);
      expect(await send(operation, { ...one, ...one.other })).toMatchObject({
        status: 422,
        json: { code: 'request.idempotency_key_reused' },
      });
    });
    expect(later).toEqual({});
    answered.push({ operation, one, text: texts[0]! });
  });
});

it('an API that has started since answers each of them with the same bytes', async () => {
  const other = await startTestApi(database, { clock });
  try {
    const change = await changeBy(async () => {
      for (const { operation, one, text } of answered) {
        const again = await send(operation, one, other);
        expect([operation, `${again.status} ${again.text}`]).toEqual([operation, text]);
      }
    });
    expect([change, answered.length]).toEqual([{}, Object.keys(ROWS).length]);
  } finally {
    await other.close();
  }
});
