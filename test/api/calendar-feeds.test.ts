import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSecrets } from '../../core/kernel/crypto/tokens.ts';
import {
  createBusiness,
  createTestDatabase,
  startTestApi,
  weekly,
  type CreatedBusiness,
  type TestApi,
  type TestDatabase,
} from '../../core/testing/index.ts';

const PASSWORD = 'correct horse battery';
const NOW = Date.parse('2027-03-01T08:00:00Z');
const DAY = 86_400_000;
const secrets = createSecrets('only for tests: thirty-two characters');

let now = NOW;
let database: TestDatabase;
let api: TestApi;
let ours: CreatedBusiness;
let owner: Record<string, string>;
let anna: Record<string, string>;

async function createPlace(slug: string): Promise<CreatedBusiness> {
  const place = await createBusiness(database.db, {
    name: `Salon ${slug}`,
    slug,
    staff: ['Anna', 'Ben'].map((name) => ({
      name,
      email: `${name}@${slug}.example.com`,
      weekly: weekly([1, 2, 3, 4, 5, 6, 7], '08:00-19:00'),
    })),
    services: [{ name: 'Cut, wash; dry', durationMinutes: 30, windowDays: 730 }],
    users: [
      { email: `owner@${slug}.example.com`, name: 'Olga', role: 'owner', password: PASSWORD },
      { email: `anna@${slug}.example.com`, name: 'Anna', role: 'staff', password: PASSWORD, staff: 'Anna' },
    ],
  });
  return place;
}

async function book(startsAt: string, { staff = 'Anna', email = 'zoe@example.com', place = ours } = {}) {
  const { status, json, text } = await api.ask('POST', '/api/v1/bookings', {
    body: {
      serviceId: place.services['Cut, wash; dry'],
      staffId: place.staff[staff],
      startsAt,
      customer: { name: `Customer ${email}`, email, phone: '+49 30 1' },
      timeZone: 'Europe/Berlin',
      locale: 'de',
    },
  });
  expect(status, text).toBe(201);
  return { id: json.booking.id as string, token: json.token as string, mailed: secrets.mailed(json.token) };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ofStaff = (staff: string, place = ours) => `/api/v1/staff/${place.staff[staff]}/calendar-feed`;
const ofBooking = (id: string) => `/api/v1/bookings/${id}/calendar-feed`;
async function created(path: string, headers: Record<string, string>): Promise<string> {
  const { status, json, text } = await api.ask('POST', path, { headers, body: {} });
  expect(status, text).toBe(201);
  return new URL(json.url).pathname;
}
const eventsOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((event) => ({
    id: String(event.getFirstPropertyValue('uid')).split('@')[0],
    status: event.getFirstPropertyValue('status'),
    sequence: event.getFirstPropertyValue('sequence'),
    summary: event.getFirstPropertyValue('summary'),
  }));
const read = async (path: string) => eventsOf((await api.ask('GET', path)).text);
const run = (text: string, values: unknown[]) =>
  database.db.tenant(ours.organizationId, (sql) => sql.query({ name: `test ${text}`.slice(0, 60), text }, values));

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { clock: { now: () => now } });
  ours = await createPlace('ours');
  owner = { ...(await api.signIn('owner@ours.example.com', PASSWORD)).headers };
  anna = { ...(await api.signIn('anna@ours.example.com', PASSWORD)).headers };
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

