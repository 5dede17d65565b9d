import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRunningSystem, type RunningSystem } from '../support/running-system.ts';

// Pull the plug on each process of a running BookMe while people book, then on all of it at once. Every client keeps a
// journal of what it was answered; afterwards the books must agree with all of them.

const CLIENTS = 6;

let system: RunningSystem;
let stopClients = false;
/** Address of the customer → id of the booking that was answered with 201. */
const journal = new Map<string, string>();
let serviceId: string;
let free: string[];
let unanswered = 0;

async function ask(
  method: string,
  where: string,
  body?: unknown,
  key?: string,
): Promise<{ status: number; json: any }> {
  const answer = await fetch(`${system.baseUrl}/api/v1${where}`, {
    method,
    headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...(key ? { 'idempotency-key': key } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(10_000),
  });
  return { status: answer.status, json: await answer.json() };
}

/** Books until the answer is known, as the app does: the same key for the same wish, however often it is asked. */
async function bookOne(email: string, startsAt: string): Promise<void> {
  const body = { serviceId, startsAt, customer: { name: 'Journal', email }, timeZone: 'Europe/Berlin' };
  for (let attempt = 0; attempt < 60; attempt++) {
    try {
      const { status, json } = await ask('POST', '/bookings', body, `journal-${email}`);
      if (status === 201) journal.set(email, json.booking.id);
      if (status < 500) return;
    } catch {
      unanswered += 1; // cut off, refused or too slow: the outcome is unknown, so it is asked again with the same key
    }
    await sleep(500);
  }
  throw new Error(`${email} never got an answer`);
}

async function client(number: number): Promise<void> {
  for (let turn = 0; !stopClients && free.length > 0; turn++) {
    await bookOne(`client${number}-${turn}@example.com`, free.shift()!);
    await sleep(150);
  }
}

const pidOf = (name: string): number => {
  const record = JSON.parse(readFileSync(path.join(system.dataDir, 'run.json'), 'utf8'));
  const found = Object.entries(record.processes ?? record).find(([key]) => key === name)?.[1] as
    { pid: number } | undefined;
  if (!found) throw new Error(`no ${name} in run.json: ${JSON.stringify(record)}`);
  return found.pid;
};

const untilReady = async (): Promise<void> => {
  for (const until = Date.now() + 60_000; ; await sleep(250)) {
    const ready = await fetch(`${system.baseUrl}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() > until) throw new Error(`not ready again:\n${system.output()}`);
  }
};

beforeAll(async () => {
  system = await startRunningSystem();
  const page = await ask('GET', '/pages/demo');
  serviceId = page.json.services.find(({ name }: { name: string }) => name === 'Haircut').id;
  const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const { json } = await ask(
    'GET',
    `/availability?serviceId=${serviceId}&from=${day(10)}&to=${day(50)}&timeZone=Europe/Berlin`,
  );
  free = json.days.flatMap((at: { morning: string[]; afternoon: string[] }) => [...at.morning, ...at.afternoon]);
});
afterAll(async () => {
  await system.stop();
  system.remove();
});

it('loses no booking and makes none twice, whichever process is killed, and whichever all at once', async () => {
  const clients = Array.from({ length: CLIENTS }, (_, number) => client(number));
  for (const victim of ['API', 'worker', 'Temporal', 'PostgreSQL']) {
    await sleep(1_500);
    process.kill(pidOf(victim), 'SIGKILL');
    await sleep(500);
    await untilReady();
  }
  const before = journal.size;
  await sleep(1_000);
  stopClients = true;
  await system.kill();
  system = await startRunningSystem({ dataDir: system.dataDir, port: Number(new URL(system.baseUrl).port) });
  await Promise.all(clients);
  expect(before).toBeGreaterThan(10);
  expect(unanswered).toBeGreaterThan(0);

  const signIn = await fetch(`${system.baseUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(system.admin),
  });
  const cookie = signIn.headers.getSetCookie()[0]!.split(';')[0]!;
  const listed = await fetch(`${system.baseUrl}/api/v1/desk/bookings?limit=500&q=client`, { headers: { cookie } });
  const { data } = (await listed.json()) as {
    data: {
      id: string;
      status: string;
      staff: { id: string };
      startsAt: string;
      endsAt: string;
      customer: { email: string };
    }[];
  };

  expect(new Map(data.map(({ id, customer }) => [customer.email, id]))).toEqual(journal);
  expect(data.length).toBe(journal.size);
  for (const one of data) {
    const clashing = data.filter(
      (other) =>
        other.id !== one.id &&
        other.staff.id === one.staff.id &&
        other.startsAt < one.endsAt &&
        one.startsAt < other.endsAt,
    );
    expect(clashing).toEqual([]);
  }

  const confirmations = async (): Promise<string[]> => {
    const mails = await Promise.all(system.mails().map((mail) => simpleParser(mail)));
    return mails
      .map((mail) => [mail.to ?? []].flat()[0]?.value[0]?.address ?? '')
      .filter((address) => address.startsWith('client'));
  };
  for (const until = Date.now() + 120_000; (await confirmations()).length < journal.size && Date.now() < until;)
    await sleep(500);
  expect((await confirmations()).toSorted()).toEqual([...journal.keys()].toSorted());
});
