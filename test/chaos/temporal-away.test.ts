import { mkdtempSync, readdirSync, rmSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../core/cli/ports.ts';
import { findTemporal } from '../../core/cli/temporal-binary.ts';
import { startTemporalServer, type TemporalServer } from '../../core/cli/temporal-server.ts';
import {
  createBusiness,
  createTestDatabase,
  type CreatedBusiness,
  type TestDatabase,
} from '../../core/testing/index.ts';
import { startChild, type Child } from '../bench/child.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BOOKINGS = 20;

let database: TestDatabase;
let business: CreatedBusiness;
let folder: string;
let temporal: TemporalServer;
let ports: { port: number; uiPort: number };
let api: Child;
let worker: Child;

const startTemporal = async (): Promise<TemporalServer> =>
  startTemporalServer({
    binary: (await findTemporal()).file,
    dataFile: path.join(folder, 'temporal/temporal.db'),
    namespace: 'bookme',
    logFile: path.join(folder, 'temporal.log'),
    ...ports,
  });

async function mails() {
  const mailFolder = path.join(folder, 'mail');
  const names = readdirSync(folder).includes('mail')
    ? readdirSync(mailFolder).filter((name) => name.endsWith('.eml'))
    : [];
  return Promise.all(names.map((name) => simpleParser(readFileSync(path.join(mailFolder, name)))));
}

async function book(place: number): Promise<number> {
  const day = new Date(Date.now() + 20 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((10 - day.getUTCDay()) % 7));
  const startsAt = new Date(
    Date.parse(`${day.toISOString().slice(0, 10)}T00:00:00Z`) + place * 30 * 60_000,
  ).toISOString();
  const body = {
    serviceId: business.services['Cut'],
    startsAt,
    customer: { name: 'Ada', email: `away${place}@example.com` },
    timeZone: 'UTC',
  };
  const answer = await fetch(`http://127.0.0.1:${api.port}/api/v1/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.status;
}

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'bookme-away-'));
  ports = { port: await freePort(), uiPort: await freePort() };
  business = await createBusiness(database.db, {
    name: 'Salon',
    slug: 'salon',
    timeZone: 'UTC',
    staff: [
      { name: 'Ann', weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, hours: [{ from: 0, to: 1440 }] })) },
    ],
    services: [{ name: 'Cut', durationMinutes: 30, slotIntervalMinutes: 30 }],
  });
  temporal = await startTemporal();
  const env = {
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    TEMPORAL_ADDRESS: temporal.address,
    BOOKME_SECRET: 'only for tests: thirty-two characters',
    BOOKME_DATA_DIR: folder,
    BOOKME_RATE_LIMITS: 'off',
    BOOKME_LOG_LEVEL: 'error',
    HOST: '127.0.0.1',
    PORT: '0',
    TZ: 'UTC',
  };
  [api, worker] = await Promise.all([
    startChild(path.join(ROOT, 'core/server.ts'), env),
    startChild(path.join(ROOT, 'workflows/worker.ts'), env),
  ]);
});
afterAll(async () => {
  await worker?.stop();
  await api?.stop();
  await temporal?.stop();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

it('bookings are taken while Temporal is away, and all of them are confirmed by mail exactly once after its return', async () => {
  await temporal.stop();
  const statuses = await Promise.all(Array.from({ length: BOOKINGS }, (_, place) => book(place)));
  expect(statuses).toEqual(statuses.map(() => 201));
  await sleep(3_000);
  expect(await mails()).toEqual([]);

  temporal = await startTemporal();
  const wanted = Array.from({ length: BOOKINGS }, (_, place) => `away${place}@example.com`).toSorted();
  const received = async () => (await mails()).map((mail) => [mail.to ?? []].flat()[0]!.value[0]!.address).toSorted();
  for (const until = Date.now() + 90_000; (await received()).length < BOOKINGS && Date.now() < until;) await sleep(500);
  expect(await received()).toEqual(wanted);
  await sleep(5_000); // whatever would come twice has come by now
  expect(await received()).toEqual(wanted);
  expect(new Set((await mails()).map(({ messageId }) => messageId)).size).toBe(BOOKINGS);
});
