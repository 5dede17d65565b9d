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

// Monday. Europe/Berlin changes its clocks on 28 March.
const NOW = Date.parse('2027-03-01T08:00:00Z');
const PASSWORD = 'correct horse battery';
const OVERLAPS = `
  select count(*)::int as n from claims a join claims b
    on a.organization_id = b.organization_id and a.resource_id = b.resource_id and a.lane = b.lane
   and (a.booking_id, a.piece) < (b.booking_id, b.piece) and a.busy_from < b.busy_to and b.busy_from < a.busy_to`;

let database: TestDatabase;
let api: TestApi;
let business: CreatedBusiness;
let headers: Record<string, string>;
let ownHeaders: Record<string, string>;

const weekly = Array.from({ length: 7 }, (_, day) => ({ weekday: day + 1, hours: [{ from: 480, to: 1080 }] }));
const planOf = (slug: string) => ({
  name: 'Practice',
  slug,
  timeZone: 'Europe/Berlin',
  staff: [
    { name: 'Ann', weekly, email: `ann@${slug}.example` },
    { name: 'Bob', weekly },
  ],
  services: [
    { name: 'Therapy', durationMinutes: 60, windowDays: 365 },
    { name: 'Ann only', durationMinutes: 60, windowDays: 365, staff: ['Ann'] },
  ],
  users: [
    { email: `owner@${slug}.example`, role: 'owner' as const, password: PASSWORD },
    { email: `bob@${slug}.example`, role: 'staff' as const, staff: 'Bob', password: PASSWORD },
  ],
});

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { clock: { now: () => NOW } });
  business = await createBusiness(database.db, planOf('here'));
  ({ headers } = await api.signIn('owner@here.example', PASSWORD));
  ({ headers: ownHeaders } = await api.signIn('bob@here.example', PASSWORD));
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
  for (const table of [
    'messages',
    'booking_events',
    'outbox',
    'claims',
    'bookings',
    'booking_series',
    'idempotency_keys',
  ])
    await sql(`delete from ${table}`);
});

const bodyOf = (change: Record<string, unknown> = {}) => ({
  serviceId: business.services['Ann only'],
  rrule: 'FREQ=WEEKLY;COUNT=6',
  startsAt: '2027-03-08T09:00',
  customer: { name: 'Ada', email: `${randomUUID()}@example.com` },
  timeZone: 'Europe/Berlin',
  ...change,
});
const book = (change: Record<string, unknown> = {}, query = '', more: Record<string, string> = {}) =>
  api.ask('POST', `/api/v1/series${query}`, { body: bodyOf(change), headers: more });
const single = (startsAt: string, change: Record<string, unknown> = {}) =>
  api.ask('POST', '/api/v1/bookings', {
    body: {
      serviceId: business.services['Ann only'],
      startsAt,
      customer: { name: 'Eve', email: `${randomUUID()}@example.com` },
      timeZone: 'Europe/Berlin',
      ...change,
    },
  });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const startsOf = (json: { bookings: { booking: { startsAt: string; status: string } }[] }): string[] =>
  json.bookings
    .filter(({ booking }) => booking.status !== 'cancelled')
    .map(({ booking }) => booking.startsAt.slice(5, 16));

