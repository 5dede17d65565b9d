import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { equivalentScript } from './equivalent-booking.ts';
import { measure } from './measure.ts';
import type { ReferenceData } from './reference-data.ts';

// The bare transaction: a booking under an exclusion constraint and an outbox row, committed. No tenant walls, no
// customer, no idempotency, no history, no locks: what the promise of "never twice" costs at the very least.
const SCHEMA = `
  drop table if exists plain_booking, plain_outbox;
  drop sequence if exists plain_slot;
  create sequence plain_slot;
  create table plain_booking (id uuid primary key default uuidv7(), resource_id int, during tstzrange, customer text,
    exclude using gist (resource_id with =, during with &&));
  create table plain_outbox (id bigint generated always as identity primary key, booking_id uuid, created_at timestamptz default now());`;

const SCRIPT = `
begin;
select nextval('plain_slot') as n \\gset
insert into plain_booking (resource_id, during, customer)
  values (:n % 10, tstzrange('2030-01-01'::timestamptz + (:n / 10) * interval '30 minutes', '2030-01-01'::timestamptz + (:n / 10 + 1) * interval '30 minutes'), 'Customer') returning id \\gset
insert into plain_outbox (booking_id) values (:id);
commit;`;

// The same without pgbench: all in one message, so that no time is lost between its statements.
const ONE_MESSAGE = `
begin;
with n as (select nextval('plain_slot') as n), made as (
  insert into plain_booking (resource_id, during, customer)
  select n % 10, tstzrange('2030-01-01'::timestamptz + (n / 10) * interval '30 minutes', '2030-01-01'::timestamptz + (n / 10 + 1) * interval '30 minutes'), 'Customer' from n returning id)
insert into plain_outbox (booking_id) select id from made;
commit;`;

function findPgbench(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'pgbench'));
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian)
    ? readdirSync(debian).map((version) => path.join(debian, version, 'bin/pgbench'))
    : [];
  return [...onPath, ...versions].find((file) => existsSync(file));
}

export interface PlainRate {
  readonly rate: number;
  readonly by: string;
}

async function runPgbench(
  pgbench: string,
  url: URL,
  script: string,
  clients: number,
  seconds: number,
): Promise<number> {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'bookme-pgbench-')), 'book.sql');
  writeFileSync(file, script);
  const { stdout } = await promisify(execFile)(
    pgbench,
    [
      ...['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', String(seconds), '-f', file],
      ...['-h', url.hostname, '-p', url.port, '-U', url.username, url.pathname.slice(1)],
    ],
    { env: { ...process.env, PGPASSWORD: decodeURIComponent(url.password) } },
  );
  return Number(/tps = ([\d.]+)/.exec(stdout)![1]);
}

/** Plain SQL bookings a second with so many clients. */
export async function plainBookings(superuserUrl: string, clients: number, seconds: number): Promise<PlainRate> {
  const pool = new pg.Pool({ connectionString: superuserUrl, max: clients });
  await pool.query(SCHEMA);
  const pgbench = findPgbench();
  try {
    if (pgbench)
      return { rate: await runPgbench(pgbench, new URL(superuserUrl), SCRIPT, clients, seconds), by: 'pgbench' };
    const { rate } = await measure(async () => void (await pool.query(ONE_MESSAGE)), {
      clients,
      seconds,
      processes: {},
    });
    return { rate, by: 'one message a transaction from Node (pgbench is not installed)' };
  } finally {
    await pool.end();
  }
}

/**
 * The equivalent transaction: the product's own tables, walls, locks and statements, one after the other as a program
 * without the guarded function would send them, by the role of the product. Null where pgbench is not installed.
 */
export async function equivalentBookings(
  urls: { readonly app: string; readonly superuser: string },
  { business }: ReferenceData,
  clients: number,
  seconds: number,
): Promise<PlainRate | null> {
  const pgbench = findPgbench();
  if (!pgbench) return null;
  const client = new pg.Client({ connectionString: urls.superuser });
  await client.connect();
  await client.query(
    'create sequence if not exists equivalent_slot; grant usage on sequence equivalent_slot to bookme_app',
  );
  await client.end();
  const staff = Array.from({ length: 10 }, (_, index) => `'${business.staff[`Staff ${index}`]!}'`).join(',');
  const script = equivalentScript({
    org: business.organizationId,
    location: business.locationId,
    service: business.services['Service 0']!,
    staff,
  });
  return { rate: await runPgbench(pgbench, new URL(urls.app), script, clients, seconds), by: 'pgbench' };
}
