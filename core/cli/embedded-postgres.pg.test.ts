import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterEach, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { isRunning } from './process-identity.ts';
import { provisionDatabase } from './provision-database.ts';
import { reachableFor } from './reachable.ts';
import { unprivilegedUser } from './unprivileged-user.ts';

const servers: EmbeddedPostgres[] = [];
const places: string[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true });
});

function newPlace(): string {
  const place = mkdtempSync(path.join(tmpdir(), 'bookme-pg-'));
  chmodSync(place, 0o755); // PostgreSQL's user must be able to pass through
  places.push(place);
  return path.join(place, 'postgres');
}

async function start(dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, durable: false, ...options });
  servers.push(server);
  return server;
}

async function query<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

it('makes a cluster with our roles, none of which can reach past row-level security', async () => {
  const dataDir = newPlace();
  const server = await start(dataDir);
  const roles = await query(
    server.superuserUrl,
    `select rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname ~ '^bookme' order by 1`,
  );
  const plain = { rolcanlogin: true, rolsuper: false, rolbypassrls: false, rolcreatedb: false };
  expect(roles).toEqual(['bookme_app', 'bookme_owner', 'bookme_reporter'].map((rolname) => ({ rolname, ...plain })));
  const [facts] = await query(
    server.url('bookme'),
    `select current_user, current_setting('TimeZone') as zone, current_setting('server_encoding') as encoding,
            (select count(*)::int from pg_extension where extname = 'btree_gist') as gist`,
  );
  expect(facts).toEqual({ current_user: 'bookme_app', zone: 'UTC', encoding: 'UTF8', gist: 1 });
  await expect(query(server.url('bookme', 'bookme_reporter'), 'create temporary table t (a int)')).rejects.toThrow(
    /permission denied|read-only/,
  );
  expect(statSync(path.join(dataDir, 'superuser-password')).mode & 0o777).toBe(0o600);
});

it('keeps what was committed when the server is killed, and stops the one that is left over', async () => {
  const dataDir = newPlace();
  const first = await startEmbeddedPostgres({ dataDir }); // durable: this is about the data
  await query(first.ownerUrl, 'create table kept (n int); insert into kept values (42)');
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  expect(existsSync(path.join(dataDir, 'cluster', 'postmaster.pid'))).toBe(true);

  const second = await startEmbeddedPostgres({ dataDir });
  expect(await query(second.ownerUrl, 'select n from kept')).toEqual([{ n: 42 }]);

  const notes: string[] = [];
  const third = await start(dataDir, { durable: true, note: (line) => notes.push(line) });
  expect(isRunning(second.identity)).toBe(false);
  expect(notes).toEqual([`stopping the PostgreSQL (process ${second.pid}) that an earlier start left behind`]);
  expect(await query(third.ownerUrl, 'select n from kept')).toEqual([{ n: 42 }]);
});

it('begins anew when a start was killed while it made the cluster', async () => {
  const dataDir = newPlace();
  mkdirSync(path.join(dataDir, 'cluster.new', 'base'), { recursive: true });
  const server = await start(dataDir);
  expect(await query(server.url('bookme'), 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('provisions a database that several ask for at once', async () => {
  const { superuserUrl } = await start(newPlace());
  const asked = ['one', 'one', 'one', 'two'].map((database) => provisionDatabase(superuserUrl, { database }));
  const [first] = await Promise.all(asked);
  expect(await query(first?.app ?? '', 'select current_database()::text as name')).toEqual([{ name: 'one' }]);
});

it('says what the log says when it cannot start', async () => {
  const running = await start(newPlace());
  const taken = startEmbeddedPostgres({ dataDir: newPlace(), port: running.port });
  await expect(taken).rejects.toThrow(/PostgreSQL did not start \(port \d+\)[^]*Address already in use/);
});

it.runIf(process.getuid?.() === 0)(
  'as root in a closed directory keeps its files where its user can reach them',
  () => {
    const place = path.dirname(newPlace());
    const closed = path.join(place, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const notes: string[] = [];
    const state = path.join(place, 'state');
    const dataDir = path.join(closed, 'postgres');
    const user = unprivilegedUser();
    const note = (line: string): void => void notes.push(line);
    const reachable = reachableFor({ user, dataDir, binaries: findPostgresBinaries(), note, state });
    expect(reachable.dataDir.startsWith(state)).toBe(true);
    expect(lstatSync(dataDir).isSymbolicLink()).toBe(true);
    expect(notes).toEqual([expect.stringContaining(`to whom ${closed} is closed`)]);
    const again = reachableFor({ user, dataDir, binaries: findPostgresBinaries(), note, state });
    expect(again.dataDir).toBe(reachable.dataDir);
  },
);
