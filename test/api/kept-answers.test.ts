import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  createBusiness,
  createTestDatabase,
  startTestApi,
  type Answer,
  type CreatedBusiness,
  type TestApi,
  type TestDatabase,
} from '../../core/testing/index.ts';

const PASSWORD = 'correct horse battery';
const CLOCK = { now: () => Date.parse('2027-03-01T09:00:00Z') };
const KNOWN = '"known"';

let database: TestDatabase;
/** Two processes on one database. */
let here: TestApi;
let there: TestApi;
let ours: CreatedBusiness;
let theirs: CreatedBusiness;
let now = CLOCK.now();

const pathFor = (business: CreatedBusiness, service = 'Cut', kind = ''): string =>
  `/api/v1/availability${kind}?${new URLSearchParams({ serviceId: business.services[service]!, from: '2027-03-01', to: '2027-03-31', timeZone: 'UTC' })}`;

const book = (api: TestApi, business: CreatedBusiness, startsAt: string, service = 'Cut'): Promise<Answer> =>
  api.ask('POST', '/api/v1/bookings', {
    body: {
      serviceId: business.services[service],
      startsAt,
      customer: { name: 'Ada', email: 'ada@example.com' },
      timeZone: 'UTC',
    },
  });

/** What others are told of an earlier change goes out a moment later. */
const isNews = (statement: unknown): boolean =>
  statement === 'select 1' || (statement as { name?: string }).name === 'notify_changes';

/** What reached the database while something was done. */
async function statementsDuring(api: TestApi, work: () => Promise<unknown>): Promise<number> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const asked = vi.spyOn(api.runtime.db.pool, 'query');
  try {
    await work();
    return [...asked.mock.calls, ...query.mock.calls].filter(([first]) => !isNews(first)).length;
  } finally {
    query.mockRestore();
    asked.mockRestore();
  }
}

/** Asks until the answer comes without the database: what earlier tests announced has arrived by then. */
async function settled(api: TestApi, path: string): Promise<Answer> {
  for (;;) {
    await api.ask('GET', path);
    await new Promise((resolve) => setTimeout(resolve, 60));
    let answer: Answer | undefined;
    if ((await statementsDuring(api, async () => (answer = await api.ask('GET', path)))) === 0) return answer!;
  }
}

const endListening = async (): Promise<void> => {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bookme-live' and datname = current_database()`,
  );
  await client.end();
};

beforeAll(async () => {
  database = await createTestDatabase();
  const clock = { now: () => now };
  here = await startTestApi(database, { clock });
  there = await startTestApi(database, { clock });
  const plan = (slug: string) => ({
    name: slug,
    slug,
    timeZone: 'UTC',
    staff: [{ name: 'Ann', weekly: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, hours: [{ from: 540, to: 1020 }] })) }],
    services: [
      { name: 'Cut', durationMinutes: 60, slotIntervalMinutes: 60, windowDays: 60, minNoticeMinutes: 30 },
      { name: 'Colour', durationMinutes: 60, slotIntervalMinutes: 60, windowDays: 60 },
    ],
    users: [{ email: `owner@${slug}.example.com`, role: 'owner' as const, password: PASSWORD }],
  });
  ours = await createBusiness(database.db, plan('ours'));
  theirs = await createBusiness(database.db, plan('theirs'));
});
afterAll(async () => {
  await here.close();
  await there.close();
  await database.drop();
});

