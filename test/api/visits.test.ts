import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createBusiness,
  createTestDatabase,
  startTestApi,
  type CreatedBusiness,
  type TestApi,
  type TestDatabase,
} from '../../core/testing/index.ts';

// Monday.
const NOW = Date.parse('2027-03-01T08:00:00Z');
const PASSWORD = 'correct horse battery';
const DAY = '2027-03-03';
const OVERLAPS = `
  select count(*)::int as n from claims a join claims b
    on a.organization_id = b.organization_id and a.resource_id = b.resource_id and a.lane = b.lane
   and (a.booking_id, a.piece) < (b.booking_id, b.piece) and a.busy_from < b.busy_to and b.busy_from < a.busy_to`;

let database: TestDatabase;
let api: TestApi;
let business: CreatedBusiness;
let elsewhere: CreatedBusiness;
let headers: Record<string, string>;

const weekly = Array.from({ length: 7 }, (_, day) => ({ weekday: day + 1, hours: [{ from: 540, to: 1020 }] }));
const planOf = (slug: string) => ({
  name: 'Salon',
  slug,
  timeZone: 'Europe/Berlin',
  staff: ['Ann', 'Bob', 'Cem'].map((name) => ({ name, weekly })),
  rooms: [{ name: 'Red' }],
  services: [
    { name: 'Cut', durationMinutes: 40, slotIntervalMinutes: 30, staff: ['Ann', 'Bob'] },
    { name: 'Colour', durationMinutes: 60, slotIntervalMinutes: 30, staff: ['Bob', 'Cem'] },
    { name: 'Massage', durationMinutes: 60, staff: ['Ann', 'Cem'] },
    { name: 'Sauna', durationMinutes: 60, staff: ['Cem', 'Bob'], rooms: ['Red'] },
    { name: 'Facial', durationMinutes: 60, staff: ['Ann'], rooms: ['Red'] },
  ],
  users: [{ email: `owner@${slug}.example`, role: 'owner' as const, password: PASSWORD }],
});

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { clock: { now: () => NOW } });
  business = await createBusiness(database.db, planOf('here'));
  elsewhere = await createBusiness(database.db, planOf('elsewhere'));
  ({ headers } = await api.signIn('owner@here.example', PASSWORD));
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const sql = <Row>(text: string): Promise<Row[]> =>
  database.db.tenant(business.organizationId, (one) => one.query<Row>({ name: text.slice(0, 60), text }, []));
