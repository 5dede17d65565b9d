import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createBusiness,
  createTestDatabase,
  startTestApi,
  weekly,
  type AskOptions,
  type CreatedBusiness,
  type TestApi,
  type TestDatabase,
} from '../../core/testing/index.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');

let database: TestDatabase;
let api: TestApi;
let business: CreatedBusiness;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { clock: { now: () => NOW } });
  business = await createBusiness(database.db, {
    name: 'Salon',
    slug: 'salon',
    timeZone: 'Europe/Berlin',
    staff: [
      { name: 'Ann', weekly: weekly([1, 2, 3, 4, 5], '09:00-12:00', '13:00-17:00') },
      { name: 'Nightly', weekly: weekly([1, 2, 3, 4, 5, 6, 7], '00:00-24:00') },
      { name: 'Not for this', weekly: [] },
    ],
    services: [
      {
        name: 'Cut',
        durationMinutes: 30,
        slotIntervalMinutes: 30,
        windowDays: 60,
        minNoticeMinutes: 60,
        staff: ['Ann'],
      },
      { name: 'Night', durationMinutes: 30, slotIntervalMinutes: 30, windowDays: 700, staff: ['Nightly'] },
      { name: 'Gone', durationMinutes: 30, staff: ['Ann'], active: false },
    ],
  });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const good = () => ({
  serviceId: business.services['Cut']!,
  startsAt: '2026-11-25T09:00:00Z',
  customer: { name: 'Ada', email: 'ada@example.com' },
  timeZone: 'Europe/Berlin',
});
const book = (change: Record<string, unknown> = {}, options: AskOptions = {}) =>
  api.ask('POST', '/api/v1/bookings', { body: { ...good(), ...change }, ...options });
const availability = (change: Record<string, string> = {}) =>
  api.ask(
    'GET',
    `/api/v1/availability?${new URLSearchParams({ serviceId: business.services['Cut']!, from: '2026-11-25', to: '2026-11-26', timeZone: 'Europe/Berlin', ...change })}`,
  );
const stored = async (): Promise<number> => {
  const [row] = await database.db.tenant(business.organizationId, (sql) =>
    sql.query<{ count: number }>({ name: 'count_all', text: 'select count(*)::int from bookings' }),
  );
  return row!.count;
};

describe('a booking is refused, with a code and the field, and nothing is stored', () => {
  const person = { name: 'Ada', email: 'ada@example.com' };
  it.each<[string, Record<string, unknown>, number, string, string?]>([
    ['an unknown service', { serviceId: randomUUID() }, 404, 'service.not_found'],
    ['a service that is no id', { serviceId: '1 or 1=1' }, 400, 'request.invalid', 'serviceId'],
    ['an unknown person', { staffId: randomUUID() }, 404, 'staff.not_found'],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 400, 'request.invalid', 'timeZone'],
    ['a time in the past', { startsAt: '2026-11-20T09:00:00Z' }, 422, 'booking.in_the_past', 'startsAt'],
    ['a time too soon', { startsAt: '2026-11-23T08:30:00Z' }, 422, 'booking.too_soon', 'startsAt'],
    ['a time off the grid', { startsAt: '2026-11-25T09:07:00Z' }, 422, 'booking.off_grid', 'startsAt'],
    ['a time off the second', { startsAt: '2026-11-25T09:00:30Z' }, 422, 'booking.off_grid', 'startsAt'],
    ['a closed hour', { startsAt: '2026-11-25T11:00:00Z' }, 422, 'booking.outside_hours', 'startsAt'],
    ['a closed day', { startsAt: '2026-11-28T09:00:00Z' }, 422, 'booking.outside_hours', 'startsAt'],
    ['a time beyond the window', { startsAt: '2027-03-03T09:00:00Z' }, 422, 'booking.too_far_ahead', 'startsAt'],
    ['a day that does not exist', { startsAt: '2027-02-29T09:00:00Z' }, 400, 'request.invalid', 'startsAt'],
    ['a year that is not of this century', { startsAt: '9999-01-01T00:00:00Z' }, 400, 'request.invalid', 'startsAt'],
    ['a time without a zone', { startsAt: '2026-11-25T09:00:00' }, 400, 'request.invalid', 'startsAt'],
    ['a number for a time', { startsAt: 1_790_000_000_000 }, 400, 'request.invalid', 'startsAt'],
    ['no customer', { customer: undefined }, 400, 'request.invalid', 'customer'],
    ['an empty name', { customer: { ...person, name: '  ' } }, 400, 'request.invalid', 'customer.name'],
    ['an overlong name', { customer: { ...person, name: 'x'.repeat(121) } }, 400, 'request.invalid', 'customer.name'],
    [
      'a name with a line break',
      { customer: { ...person, name: 'Ada\r\nBcc: all@example.com' } },
      400,
      'request.invalid',
      'customer.name',
    ],
    ['a name with NUL', { customer: { ...person, name: 'A\u0000da' } }, 400, 'request.invalid', 'customer.name'],
    ['a lone surrogate', { customer: { ...person, name: 'A\ud800da' } }, 400, 'request.invalid', 'customer.name'],
    [
      'no e-mail address',
      { customer: { ...person, email: 'ada at example' } },
      400,
      'request.invalid',
      'customer.email',
    ],
    ['a note with NUL', { note: 'a\u0000b' }, 400, 'request.invalid', 'note'],
    ['an overlong note', { note: 'x'.repeat(1001) }, 400, 'request.invalid', 'note'],
    ['an unknown field', { price: 0 }, 400, 'request.invalid', 'price'],
    ['a language tag that contradicts itself', { locale: 'de-DE-DE' }, 400, 'request.invalid', 'locale'],
    ['a language that is none', { locale: '../../etc' }, 400, 'request.invalid', 'locale'],
  ])('%s', async (_, change, status, code, path) => {
    const answer = await book(change);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    if (path) expect(answer.json.errors.map((error: { path: string }) => error.path)).toContain(path);
    expect(await stored()).toBe(0);
  });

  it('an inactive service is not there', async () => {
    expect(await book({ serviceId: business.services['Gone'] })).toMatchObject({
      status: 404,
      json: { code: 'service.not_found' },
    });
  });

  it('a person who does something else is not there', async () => {
    expect(await book({ staffId: business.staff['Not for this'] })).toMatchObject({
      status: 404,
      json: { code: 'staff.not_found' },
    });
  });

  it('the hour that the clock skips is never offered, and the instants around it lie an hour apart on the wall', async () => {
    const query = { serviceId: business.services['Night']!, from: '2027-03-28', to: '2027-03-28' };
    const { json } = await availability(query);
    expect(json.days[0].free).toBe(46);
    expect(json.days[0].morning.slice(3, 5)).toEqual(['2027-03-28T00:30:00.000Z', '2027-03-28T01:00:00.000Z']);
    const shown = json.days[0].morning.map((at: string) =>
      new Date(at).toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' }),
    );
    expect(shown.filter((time: string) => time.startsWith('02'))).toEqual([]);
  });
});

