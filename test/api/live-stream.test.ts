import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
  expect(await team.next('booking.changed')).toMatchObject({ version: 1, days: ['2027-03-03'] });
  expect(stranger.events.map(({ type }) => type)).toEqual(['hello']);
  for (const { socket } of [customer, team, stranger]) socket.terminate();
});

it('gives a reader that comes back what it has missed, once, and says when it cannot', async () => {
  const first = new Listener(here, 'page=ours');
  await first.next('hello');
  await book(there);
  const seen = await first.next('availability.changed');
  first.socket.terminate();
  await book(there);
  await book(there);
  const watch = new Listener(here, 'page=ours');
  await watch.next('hello');
  await book(there);
  await watch.next('availability.changed');
  watch.socket.terminate();

  const back = new Listener(here, `page=ours&lastEventId=${seen.id}`);
  expect(await back.next('hello')).toMatchObject({ resumed: true });
  while (back.events.filter(({ type }) => type === 'availability.changed').length < 3)
    await once(back.socket, 'message');
  expect(new Set(back.events.slice(1).map(({ id }) => id)).size).toBe(3);
  back.socket.terminate();

  const lost = new Listener(here, 'page=ours&lastEventId=gone-7');
  expect(await lost.next('hello')).toMatchObject({ resumed: false });
  lost.socket.terminate();
});

it.each([
  ['nobody in particular', '', 401, {}],
  ['a page that is not there', 'page=nobody', 401, {}],
  ['a page of another origin', 'page=ours', 403, { origin: 'https://elsewhere.example' }],
])('is closed to %s', async (_, query, status, headers) => {
  const { socket } = new Listener(here, query, headers);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(status);
});