it.each(['', '/days'])(
  'answers /availability%s again without the database, byte for byte, or with 304',
  async (kind) => {
    const path = pathFor(ours, 'Cut', kind);
    const first = await here.ask('GET', path);
    const kept = await settled(here, path);
    expect(kept.text).toBe(first.text);
    expect(kept.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(kept.headers.get('cache-control')).toBe('no-cache');
    const etag = kept.headers.get('etag')!;
    expect(etag).toMatch(/^"[\w-]{20,}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await here.ask('GET', path, { headers: { 'if-none-match': known } });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect((await here.ask('GET', path, { headers: { 'if-none-match': KNOWN } })).status).toBe(200);
    const elsewhere = await there.ask('GET', path, { headers: { 'if-none-match': etag } });
    expect(elsewhere.status).toBe(304); // the tag is of the bytes, not of the process
  },
);

it('shows a booking at once in the process that took it, and in another as soon as that one hears of it', async () => {
  const path = pathFor(ours);
  const before = await settled(here, path);
  const elsewhere = await settled(there, path);
  expect(before.text).toContain('2027-03-03T10:00');
  expect((await book(here, ours, '2027-03-03T10:00:00Z')).status).toBe(201);
  const after = await here.ask('GET', path, { headers: { 'if-none-match': before.headers.get('etag')! } });
  expect(after.status).toBe(200);
  expect(after.text).not.toContain('2027-03-03T10:00');
  await vi.waitFor(async () => expect((await there.ask('GET', path)).text === after.text).toBe(true));
  expect(elsewhere.text).toBe(before.text);
});

it('shows a booking of one service in the times of another that shares its staff', async () => {
  const path = pathFor(ours, 'Colour');
  await settled(here, path);
  expect((await book(here, ours, '2027-03-04T10:00:00Z')).status).toBe(201);
  expect((await here.ask('GET', path)).text).not.toContain('2027-03-04T10:00');
});

it('keeps what a booking of another business, or of a day far off, does not touch', async () => {
  const path = pathFor(ours);
  await settled(here, path);
  expect((await book(here, theirs, '2027-03-05T10:00:00Z')).status).toBe(201);
  expect((await book(here, ours, '2027-04-20T10:00:00Z')).status).toBe(201);
  expect(await statementsDuring(here, () => here.ask('GET', path))).toBe(0);
});

it('forgets everything of a business whose rules change', async () => {
  const path = pathFor(ours);
  const before = await settled(here, path);
  await settled(there, path);
  const { headers } = await here.signIn('owner@ours.example.com', PASSWORD);
  const { json } = await here.ask('GET', `/api/v1/services`, { headers });
  const service = json.data.find(({ name }: { name: string }) => name === 'Cut');
  const { status } = await here.ask('PATCH', `/api/v1/services/${service.id}`, {
    headers,
    body: { windowDays: 10 },
  });
  expect(status).toBe(200);
  const after = await here.ask('GET', path);
  expect(after.text).not.toBe(before.text);
  await vi.waitFor(async () => expect((await there.ask('GET', path)).text === after.text).toBe(true));
});

it('keeps nothing while it cannot hear of changes, and trusts nothing from before when it can again', async () => {
  const path = pathFor(ours);
  await settled(here, path);
  await endListening();
  await vi.waitFor(async () => expect(await statementsDuring(here, () => here.ask('GET', path))).toBeGreaterThan(0));
  await settled(here, path); // listening again
});

it('makes the answer anew when its first time falls to the notice', async () => {
  now = Date.parse('2027-03-02T10:29:00Z');
  const path = pathFor(ours);
  const before = await settled(here, path);
  expect(before.text).toContain('2027-03-02T11:00');
  now = Date.parse('2027-03-02T10:30:00Z');
  expect((await here.ask('GET', path)).text).toContain('2027-03-02T11:00');
  now += 1;
  expect((await here.ask('GET', path)).text).not.toContain('2027-03-02T11:00');
});

it('does not keep what was read before a change and is stored after it', async () => {
  const path = pathFor(ours);
  await settled(here, path);
  await book(here, ours, '2027-03-09T09:00:00Z'); // what was kept is gone
  const { db } = here.runtime;
  const real = db.query;
  let booked: Promise<Answer> | undefined;
  db.query = (async (statement, values) => {
    const rows = await real(statement, values);
    if (statement.name === 'busy_times' && !booked) {
      booked = book(there, ours, '2027-03-09T10:00:00Z');
      await booked;
      await new Promise((resolve) => setTimeout(resolve, 200)); // and this process has heard of it
    }
    return rows;
  }) as typeof db.query;
  try {
    expect((await here.ask('GET', path)).text).toContain('2027-03-09T10:00'); // it was read before
  } finally {
    db.query = real;
  }
  expect((await booked!).status).toBe(201);
  expect((await here.ask('GET', path)).text).not.toContain('2027-03-09T10:00');
});

it('would offer a time that is taken, were its change not heard, and even then nobody books it', async () => {
  const path = pathFor(ours);
  await settled(here, path);
  const unheard = vi.spyOn(here.runtime.changes, 'publish').mockReturnValue(undefined);
  try {
    expect((await book(here, ours, '2027-03-10T11:00:00Z')).status).toBe(201);
    expect((await here.ask('GET', path)).text).toContain('2027-03-10T11:00');
    const second = await book(here, ours, '2027-03-10T11:00:00Z');
    expect([second.status, second.json.code]).toEqual([409, 'booking.slot_taken']);
  } finally {
    unheard.mockRestore();
  }
});
