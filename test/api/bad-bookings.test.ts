import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createBusiness,
  createTestDatabase,
  startTestApi,
  type CreatedBusiness,
  type TestApi,
  type TestDatabase,
} from '../../core/testing/index.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');
const PASSWORD = 'correct horse battery';
const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, hours: [{ from: 0, to: 1440 }] }));

let database: TestDatabase;
let api: TestApi;
let ours: CreatedBusiness;
let theirs: CreatedBusiness;
let owner: Readonly<Record<string, string>>;
let staff: Readonly<Record<string, string>>;

const plan = (slug: string) => ({
  ...{ name: slug, slug, staff: [{ name: 'Ann', weekly: everyDay }] },
  services: [
    {
      ...{ name: 'Cut', durationMinutes: 30, durations: [{ minutes: 30 }, { minutes: 60 }], minParty: 1, maxParty: 3 },
      addons: [{ name: 'Beard', minutes: 15, priceAmount: 500 }],
    },
  ],
  users: [
    { email: `owner@${slug}.example.com`, role: 'owner' as const, password: PASSWORD },
    { email: `staff@${slug}.example.com`, role: 'staff' as const, password: PASSWORD, staff: 'Ann' },
  ],
});
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { clock: { now: () => NOW } });
  ours = await createBusiness(database.db, plan('ours'));
  theirs = await createBusiness(database.db, plan('theirs'));
  owner = (await api.signIn('owner@ours.example.com', PASSWORD)).headers;
  staff = (await api.signIn('staff@ours.example.com', PASSWORD)).headers;
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const startsAt = '2026-12-01T09:00:00Z';
const good = (business = ours) => ({
  ...{ serviceId: business.services['Cut']!, startsAt, timeZone: 'Europe/Berlin' },
  customer: { name: 'Ada', email: 'ada@example.com' },
});
const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  api.ask('POST', `/api/v1${path}`, { body, headers });
const hold = async (business: CreatedBusiness, at: string) =>
  (await post('/holds', { serviceId: business.services['Cut'], startsAt: at })).json;
const stored = async (): Promise<number> => {
  const [row] = await database.db.tenant(ours.organizationId, (sql) =>
    sql.query<{ n: number }>({
      name: 'stored_all',
      text: `select ((select count(*) from bookings) + (select count(*) from claims) + (select count(*) from customers)
        + (select count(*) from booking_events) + (select count(*) from idempotency_keys))::int as n`,
    }),
  );
  return row!.n;
};

it.each<[string, object, number]>([
  ['nobody', { party: 0 }, 400],
  ['half a person', { party: 1.5 }, 400],
  ['more than may come', { party: 4 }, 422],
  ['more than there are', { party: 101 }, 400],
  ['a length that is not offered', { durationMinutes: 45 }, 400],
  ['no length', { durationMinutes: 0 }, 400],
  ['an add-on that is none', { addonIds: [randomUUID()] }, 400],
  ['an add-on that is no id', { addonIds: ['Beard'] }, 400],
  ['too many add-ons', { addonIds: Array.from({ length: 21 }, () => randomUUID()) }, 400],
  ['a hold that is none', { hold: { id: randomUUID(), token: 'x' } }, 404],
  ['seats of what is no class', { seats: 2 }, 400],
])('a booking of %s is refused, and nothing is stored', async (_, change, status) => {
  const before = await stored();
  const answer = await post('/bookings', { ...good(), ...change });
  expect([answer.status, answer.json.code]).toEqual([status, expect.any(String)]);
  expect(await stored()).toBe(before);
});

it('an add-on named twice counts once or is refused, and never lengthens twice', async () => {
  const id = ours.addons['Cut/Beard']!;
  const answer = await post('/bookings?dryRun=true', { ...good(), addonIds: [id, id] });
  if (answer.status === 200) expect(answer.json.endsAt).toBe('2026-12-01T09:45:00.000Z');
  else expect(answer.status).toBe(400);
});

it('a hold is confirmed with its own token, and in its own business', async () => {
  const [one, other] = [await hold(ours, '2026-12-02T09:00:00Z'), await hold(ours, '2026-12-02T10:00:00Z')];
  const foreign = await hold(theirs, '2026-12-02T09:00:00Z');
  for (const held of [
    { id: one.id, token: other.token },
    { id: foreign.id, token: foreign.token },
  ])
    expect(await post('/bookings', { ...good(), hold: held })).toMatchObject({
      status: 404,
      json: { code: 'hold.not_found' },
    });
  const release = await post(`/holds/${one.id}/release`, { token: other.token });
  expect(release.status).toBe(404);
});

it('a dry run writes nothing, whether it would be booked or not', async () => {
  const before = await stored();
  const key = { 'idempotency-key': 'a-dry-run-key' };
  expect(await post('/bookings?dryRun=true', good(), key)).toMatchObject({ status: 200, json: { dryRun: true } });
  expect((await post('/bookings?dryRun=true', { ...good(), party: 4 }, key)).status).toBe(422);
  expect(await stored()).toBe(before);
});

it('a swap with itself, with nobody and with a booking of others is refused', async () => {
  const mine = (await post('/bookings', { ...good(), startsAt: '2026-12-03T09:00:00Z' })).json.booking.id;
  const foreign = (await post('/bookings', { ...good(theirs), startsAt: '2026-12-03T09:00:00Z' })).json.booking.id;
  const swap = (withId: string) => post(`/desk/bookings/${mine}/swap`, { withId }, owner);
  expect(await swap(mine)).toMatchObject({ status: 422, json: { code: 'booking.same_booking' } });
  expect(await swap(mine.toUpperCase())).toMatchObject({ status: 422, json: { code: 'booking.same_booking' } });
  for (const id of [foreign, randomUUID()])
    expect(await swap(id)).toMatchObject({ status: 404, json: { code: 'booking.not_found' } });
});

it('an override takes a permission and a reason', async () => {
  const { serviceId } = good();
  const body = { serviceId, startsAt: '2026-12-04T09:00:00Z', customer: { name: 'Walk-in' } };
  const before = await stored();
  expect((await post('/desk/bookings', { ...body, override: { reason: 'Mayor' } }, staff)).status).toBe(403);
  for (const override of [{}, { reason: '' }, { reason: '   ' }, { reason: 'x'.repeat(301) }, true])
    expect((await post('/desk/bookings', { ...body, override }, owner)).status).toBe(400);
  expect(await stored()).toBe(before);
});