describe('the feed of a team member', () => {
  it('has their bookings and nobody else’s, and follows each change', async () => {
    const mine = await book('2027-03-02T09:00:00Z');
    await book('2027-03-02T09:00:00Z', { staff: 'Ben', email: 'other@example.com' });
    const path = await created(ofStaff('Anna'), anna);
    const expected = {
      ...{ id: mine.id, status: 'CONFIRMED', sequence: 1 },
      summary: 'Cut, wash; dry · Customer zoe@example.com',
    };
    expect(await read(path)).toEqual([expected]);
    const moved = await api.ask('POST', `/api/v1/bookings/${mine.id}/reschedule`, {
      headers: bearer(mine.token),
      body: { startsAt: '2027-03-02T10:00:00Z', staffId: ours.staff['Anna'] },
    });
    expect(moved.status).toBe(200);
    expect(await read(path)).toEqual([{ ...expected, sequence: 2 }]);
    await api.ask('POST', `/api/v1/bookings/${mine.id}/cancel`, { headers: bearer(mine.token), body: {} });
    // the database has a clock of its own
    await run(`update bookings set updated_at = $2 where id = $1`, [mine.id, new Date(NOW)]);
    expect(await read(path)).toEqual([{ ...expected, status: 'CANCELLED', sequence: 3 }]);
  });

  it('goes back 30 days and no further, and shows what was cancelled for 30 days', async () => {
    const path = await created(ofStaff('Ben'), owner);
    const early = await book('2027-03-03T09:00:00Z', { staff: 'Ben' });
    const ids = async () => (await read(path)).map(({ id }) => id);
    try {
      now = Date.parse('2027-04-02T09:00:00Z');
      expect(await ids()).toContain(early.id);
      now = Date.parse('2027-04-02T10:00:00Z');
      expect(await ids()).not.toContain(early.id);
      now = NOW;
      const far = await book('2027-06-01T09:00:00Z', { staff: 'Ben' });
      await api.ask('POST', `/api/v1/bookings/${far.id}/cancel`, { headers: bearer(far.token), body: {} });
      await run(`update bookings set updated_at = $2 where id = $1`, [far.id, new Date(NOW - 30 * DAY + 1_000)]);
      expect(await ids()).toContain(far.id);
      now = NOW + 2_000;
      expect(await ids()).not.toContain(far.id);
    } finally {
      now = NOW;
    }
  });

  it('is made by whoever it belongs to, or by those who see every calendar', async () => {
    expect((await api.ask('POST', ofStaff('Ben'), { headers: anna, body: {} })).json.code).toBe('staff.not_found');
    expect((await api.ask('GET', ofStaff('Ben'), { headers: anna })).status).toBe(404);
    expect((await api.ask('DELETE', ofStaff('Ben'), { headers: anna })).status).toBe(404);
    await created(ofStaff('Ben'), owner);
    expect((await api.ask('GET', ofStaff('Ben'), { headers: owner })).json).toEqual({
      createdAt: new Date(NOW).toISOString(),
      allowed: true,
    });
  });

  it('is dead at once when a new address is made, and when it is taken back', async () => {
    const first = await created(ofStaff('Anna'), anna);
    const second = await created(ofStaff('Anna'), owner);
    expect((await api.ask('GET', first)).json.code).toBe('feed.not_found');
    expect((await api.ask('GET', second)).status).toBe(200);
    const removed = await api.ask('DELETE', ofStaff('Anna'), { headers: anna });
    expect(removed.json).toEqual({ createdAt: null, allowed: true });
    expect((await api.ask('GET', second)).status).toBe(404);
  });

  it('answers 410 when the person has left, by the switch or by losing the account', async () => {
    const path = await created(ofStaff('Anna'), owner);
    for (const table of ['resources', 'users']) {
      const where = table === 'users' ? 'staff_id = $1' : 'id = $1';
      await run(`update ${table} set active = false where ${where}`, [ours.staff['Anna']]);
      const gone = await api.ask('GET', path);
      expect([table, gone.status, gone.json.code]).toEqual([table, 410, 'feed.gone']);
      expect(gone.text).not.toContain('Anna');
      await run(`update ${table} set active = true where ${where} /* back */`, [ours.staff['Anna']]);
    }
    expect((await api.ask('GET', path)).status).toBe(200);
  });
});

describe('the feed of a customer', () => {
  it('has all that they booked here, in their language, and no link that could change anything', async () => {
    const one = await book('2027-03-08T09:00:00Z', { email: 'kim@example.com' });
    const two = await book('2027-03-09T09:00:00Z', { email: 'Kim@example.com', staff: 'Ben' });
    await book('2027-03-10T09:00:00Z', { email: 'lee@example.com' });
    const path = await created(ofBooking(one.id), bearer(one.mailed));
    const { text } = await api.ask('GET', path);
    expect(eventsOf(text).map(({ id }) => id)).toEqual([one.id, two.id]);
    const flat = text.replaceAll('\r\n ', '');
    expect(flat).toContain('Bei: Ben');
    for (const secret of [one.token, two.token, '/manage/']) expect(flat).not.toContain(secret);
  });

  it('is not made by somebody who only booked with their address', async () => {
    const { id, token, mailed } = await book('2027-03-11T09:00:00Z', { email: 'kim@example.com' });
    for (const method of ['POST', 'DELETE']) {
      for (const shown of [token, `${token}~`, `${token}~${'A'.repeat(43)}`]) {
        const { status, json } = await api.ask(method, ofBooking(id), {
          headers: bearer(shown),
          ...(method === 'POST' ? { body: {} } : {}),
        });
        expect([method, status, json.code]).toEqual([method, 403, 'feed.mail_link_needed']);
      }
    }
    expect((await api.ask('GET', ofBooking(id), { headers: bearer(token) })).json).toEqual({
      createdAt: null,
      allowed: false,
    });
    expect((await api.ask('GET', ofBooking(id), { headers: bearer(mailed) })).json).toMatchObject({ allowed: true });
    // the booking itself opens with either
    for (const shown of [token, mailed])
      expect((await api.ask('GET', `/api/v1/bookings/${id}`, { headers: bearer(shown) })).status).toBe(200);
  });

  it('is not made with the link of a mail to an address that is no longer theirs', async () => {
    const { id, mailed } = await book('2027-03-12T09:00:00Z', { email: 'before@example.com' });
    await run(`update customers set email = 'after@example.com' where email = $1`, ['before@example.com']);
    expect((await api.ask('POST', ofBooking(id), { headers: bearer(mailed), body: {} })).status).toBe(404);
  });

  it('is dead at once when it is taken back', async () => {
    const { id, mailed } = await book('2027-03-15T09:00:00Z', { email: 'max@example.com' });
    const path = await created(ofBooking(id), bearer(mailed));
    expect((await api.ask('GET', path)).status).toBe(200);
    expect((await api.ask('DELETE', ofBooking(id), { headers: bearer(mailed) })).status).toBe(200);
    expect((await api.ask('GET', path)).status).toBe(404);
  });
});