const count = async (table: string): Promise<number> =>
  (await sql<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n;
beforeEach(async () => {
  for (const table of ['messages', 'booking_events', 'outbox', 'claims', 'bookings', 'idempotency_keys'])
    await sql(`delete from ${table}`);
});

type Part = string | [service: string, more: Record<string, unknown>];
const partsOf = (parts: Part[], of = business) =>
  parts.map((part) => {
    const [name, more] = typeof part === 'string' ? [part, {}] : part;
    return { serviceId: of.services[name], ...more };
  });
const find = (parts: Part[], more: Record<string, unknown> = {}) =>
  api.ask('POST', '/api/v1/availability/visits', {
    body: { parts: partsOf(parts), from: DAY, to: DAY, timeZone: 'Europe/Berlin', ...more },
  });
const visit = (parts: Part[], at: string, more: Record<string, unknown> = {}, query = '', key?: string) =>
  api.ask('POST', `/api/v1/visits${query}`, {
    body: {
      parts: partsOf(parts),
      startsAt: `${DAY}T${at}:00Z`,
      customer: { name: 'Ada', email: `${randomUUID()}@example.com` },
      timeZone: 'Europe/Berlin',
      ...more,
    },
    ...(key ? { headers: { 'idempotency-key': key } } : {}),
  });
const single = (service: string, at: string, staff: string) =>
  api.ask('POST', '/api/v1/bookings', {
    body: {
      serviceId: business.services[service],
      staffId: business.staff[staff],
      startsAt: `${DAY}T${at}:00Z`,
      customer: { name: 'Eve', email: `${randomUUID()}@example.com` },
      timeZone: 'Europe/Berlin',
    },
  });
const told = (json: {
  bookings: { booking: { service: { name: string }; staff: { name: string }; startsAt: string } }[];
}) =>
  json.bookings.map(({ booking }) => `${booking.service.name} ${booking.staff.name} ${booking.startsAt.slice(11, 16)}`);

describe('a visit', () => {
  it('has its parts one after the other, by one person where that ends as soon', async () => {
    const { status, json } = await visit(['Cut', 'Colour'], '08:00');
    expect([status, json.code]).toEqual([201, undefined]);
    expect(told(json)).toEqual(['Cut Bob 08:00', 'Colour Bob 08:40']);
    expect(json).toMatchObject({ startsAt: '2027-03-03T08:00:00.000Z', endsAt: '2027-03-03T09:40:00.000Z' });
    expect(json.bookings.map(({ booking }: { booking: { visitId: string } }) => booking.visitId)).toEqual([json.visitId, json.visitId]); // prettier-ignore
    expect(await count('claims')).toBe(2);
    const { bookings } = json;
    const shown = await api.ask('GET', `/api/v1/bookings/${bookings[1].booking.id}`, {
      headers: { authorization: `Bearer ${bookings[1].token}` },
    });
    expect(shown.json).toMatchObject({ visitId: json.visitId, staff: { name: 'Bob' } });
  });

  it('is told before it is booked, with its price and its people', async () => {
    const { status, json } = await visit(['Cut', 'Colour'], '08:00', {}, '?dryRun=true');
    expect([status, json.dryRun, json.gapMinutes]).toEqual([200, true, 0]);
    expect(json.parts).toMatchObject([
      { part: 0, service: { name: 'Cut' }, staff: { name: 'Bob' } },
      { part: 1, service: { name: 'Colour' }, staff: { name: 'Bob' }, startsAt: '2027-03-03T08:40:00.000Z' },
    ]);
    expect(await count('bookings')).toBe(0);
  });

  it('takes another person, another order or a gap when somebody is busy, and says so when nothing is possible', async () => {
    await single('Colour', '09:00', 'Bob');
    expect(told((await visit(['Cut', 'Colour'], '08:00')).json)).toEqual(['Cut Ann 08:00', 'Colour Cem 08:40']);
    await single('Massage', '10:00', 'Cem');
    const refused = await visit(['Cut', 'Colour'], '09:30', { maxGapMinutes: 0 });
    expect([refused.status, refused.json.code]).toEqual([201, undefined]);
    expect(told(refused.json)).toEqual(['Cut Ann 09:30', 'Colour Bob 10:10']);
    const lost = await visit(['Cut', 'Colour'], '09:30', { maxGapMinutes: 0 });
    expect([lost.status, lost.json.code]).toEqual([409, 'visit.not_possible']);
    expect(lost.json.alternatives).toHaveLength(3);
    const retry = await visit(['Cut', 'Colour'], lost.json.alternatives[0].slice(11, 16), { maxGapMinutes: 0, startsAt: lost.json.alternatives[0] }); // prettier-ignore
    expect(retry.status).toBe(201);
    expect((await sql<{ n: number }>(OVERLAPS))[0]!.n).toBe(0);
  });

  it('offers no start that cannot be booked, and hides none that can', async () => {
    await single('Colour', '09:00', 'Bob');
    await single('Massage', '11:00', 'Ann');
    const { status, json } = await find(['Cut', 'Colour'], { maxGapMinutes: 10 });
    expect(status).toBe(200);
    const offered: string[] = json.days[0].starts;
    expect(offered.length).toBeGreaterThan(5);
    for (let minute = 8 * 60; minute < 16 * 60; minute += 10) {
      const at = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      const dry = await visit(['Cut', 'Colour'], at, { maxGapMinutes: 10 }, '?dryRun=true');
      expect([at, dry.status]).toEqual([at, offered.includes(`${DAY}T${at}:00.000Z`) ? 200 : 409]);
    }
  });

  it('never uses one room for two parts at once', async () => {
    const parallel = { order: 'parallel' };
    const both = await visit(['Sauna', 'Facial'], '08:00', parallel);
    expect([both.status, both.json.code]).toEqual([409, 'visit.not_possible']);
    expect(told((await visit(['Sauna', 'Facial'], '08:00', { order: 'any', maxGapMinutes: 0 })).json)).toHaveLength(2);
    expect((await visit(['Massage', 'Sauna'], '10:00', parallel)).status).toBe(201);
    expect((await sql<{ n: number }>(OVERLAPS))[0]!.n).toBe(0);
  });

  it('serves several people at once, each by somebody else', async () => {
    const two: Part[] = [['Massage', { people: 2 }]];
    const { status, json } = await visit(two, '08:00', { order: 'parallel' });
    expect([status, json.code]).toEqual([201, undefined]);
    expect(told(json).sort()).toEqual(['Massage Ann 08:00', 'Massage Cem 08:00']);
    expect((await visit(two, '08:30', { order: 'parallel' })).json.code).toBe('visit.not_possible');
    expect((await visit(two, '09:00')).json.code).toBe('visit.people_in_sequence');
    expect((await visit([['Massage', { people: 3 }]], '10:00', { order: 'parallel' })).json.code).toBe('visit.not_possible'); // prettier-ignore
  });

  it.each<[string, Part[], Record<string, unknown>, string]>([
    ['more parts than there may be', [['Cut', { people: 4 }], ['Colour', { people: 3 }]], { order: 'parallel' }, 'visit.too_many_parts'], // prettier-ignore
    ['a length that is not sold', [['Cut', { durationMinutes: 41 }]], {}, 'request.invalid'],
    ['nothing at all', [], {}, 'request.invalid'],
    [
      'somebody who does not do it',
      [['Cut', { staffId: '01900000-0000-7000-8000-000000000001' }]],
      {},
      'staff.not_found',
    ],
  ])('refuses %s', async (_, parts, more, code) => {
    const { status, json } = await visit(parts, '08:00', more);
    expect([Math.floor(status / 100), json.code]).toEqual([4, code]);
    expect(await count('bookings')).toBe(0);
  });

  it('finds nothing of another business', async () => {
    const parts = [...partsOf(['Cut']), ...partsOf(['Colour'], elsewhere)];
    const { status, json } = await visit([], '08:00', { parts });
    expect([status, json.code]).toEqual([404, 'service.not_found']);
  });

  it('is booked once by the same request sent five times at once', async () => {
    const key = randomUUID();
    const customer = { name: 'Ada', email: 'same@example.com' };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => visit(['Cut', 'Colour'], '08:00', { customer }, '', key)),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await count('bookings')).toBe(2);
  });

  it('is booked whole or not at all by sixty who want the same people in opposite orders', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        visit(index % 2 ? ['Facial', 'Sauna'] : ['Sauna', 'Facial'], '08:00', { maxGapMinutes: 0 }),
      ),
    );
    const statuses = Object.groupBy(answers, ({ status }) => String(status));
    expect(Object.keys(statuses).sort()).toEqual(['201', '409']);
    expect(statuses['201']).toHaveLength(1);
    expect(await count('bookings')).toBe(2);
    expect((await sql<{ n: number }>(OVERLAPS))[0]!.n).toBe(0);
  });
});

it('the team books visits for its customers, also soon and off the grid', async () => {
  const body = {
    parts: partsOf(['Cut', 'Colour']),
    startsAt: `${DAY}T08:05:00Z`,
    customer: { name: 'Walk-in' },
  };
  const dry = await api.ask('POST', '/api/v1/desk/visits?dryRun=true', { headers, body });
  expect([dry.status, dry.json.parts?.length]).toEqual([200, 2]);
  const { status, json } = await api.ask('POST', '/api/v1/desk/visits', { headers, body });
  expect([status, json.bookings.length]).toEqual([201, 2]);
});
