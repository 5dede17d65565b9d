import { once } from 'node:events';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import {
  createBusiness,
  createTestDatabase,
  startTestApi,
  type CreatedBusiness,
  type TestApi,
  type TestDatabase,
} from '../../core/testing/index.ts';

type Event = { type: string; id: string; [field: string]: unknown };

const PASSWORD = 'correct horse battery';

let database: TestDatabase;
/** Two processes on one database: what happens in one is heard in the other. */
let here: TestApi;
let there: TestApi;
let business: CreatedBusiness;
let hour = 8;

class Listener {
  readonly events: Event[] = [];
  readonly socket: WebSocket;
  constructor(api: TestApi, query: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`${api.url.replace('http', 'ws')}/api/v1/stream?${query}`, { headers });
    this.socket.on('message', (data) => this.events.push(JSON.parse(String(data)) as Event));
  }
  async next(type: string, from = 0): Promise<Event> {
    for (;;) {
      const found = this.events.slice(from).find((event) => event.type === type);
      if (found) return found;
      await once(this.socket, 'message');
    }
  }
}

const book = async (api: TestApi): Promise<void> => {
  const startsAt = `2027-03-03T${String(hour++).padStart(2, '0')}:00:00Z`;
  const customer = { name: 'Ada', email: 'ada@example.com' };
  const { status } = await api.ask('POST', '/api/v1/bookings', {
    body: { serviceId: business.services['Cut'], startsAt, customer, timeZone: 'UTC' },
  });
  expect(status).toBe(201);
};

beforeAll(async () => {
  database = await createTestDatabase();
  [here, there] = await Promise.all([startTestApi(database), startTestApi(database)]);
  const plan = (slug: string) => ({
    name: slug,
    slug,
    timeZone: 'UTC',
    staff: [{ name: 'Ann', weekly: [{ weekday: 3, hours: [{ from: 0, to: 1440 }] }] }],
    services: [{ name: 'Cut', durationMinutes: 60, windowDays: 730 }],
    users: [{ email: `owner@${slug}.example.com`, role: 'owner' as const, password: PASSWORD }],
  });
  business = await createBusiness(database.db, plan('ours'));
  await createBusiness(database.db, plan('theirs'));
});
afterAll(async () => {
  await here.close();
  await there.close();
  await database.drop();
});

it('tells the public which day changed and the team which booking, from another process too', async () => {
  const { headers } = await there.signIn('owner@ours.example.com', PASSWORD);
  const customer = new Listener(there, 'page=ours');
  const team = new Listener(there, '', headers);
  const stranger = new Listener(there, 'page=theirs');
  await Promise.all([customer, team, stranger].map((listener) => listener.next('hello')));
  await book(here);
  const open = await customer.next('availability.changed');
  expect(open).toMatchObject({ days: ['2027-03-03'], staffIds: [business.staff['Ann']] });
  expect(JSON.stringify(open)).not.toContain('booking');
  expect(await team.next('booking.changed')).toMatchObject({ bookings: [{ version: 1 }], days: ['2027-03-03'] });
  expect(stranger.events.map(({ type }) => type)).toEqual(['hello']);
  for (const { socket } of [customer, team, stranger]) socket.terminate();
});

it('gives a reader that comes back what it has missed, once, and says when it cannot', async () => {
  const first = new Listener(here, 'page=ours');
  const witness = new Listener(here, 'page=ours');
  await Promise.all([first.next('hello'), witness.next('hello')]);
  await book(there);
  const seen = await first.next('availability.changed');
  await witness.next('availability.changed');
  first.socket.terminate();
  for (let n = 0; n < 3; n++) {
    const from = witness.events.length;
    await book(there);
    await witness.next('availability.changed', from);
  }

  const back = new Listener(here, `page=ours&lastEventId=${seen.id}`);
  expect(await back.next('hello')).toMatchObject({ resumed: true });
  const missed = witness.events.slice(witness.events.findIndex(({ id }) => id === seen.id) + 1);
  while (back.events.length <= missed.length) await once(back.socket, 'message');
  expect(back.events.slice(1, missed.length + 1)).toEqual(missed);
  expect(missed.length).toBeGreaterThan(1); // bookings of the same 20 ms are told together
  for (const { socket } of [back, witness]) socket.terminate();

  const lost = new Listener(here, 'page=ours&lastEventId=gone-7');
  expect(await lost.next('hello')).toMatchObject({ resumed: false });
  lost.socket.terminate();
});

