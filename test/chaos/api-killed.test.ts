import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createBusiness,
  createTestDatabase,
  type CreatedBusiness,
  type TestDatabase,
} from '../../core/testing/index.ts';

const SERVER = path.resolve(import.meta.dirname, '../../core/server.ts');

let database: TestDatabase;
let business: CreatedBusiness;
let running: ChildProcess | undefined;

async function startApi(failpoint?: string): Promise<string> {
  const child = spawn(process.execPath, [SERVER], {
    env: {
      ...process.env,
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      BOOKME_SECRET: 'only for tests: thirty-two characters',
      BOOKME_LOG_LEVEL: 'silent',
      HOST: '127.0.0.1',
      PORT: '0',
      ...(failpoint ? { FAILPOINT: failpoint } : {}),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  running = child;
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return `http://127.0.0.1:${port}`;
}

const killed = async (): Promise<void> => {
  if (!running || running.exitCode !== null || running.signalCode !== null) return;
  running.kill('SIGKILL');
  await once(running, 'exit');
};

const send = (url: string, body: unknown, key: string, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
    body: JSON.stringify(body),
  });

const count = async (text: string): Promise<number> => {
  const [row] = await database.db.tenant(business.organizationId, (sql) =>
    sql.query<{ n: number }>({ name: text.slice(0, 60), text }),
  );
  return row!.n;
};

beforeAll(async () => {
  database = await createTestDatabase();
  business = await createBusiness(database.db, {
    name: 'Salon',
    slug: 'salon',
    staff: [{ name: 'Ann' }, { name: 'Bob' }],
    services: [{ name: 'Cut', durationMinutes: 30 }],
  });
});
afterEach(killed);
afterAll(() => database.drop());

/** A Wednesday some weeks ahead, 09:00 UTC and later. */
const wednesday = (hour: number): string => {
  const day = new Date(Date.now() + 21 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((10 - day.getUTCDay()) % 7));
  return `${day.toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00:00Z`;
};
const slot = (hour: number) => ({
  serviceId: business.services['Cut']!,
  startsAt: wednesday(hour),
  customer: { name: 'Ada', email: 'ada@example.com' },
  timeZone: 'Europe/Berlin',
});

describe('an API that is killed between commit and answer', () => {
  it('has made one booking, and the same key gets the answer that was lost', async () => {
    const first = await startApi('booking.committed:crash@1');
    await expect(send(`${first}/api/v1/bookings`, slot(9), 'lost-answer')).rejects.toThrow();
    await once(running!, 'exit').catch(() => undefined);
    expect(await count('select count(*)::int as n from bookings')).toBe(1);

    const again = await startApi();
    const answers = [];
    for (let repeat = 0; repeat < 3; repeat++) {
      const answer = await send(`${again}/api/v1/bookings`, slot(9), 'lost-answer');
      expect(answer.status).toBe(201);
      answers.push(await answer.text());
    }
    expect(new Set(answers).size).toBe(1);
    expect(await count('select count(*)::int as n from bookings')).toBe(1);
    expect(await count('select count(*)::int as n from outbox')).toBe(1);
  });

  it('has moved a booking once', async () => {
    const first = await startApi();
    const booked = (await (await send(`${first}/api/v1/bookings`, slot(10), 'to-move')).json()) as {
      booking: { id: string };
      token: string;
    };
    await killed();
    const headers = { authorization: `Bearer ${booked.token}` };
    const second = await startApi('booking.moved:crash@1');
    await expect(
      send(`${second}/api/v1/bookings/${booked.booking.id}/reschedule`, { startsAt: wednesday(14) }, 'move', headers),
    ).rejects.toThrow();
    const third = await startApi();
    const answer = await send(
      `${third}/api/v1/bookings/${booked.booking.id}/reschedule`,
      { startsAt: wednesday(14) },
      'move',
      headers,
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ version: 2, startsAt: wednesday(14).replace('Z', '.000Z') });
    expect(await count(`select count(*)::int as n from claims where booking_id = '${booked.booking.id}'`)).toBe(1);
  });
});