describe('a series', () => {
  it('is booked whole, at the same local hour on both sides of a change of the clocks', async () => {
    const { status, json } = await book();
    expect([status, json.code]).toEqual([201, undefined]);
    expect(startsOf(json.series)).toEqual([
      '03-08T08:00',
      '03-15T08:00',
      '03-22T08:00',
      '03-29T07:00',
      '04-05T07:00',
      '04-12T07:00', // prettier-ignore
    ]);
    expect(json.series).toMatchObject({
      rrule: 'FREQ=WEEKLY;COUNT=6',
      startsAt: '2027-03-08T09:00',
      timeZone: 'Europe/Berlin',
    });
    expect(await count('claims')).toBe(6);
    expect(await count('outbox')).toBe(6);
    const shown = await api.ask('GET', `/api/v1/series/${json.series.id}`, { headers: bearer(json.token) });
    expect(startsOf(shown.json)).toHaveLength(6);
  });

  it('is told before anything is booked what is free and what is not, with other times', async () => {
    await single('2027-03-22T08:00:00Z');
    const { status, json } = await book({}, '?dryRun=true');
    expect(status).toBe(200);
    expect(json).toMatchObject({ dryRun: true, conflicts: 1, skipped: [] });
    expect(json.times.map(({ free }: { free: boolean }) => free)).toEqual([true, true, false, true, true, true]);
    expect(json.times[2]).toMatchObject({ occurrence: 3, wall: '2027-03-22T09:00', reason: 'slot_taken' });
    expect(json.times[2].alternatives).toHaveLength(3);
    expect(await count('bookings')).toBe(1);
    expect(await count('booking_series')).toBe(0);
  });

  it('is refused, goes on without what cannot be, or takes another time, as the caller says', async () => {
    await single('2027-03-22T08:00:00Z');
    const refused = await book();
    expect([refused.status, refused.json.code]).toEqual([409, 'series.conflicts']);
    expect(refused.json.conflicts).toMatchObject([{ occurrence: 3, reason: 'slot_taken' }]);
    expect(await count('bookings')).toBe(1);
    expect(await count('booking_series')).toBe(0);

    const chosen = await book({ chosen: [{ occurrence: 3, startsAt: '2027-03-23T10:00:00Z' }] });
    expect(startsOf(chosen.json.series)[2]).toBe('03-23T10:00');
    const skipped = await book({ startsAt: '2027-03-09T09:00', onConflict: 'skip', rrule: 'FREQ=DAILY;COUNT=14' });
    expect(skipped.json.series.bookings.map(({ occurrence }: { occurrence: number }) => occurrence)).toEqual([
      1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13,
    ]);
    const other = await book({ startsAt: '2027-03-08T10:00', onConflict: 'alternative', rrule: 'FREQ=DAILY;COUNT=16' });
    expect(other.json.series.bookings).toHaveLength(16);
    expect((await sql<{ n: number }>(OVERLAPS))[0]!.n).toBe(0);
  });

  it('has the same person as often as possible when anyone will do', async () => {
    const anyone = { serviceId: business.services['Therapy'] };
    await single('2027-03-08T08:00:00Z', { ...anyone, staffId: business.staff['Ann'] });
    const { json } = await book(anyone);
    const names = json.series.bookings.map(
      ({ booking }: { booking: { staff: { name: string } } }) => booking.staff.name,
    );
    expect(new Set(names)).toEqual(new Set(['Bob']));
  });

  it('is made once by the same request sent again, with the same answer', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const customer = { name: 'Ada', email: 'same@example.com' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => book({ customer }, '', key)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect([await count('bookings'), await count('booking_series')]).toEqual([6, 1]);
  });

  it.each([
    [{ rrule: 'FREQ=WEEKLY' }, 'rrule', 'no_end'],
    [{ rrule: 'FREQ=SECONDLY;COUNT=3' }, 'rrule', 'too_fast'],
    [{ rrule: 'FREQ=DAILY;COUNT=1000000000' }, 'rrule', 'out_of_range'],
    [{ rrule: 'FREQ=DAILY;COUNT=105' }, 'rrule', 'too_many'],
    [{ rrule: 'FREQ=DAILY;UNTIL=20270101' }, 'rrule', 'ends_before_it_begins'],
    [{ chosen: [{ occurrence: 9, startsAt: '2027-03-23T10:00:00Z' }] }, 'chosen.0.occurrence', 'unknown_occurrence'],
  ])('says what is wrong with %j', async (change, path, code) => {
    const { status, json } = await book(change);
    expect(Math.floor(status / 100)).toBe(4);
    expect(json.errors).toMatchObject([{ path, code }]);
  });

  it('never stands half: fifty single bookings ask for its third time at once', async () => {
    const [series, ...singles] = await Promise.all([
      book(),
      ...Array.from({ length: 50 }, () => single('2027-03-22T08:00:00Z')),
    ]);
    const won = singles.filter(({ status }) => status === 201).length;
    expect([...new Set(singles.map(({ status }) => status))].every((status) => [201, 409].includes(status))).toBe(true);
    expect([won, series!.status]).toEqual(series!.status === 201 ? [0, 201] : [1, 409]);
    expect(await count('bookings')).toBe(series!.status === 201 ? 6 : 1);
    expect(await count('booking_series')).toBe(series!.status === 201 ? 1 : 0);
    expect((await sql<{ n: number }>(OVERLAPS))[0]!.n).toBe(0);
  });

  it('is booked by one of ten who want overlapping series, and the others leave nothing', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        book({ rrule: index % 2 ? 'FREQ=WEEKLY;COUNT=6' : 'FREQ=DAILY;COUNT=14' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    expect(await count('booking_series')).toBe(1);
    expect((await sql<{ n: number }>(OVERLAPS))[0]!.n).toBe(0);
  });
});

describe('a change', () => {
  const change = (
    kind: string,
    { series, token }: { series: { id: string }; token: string },
    body: object,
    query = '',
  ) => api.ask('POST', `/api/v1/series/${series.id}/${kind}${query}`, { headers: bearer(token), body });

  it('of this, of the following and of all moves by as much on the wall clock', async () => {
    const { json } = await book();
    const one = await change('reschedule', json, { scope: 'this', occurrence: 2, startsAt: '2027-03-16T11:00' });
    expect([one.status, one.json.code]).toEqual([200, undefined]);
    expect(startsOf(one.json)[1]).toBe('03-16T10:00');
    const following = await change('reschedule', json, {
      scope: 'following',
      occurrence: 3,
      startsAt: '2027-03-23T10:00',
    });
    expect(startsOf(following.json)).toEqual([
      '03-08T08:00',
      '03-16T10:00',
      '03-23T09:00',
      '03-30T08:00',
      '04-06T08:00',
      '04-13T08:00', // prettier-ignore
    ]);
    const all = await change('reschedule', json, { scope: 'all', startsAt: '2027-03-08T09:15' });
    expect(startsOf(all.json)).toEqual([
      '03-08T08:15',
      '03-16T10:15',
      '03-23T09:15',
      '03-30T08:15',
      '04-06T08:15',
      '04-13T08:15', // prettier-ignore
    ]);
  });

  it('moves a daily series into its own days, since its bookings make room for one another', async () => {
    const { json } = await book({ rrule: 'FREQ=DAILY;COUNT=5' });
    const moved = await change('reschedule', json, { scope: 'all', startsAt: '2027-03-09T09:00' });
    expect(startsOf(moved.json)).toEqual(['03-09T08:00', '03-10T08:00', '03-11T08:00', '03-12T08:00', '03-13T08:00']);
    expect((await sql<{ n: number }>(OVERLAPS))[0]!.n).toBe(0);
  });

  it('tells what is in the way first, and moves all or nothing', async () => {
    const { json } = await book();
    await single('2027-03-30T08:00:00Z');
    const body = { scope: 'all', startsAt: '2027-03-09T10:00' };
    const dry = await change('reschedule', json, body, '?dryRun=true');
    expect(dry.json).toMatchObject({ conflicts: 1 });
    expect(dry.json.times[3]).toMatchObject({ occurrence: 4, reason: 'slot_taken', free: false });
    const refused = await change('reschedule', json, body);
    expect([refused.status, refused.json.code]).toEqual([409, 'series.conflicts']);
    const shown = await api.ask('GET', `/api/v1/series/${json.series.id}`, { headers: bearer(json.token) });
    expect(startsOf(shown.json)[0]).toBe('03-08T08:00');
    const skipped = await change('reschedule', json, { ...body, onConflict: 'skip' });
    expect(startsOf(skipped.json)).toEqual([
      '03-09T09:00',
      '03-16T09:00',
      '03-23T09:00',
      '03-29T07:00',
      '04-06T08:00',
      '04-13T08:00', // prettier-ignore
    ]);
  });

  it('cancels this, the following or all that are ahead, and frees their time', async () => {
    const { json } = await book();
    const one = await change('cancel', json, { scope: 'this', occurrence: 1 });
    expect(startsOf(one.json)).toHaveLength(5);
    const following = await change('cancel', json, { scope: 'following', occurrence: 4, reason: 'better' });
    expect(startsOf(following.json)).toEqual(['03-15T08:00', '03-22T08:00']);
    expect((await change('cancel', json, { scope: 'this', occurrence: 5 })).json.code).toBe(
      'series.unknown_occurrence',
    );
    expect(startsOf((await change('cancel', json, { scope: 'all' })).json)).toEqual([]);
    expect((await change('cancel', json, { scope: 'all' })).json.code).toBe('series.nothing_left');
    expect(await count('claims')).toBe(0);
    expect((await book()).status).toBe(201);
  });

  it('is made once by the same request sent five times at once', async () => {
    const { json } = await book();
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        api.ask('POST', `/api/v1/series/${json.series.id}/reschedule`, {
          headers: { ...bearer(json.token), ...key },
          body: { scope: 'all', startsAt: '2027-03-08T10:00' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(startsOf(answers[0]!.json)[0]).toBe('03-08T09:00');
    expect((await sql<{ n: number }>('select max(version)::int as n from bookings'))[0]!.n).toBe(2);
  });

  it('takes the link of the series: that of one of its bookings, another series or another id opens nothing', async () => {
    const { json } = await book();
    const other = await book({ startsAt: '2027-03-09T12:00' });
    const path = `/api/v1/series/${json.series.id}`;
    expect((await api.ask('GET', path, { headers: bearer(other.json.token) })).status).not.toBe(200);
    expect((await api.ask('GET', path)).status).not.toBe(200);
    const booking = json.series.bookings[0].booking.id;
    const asBooking = await api.ask('GET', `/api/v1/bookings/${json.series.id}`, { headers: bearer(json.token) });
    expect(asBooking.status).toBe(404);
    const ofBooking = await api.ask('GET', `/api/v1/bookings/${booking}`, { headers: bearer(json.token) });
    expect(ofBooking.status).not.toBe(200);
  });
});

describe('the team', () => {
  it('books, moves and cancels series of its customers; whoever has one calendar sees but their own', async () => {
    const body = { ...bodyOf({ startsAt: '2027-03-08T09:10', customer: { name: 'Walk-in' } }) };
    const { status, json } = await api.ask('POST', '/api/v1/desk/series', { headers, body });
    expect([status, json.code]).toEqual([201, undefined]);
    const path = `/api/v1/desk/series/${json.id}`;
    expect((await api.ask('GET', path, { headers: ownHeaders })).status).toBe(404);
    const move = { scope: 'following', occurrence: 5, startsAt: '2027-04-06T09:10', notify: false };
    const dry = await api.ask('POST', `${path}/reschedule?dryRun=true`, { headers, body: move });
    expect(dry.json).toMatchObject({ dryRun: true, conflicts: 0 });
    const moved = await api.ask('POST', `${path}/reschedule`, { headers, body: move });
    expect(startsOf(moved.json).slice(4)).toEqual(['04-06T07:10', '04-13T07:10']);
    const cancelled = await api.ask('POST', `${path}/cancel`, { headers, body: { scope: 'all' } });
    expect(startsOf(cancelled.json)).toEqual([]);
  });
});
