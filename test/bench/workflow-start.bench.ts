import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../../core/cli/ports.ts';
import { findTemporal } from '../../core/cli/temporal-binary.ts';
import { startTemporalServer } from '../../core/cli/temporal-server.ts';
import { startChild } from './child.ts';
import { createHttpClient } from './http-client.ts';
import { quantile, round } from './measure.ts';
import { freePlaces } from './places.ts';
import type { Bench } from './run.ts';
import { startSystem } from './system.ts';

const WORKER = path.resolve(import.meta.dirname, '../../workflows/worker.ts');
const PER_SECOND = 20;
const SECONDS = 60;
const PATIENCE_MS = 60_000;

// The first activity queues the confirmation in one transaction with its acknowledgement: its row tells when that began.
const WAITS = `
  select extract(epoch from min(m.created_at) - o.created_at)::float8 * 1000 as wait
  from outbox o left join messages m on m.booking_id = o.subject_id
  where o.topic = 'booking' and o.version = 1 group by o.id, o.created_at`;

/** 20 bookings a second for a minute on the development server: outbox row to first activity. Target: p99 at most 2 s. */
export const bench: Bench = async (report) => {
  const system = await startSystem({ appointments: 0 });
  const temporal = await startTemporalServer({
    binary: (await findTemporal()).file,
    dataFile: path.join(system.env['BOOKME_DATA_DIR']!, 'temporal/temporal.db'),
    namespace: 'bookme',
    port: await freePort(),
    uiPort: await freePort(),
    logFile: path.join(system.env['BOOKME_DATA_DIR']!, 'temporal.log'),
  });
  const env = { ...system.env, TEMPORAL_ADDRESS: temporal.address, TZ: 'UTC' };
  const api = await startChild(path.resolve(import.meta.dirname, '../../core/server.ts'), env);
  const worker = await startChild(WORKER, env);
  const http = createHttpClient(`http://127.0.0.1:${api.port}`, 32);
  const oracle = new pg.Client({ connectionString: new URL('/bookme', system.postgres.superuserUrl).href });
  try {
    await oracle.connect();
    const places = freePlaces(system.data);
    const begun = performance.now();
    const asked: Promise<void>[] = [];
    for (let turn = 0; turn < PER_SECOND * SECONDS; turn++) {
      await sleep(Math.max(0, begun + (turn * 1000) / PER_SECOND - performance.now()));
      const body = {
        ...places[turn]!,
        customer: { name: 'Client', email: `client${turn}@example.com` },
        timeZone: 'Europe/Berlin',
      };
      asked.push(
        http.post('/api/v1/bookings', body).then(({ status }) => {
          if (status !== 201) throw new Error(`booking answered ${status}`);
        }),
      );
    }
    await Promise.all(asked);
    const booked = (performance.now() - begun) / 1000;
    let waits: (number | null)[] = [null];
    for (
      const until = performance.now() + PATIENCE_MS;
      waits.includes(null) && performance.now() < until;
      await sleep(500)
    ) {
      waits = (await oracle.query<{ wait: number | null }>(WAITS)).rows.map(({ wait }) => wait);
    }
    const known = waits.filter((wait) => wait !== null).sort((a, b) => a - b);
    report({ side: 'POST /bookings', bookings: asked.length, rate: round(asked.length / booked, 1) });
    report({
      side: 'outbox row to first activity, ms',
      begun: known.length,
      notBegun: waits.length - known.length,
      p50: round(quantile(known, 0.5), 0),
      p99: round(quantile(known, 0.99), 0),
      most: round(known.at(-1) ?? NaN, 0),
    });
  } finally {
    http.close();
    await oracle.end();
    await worker.stop();
    await api.stop();
    await temporal.stop();
    await system.close();
  }
};