describe('an address', () => {
  it('answers 304 until something in the calendar changes', async () => {
    const path = await created(ofStaff('Anna'), owner);
    const ask = async (etag: string) => api.ask('GET', path, { headers: { 'if-none-match': etag } });
    const etag = async () => (await api.ask('GET', path)).headers.get('etag')!;
    const first = await etag();
    expect(first).toMatch(/^"[\w-]{27}"$/);
    const same = await ask(`"other", W/${first}`);
    expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', first]);
    await book('2027-03-16T09:00:00Z');
    const changes = [
      `update locations set address = 'Elsewhere 1' where id = $1`,
      `update organizations set name = 'Another' where $1::uuid is not null`,
      `update bookings set version = version + 1 where location_id = $1`,
    ];
    let known = first;
    for (const change of ['', ...changes]) {
      if (change) await run(change, [ours.locationId]);
      const changed = await ask(known);
      expect([change, changed.status]).toEqual([change, 200]);
      known = changed.headers.get('etag')!;
      expect((await ask(known)).status).toBe(304);
    }
  });

  it('is private, sends no referrer and is found by no search engine, also as 304', async () => {
    const path = await created(ofStaff('Anna'), owner);
    const full = await api.ask('GET', path);
    expect(full.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const known = await api.ask('GET', path, { headers: { 'if-none-match': full.headers.get('etag')! } });
    for (const { headers } of [full, known]) {
      expect(headers.get('cache-control')).toBe('private, no-cache');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-robots-tag')).toContain('noindex');
      expect(headers.get('set-cookie')).toBeNull();
    }
  });

  it('holds 256 bits, is stored as a hash only and is never in a log', async () => {
    const log = vi.spyOn(api.runtime.log, 'debug');
    const others = (['trace', 'info', 'warn', 'error'] as const).map((level) => vi.spyOn(api.runtime.log, level));
    const path = await created(ofStaff('Anna'), owner);
    const token = /feeds\/(.+)\.ics$/.exec(path)![1]!;
    expect(token).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
    for (const each of [path, path.replace('.ics', ''), `${path}?x=1`, path.replace(token, token.replace('.', '.A'))])
      await api.ask('GET', each);
    await api.ask('POST', path, { body: {} });
    const lines = JSON.stringify([log, ...others].flatMap(({ mock }) => mock.calls));
    expect(lines).toContain('GET /feeds/:token.ics');
    expect(lines).not.toContain(token.split('.')[1]);
    vi.restoreAllMocks();
    const stored = await run(`select f::text as row from calendar_feeds f where $1::text <> ''`, [token]);
    expect(stored.length).toBeGreaterThan(0);
    expect(JSON.stringify(stored)).not.toContain(token.split('.')[1]);
  });

  it('is the same as none when it is guessed, misshapen or of another business', async () => {
    const theirs = await createPlace('theirs');
    await book('2027-03-17T09:00:00Z', { place: theirs });
    const path = await created(ofStaff('Anna'), owner);
    const [tenant, secret] = /feeds\/(.+)\.ics$/.exec(path)![1]!.split('.') as [string, string];
    const there = Buffer.from(theirs.organizationId.replaceAll('-', ''), 'hex').toString('base64url');
    for (const guess of [`${tenant}.${'A'.repeat(43)}`, `${there}.${secret}`, 'x', `${tenant}.`]) {
      const { status, json } = await api.ask('GET', `/api/v1/feeds/${guess}.ics`);
      expect([guess, status, json.code]).toEqual([guess, 404, 'feed.not_found']);
    }
  });

  it('is asked for as often as a program should, and no more', async () => {
    const limited = await startTestApi(database, { env: { BOOKME_RATE_LIMITS: 'on' } });
    const answers: number[] = [];
    for (let ask = 0; ask < 130; ask++) answers.push((await limited.ask('GET', '/api/v1/feeds/x.ics')).status);
    expect(new Set(answers.slice(0, 120))).toEqual(new Set([404]));
    expect(answers.at(-1)).toBe(429);
    await limited.close();
  });
});
