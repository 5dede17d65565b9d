import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createLog } from '../log/log.ts';
import { createOutboxRows } from './outbox-rows.ts';
import { startRelay, type Relay, type RelayDeps } from './relay.ts';

const ORGANIZATION = '018f0000-0000-7000-8000-000000000001';
const FAST = { perSecond: 1_000, atOnce: 16 };
const log = createLog('silent', 'test');

let database: TestDatabase;
let superuser: pg.Client;
const relays: Relay[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
});
beforeEach(() => superuser.query('truncate outbox'));
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.stop();
});

const relay = (dispatch: RelayDeps['dispatch'], rest: Partial<RelayDeps> = {}): Relay => {
  const started = startRelay({ db: database.db, dispatch, isOutage: () => false, log, pace: FAST, ...rest });
  relays.push(started);
  return started;
};
const INSERT = `insert into outbox (organization_id, topic, subject_id, version) select $1, 'booking', gen_random_uuid(), 1 from generate_series(1, $2)`;
const write = (count: number, client: pg.Client = superuser) => client.query(INSERT, [ORGANIZATION, count]);
const waiting = async (): Promise<number> => {
  const { rows } = await superuser.query('select count(*)::int as n from outbox where dispatched_at is null');
  return rows[0].n;
};
const eventually = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000, interval: 20 });

it('hands every row over once and marks it', async () => {
  await write(50);
  const seen: string[] = [];
  relay(async ({ subjectId }) => void seen.push(subjectId));
  await eventually(async () => expect(await waiting()).toBe(0));
  expect(seen).toHaveLength(50);
  expect(new Set(seen).size).toBe(50);
});

it('finds a row that nobody poked it about', async () => {
  const seen: string[] = [];
  relay(async ({ id }) => void seen.push(id));
  await write(1);
  await eventually(() => expect(seen).toHaveLength(1));
});

it('shares the rows among several relays', async () => {
  await write(60);
  const seen: string[] = [];
  const slow: RelayDeps['dispatch'] = async ({ id }) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    seen.push(id);
  };
  for (let i = 0; i < 3; i++) relay(slow);
  await eventually(async () => expect(await waiting()).toBe(0));
  expect(new Set(seen).size).toBe(60);
  expect(seen).toHaveLength(60);
});

it('makes at most as many calls at once as it may', async () => {
  await write(40);
  let open = 0;
  let most = 0;
  relay(async () => {
    most = Math.max(most, (open += 1));
    await new Promise((resolve) => setTimeout(resolve, 10));
    open -= 1;
  });
  await eventually(async () => expect(await waiting()).toBe(0));
  expect(most).toBe(16);
});

/** Two sessions: the one that took the earlier numbers commits last. */
async function outOfOrder(meanwhile: () => Promise<void>): Promise<void> {
  const late = new pg.Client({ connectionString: database.superuserUrl });
  await late.connect();
  try {
    await late.query('begin');
    await write(5, late);
    await write(5);
    await meanwhile();
    await late.query('commit');
  } finally {
    await late.end();
  }
}

it('loses no row of a transaction that took its numbers early and committed late', async () => {
  const seen: string[] = [];
  relay(async ({ id }) => void seen.push(id));
  await outOfOrder(() => eventually(() => expect(seen).toHaveLength(5)));
  await eventually(() => expect(seen).toHaveLength(10));
  await eventually(async () => expect(await waiting()).toBe(0)); // marked a moment after they were handed over
});

it('would lose such rows if it looked for numbers greater than the last one seen', async () => {
  const seen: string[] = [];
  const look = async (): Promise<void> => {
    const { rows } = await superuser.query('select id from outbox where id > $1 order by id', [seen.at(-1) ?? 0]);
    seen.push(...rows.map((row) => row.id));
  };
  await outOfOrder(look);
  await look();
  expect(seen).toHaveLength(5); // the twin: five rows are lost for ever
});

it('gives the rows of a killed relay back when their lease has ended', async () => {
  await write(3);
  const killed = createOutboxRows(database.db);
  const taken = await killed.take(16, 3_600);
  expect(taken).toHaveLength(3);
  expect(await killed.take(16, 1)).toEqual([]); // leased: nobody else takes them

  await superuser.query(`update outbox set next_attempt_at = now()`); // an hour later
  const seen: string[] = [];
  relay(async ({ id }) => void seen.push(id));
  await eventually(async () => expect(await waiting()).toBe(0));
  expect(seen.sort()).toEqual(taken.map(({ id }) => id).sort());
});

it('holds no row locked while it calls', async () => {
  await write(1);
  let release: () => void = () => undefined;
  const called = new Promise<void>((resolve) => {
    relay(() => (resolve(), new Promise((done) => (release = done))));
  });
  await called;
  const { rows } = await superuser.query('select id from outbox for update nowait');
  expect(rows).toHaveLength(1);
  release();
});

it('keeps a refused row with its reason and tries it again, while the others go on', async () => {
  await write(5);
  const first = (await superuser.query('select id from outbox order by id limit 1')).rows[0].id;
  let refusals = 0;
  relay(async ({ id }) => {
    if (id === first && refusals++ < 2) throw new Error('no such workflow type');
  });
  await eventually(async () => {
    const { rows } = await superuser.query('select id, last_error from outbox where dispatched_at is null');
    expect(rows).toEqual([{ id: first, last_error: 'Error: no such workflow type' }]);
  });
  await eventually(async () => expect(await waiting()).toBe(0));
});

it('waits out an outage with one call at a time and then hands every row over once', async () => {
  await write(30);
  let down = true;
  let asked = 0;
  const seen: string[] = [];
  relay(
    async ({ id }) => {
      asked += 1;
      if (down) throw new Error('unavailable');
      seen.push(id);
    },
    { isOutage: () => true },
  );
  await eventually(() => expect(asked).toBeGreaterThan(17)); // sixteen at once, then one after the other
  expect(seen).toEqual([]);
  expect(await waiting()).toBe(30);
  down = false;
  await eventually(async () => expect(await waiting()).toBe(0));
  expect(new Set(seen).size).toBe(30);
  expect(seen).toHaveLength(30);
});

it('outlives a database that is gone for a moment', async () => {
  const seen: string[] = [];
  relay(async ({ id }) => void seen.push(id));
  await write(1);
  await eventually(() => expect(seen).toHaveLength(1));
  await superuser.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await write(1);
  await eventually(() => expect(seen).toHaveLength(2));
});

it('finishes what is under way when it is stopped', async () => {
  await write(1);
  let finished = false;
  let begun: () => void = () => undefined;
  const beginning = new Promise<void>((resolve) => (begun = resolve));
  const stopping = relay(async () => {
    begun();
    await new Promise((resolve) => setTimeout(resolve, 100));
    finished = true;
  });
  await beginning;
  await stopping.stop();
  expect(finished).toBe(true);
  expect(await waiting()).toBe(0);
});