it('lets a reader go on in another process, and after a restart only there', async () => {
  const first = new Listener(here, 'page=ours');
  await first.next('hello');
  await book(there);
  const seen = await first.next('availability.changed');
  first.socket.terminate();
  await book(here);

  const elsewhere = new Listener(there, `page=ours&lastEventId=${seen.id}`);
  expect(await elsewhere.next('hello')).toMatchObject({ resumed: true });
  const missed = await elsewhere.next('availability.changed');
  expect(missed.id).not.toBe(seen.id);
  elsewhere.socket.terminate();

  const restarted = await startTestApi(database);
  await vi.waitFor(async () => {
    const unknown = new Listener(restarted, `page=ours&lastEventId=${seen.id}`);
    expect(await unknown.next('hello')).toMatchObject({ resumed: false });
    unknown.socket.terminate();
  });
  // its beginning is heard by all, a moment after it begins
  let id: string | undefined;
  await vi.waitFor(async () => {
    const latest = new Listener(restarted, 'page=ours');
    ({ id } = await latest.next('hello'));
    latest.socket.terminate();
    const known = new Listener(here, `page=ours&lastEventId=${id}`);
    const hello = await known.next('hello');
    known.socket.terminate();
    expect(hello).toMatchObject({ resumed: true });
  }, 10_000);
  await restarted.close();
  const back = new Listener(here, `page=ours&lastEventId=${id}`);
  expect(await back.next('hello')).toMatchObject({ resumed: true });
  back.socket.terminate();
});

it('tells bookings of one day together, and only those who look at it', async () => {
  const day = new Listener(there, 'page=ours&days=2027-03-03..2027-03-03');
  const ann = new Listener(there, `page=ours&resources=${business.staff['Ann']}`);
  const otherDay = new Listener(there, 'page=ours&days=2027-03-04..2027-03-31');
  const everything = new Listener(there, 'page=ours');
  const all = [day, ann, otherDay, everything];
  await Promise.all(all.map((listener) => listener.next('hello')));
  const change = {
    kind: 'booking' as const,
    organizationId: business.organizationId,
    version: 1,
    days: ['2027-03-03'],
  };
  const ids = Array.from({ length: 30 }, () => crypto.randomUUID());
  for (const bookingId of ids)
    here.runtime.changes.publish({ ...change, bookingId, staffIds: [business.staff['Ann']!], subjects: ['room'] });
  here.runtime.changes.publish({ kind: 'rules', organizationId: business.organizationId });
  await Promise.all(all.map((listener) => listener.next('rules.changed')));
  const told = all.map(({ events }) => events.filter(({ type }) => type === 'availability.changed').length);
  expect(told).toEqual([1, 1, 0, 1]);
  for (const { socket } of all) socket.terminate();
});

it('makes the bytes of an event once in each process, however many read it', async () => {
  const readers = [here, there].flatMap((api) => Array.from({ length: 6 }, () => new Listener(api, 'page=ours')));
  await Promise.all(readers.map((reader) => reader.next('hello')));
  const stringify = vi.spyOn(JSON, 'stringify');
  const madeOf = ({ id, type }: Event) =>
    stringify.mock.calls.filter(([made]) => (made as Event | null)?.id === id && (made as Event).type === type).length;
  try {
    await book(here);
    const [event] = await Promise.all(readers.map((reader) => reader.next('availability.changed')));
    expect(madeOf(event!)).toBe(2);
  } finally {
    stringify.mockRestore();
    for (const { socket } of readers) socket.terminate();
  }
});

it('tells what was missed of the days that a reader turns to', async () => {
  const reader = new Listener(here, 'page=ours&days=2027-06-01..2027-06-30');
  const { id } = await reader.next('hello');
  const other = new Listener(here, 'page=ours');
  await other.next('hello');
  await book(there);
  await other.next('availability.changed');
  expect(reader.events).toHaveLength(1);
  reader.socket.send(JSON.stringify({ type: 'watch', days: ['2027-03-01', '2027-03-31'], lastEventId: id }));
  expect(await reader.next('hello', 1)).toMatchObject({ resumed: true });
  expect(await reader.next('availability.changed')).toMatchObject({ days: ['2027-03-03'] });
  reader.socket.send(JSON.stringify({ type: 'watch', lastEventId: 'never-1' }));
  const from = reader.events.length;
  expect(await reader.next('hello', from)).toMatchObject({ resumed: false });
  reader.socket.send('{"type":"watch","days":"all"}');
  const [code] = (await once(reader.socket, 'close')) as [number];
  expect(code).toBe(1008);
  other.socket.terminate();
});

it.each([
  ['nobody in particular', '', 401, {}],
  ['a page that is not there', 'page=nobody', 401, {}],
  ['days that are none', 'page=ours&days=tomorrow', 400, {}],
  ['a page of another origin', 'page=ours', 403, { origin: 'https://elsewhere.example' }],
])('is closed to %s', async (_, query, status, headers) => {
  const { socket } = new Listener(here, query, headers);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(status);
});