describe('a request that is none', () => {
  it.each<[string, AskOptions, number, string]>([
    ['broken JSON', { raw: '{"serviceId":' }, 400, 'request.malformed'],
    ['a bare value', { raw: '"text"' }, 400, 'request.malformed'],
    ['a list', { raw: '[]' }, 400, 'request.invalid'],
    ['__proto__', { raw: '{"__proto__":{"admin":true}}' }, 400, 'request.malformed'],
    ['a body of 2 MB', { raw: JSON.stringify({ note: 'x'.repeat(2_000_000) }) }, 413, 'request.too_large'],
    ['10,000 levels', { raw: `{"note":${'['.repeat(10_000)}${']'.repeat(10_000)}}` }, 400, 'request.invalid'],
    [
      'a form',
      { raw: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'request.unsupported_media_type',
    ],
    ['XML', { raw: '<a/>', headers: { 'content-type': 'application/xml' } }, 415, 'request.unsupported_media_type'],
    [
      'bytes that are no UTF-8',
      { raw: new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
      400,
      'request.invalid',
    ],
  ])('%s', async (_, options, status, code) => {
    const answer = await api.ask('POST', '/api/v1/bookings', options);
    expect([answer.status, answer.json?.code]).toEqual([status, code]);
    expect(await stored()).toBe(0);
  });

  it.each([
    ['DELETE', '/api/v1/bookings', 405, 'route.method_not_allowed'],
    ['PUT', '/api/v1/pages/salon', 405, 'route.method_not_allowed'],
    ['GET', '/api/v1/nothing', 404, 'route.not_found'],
    ['GET', '/api/v1/pages/Salon%00', 400, 'request.invalid'],
    ['GET', '/api/v1/pages/nobody', 404, 'page.not_found'],
  ])('%s %s', async (method, path, status, code) => {
    expect(await api.ask(method, path)).toMatchObject({ status, json: { code } });
  });

  it('an Idempotency-Key that cannot be one', async () => {
    const answer = await book({}, { headers: { 'idempotency-key': 'x'.repeat(201) } });
    expect([answer.status, answer.json.code]).toEqual([400, 'request.invalid_idempotency_key']);
  });
});

describe('a question about free times', () => {
  it.each<[string, Record<string, string>, number, string]>([
    ['backwards', { from: '2026-11-26', to: '2026-11-25' }, 400, 'range.reversed'],
    ['too long', { from: '2026-11-01', to: '2027-11-01' }, 400, 'range.too_long'],
    ['a day that does not exist', { to: '2027-02-29' }, 400, 'request.invalid'],
    ['an unknown zone', { timeZone: 'Nowhere' }, 400, 'request.invalid'],
    ['an offset for a zone', { timeZone: '+02:00' }, 400, 'request.invalid'],
    ['an unknown person', { staffId: randomUUID() }, 404, 'staff.not_found'],
    ['an unknown field', { limit: '5' }, 400, 'request.invalid'],
  ])('%s', async (_, change, status, code) => {
    expect(await availability(change)).toMatchObject({ status, json: { code } });
  });

  it('twice the same parameter', async () => {
    const answer = await api.ask(
      'GET',
      `/api/v1/availability?serviceId=${business.services['Cut']}&from=2026-11-25&from=2026-11-26&to=2026-11-26&timeZone=UTC`,
    );
    expect([answer.status, answer.json.code]).toEqual([400, 'request.invalid']);
  });
});

it('a server error says nothing of the inside', async () => {
  const broken = await createTestDatabase();
  const down = await startTestApi(broken);
  await broken.drop();
  const answer = await down.ask('GET', '/api/v1/pages/salon');
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(answer.text).not.toMatch(/postgres|ECONN|select|database "|stack/i);
  await down.close();
});
