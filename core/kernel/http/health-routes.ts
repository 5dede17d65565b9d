import { connect } from 'node:net';
import type { Middleware } from 'koa';
import type { Db, Statement } from '../db/db.ts';
import type { Metrics } from '../log/metrics.ts';

export interface HealthDeps {
  db: Db;
  metrics: Metrics;
  /** host:port of the workflow server. */
  temporalAddress: string;
  /** Names of the migrations that this code needs. */
  migrations: readonly string[];
  /** False while shutting down: the balancer sends nothing more. */
  isServing: () => boolean;
}

export interface Readiness {
  ready: boolean;
  database: 'ok' | 'down' | 'not_migrated';
  /** Degraded: bookings are taken all the same, what follows from them comes later. */
  workflows: 'ok' | 'degraded';
}

const APPLIED: Statement = { name: 'applied_migrations', text: 'select name from migrations' };
const PROBE_MS = 1_000;
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

const reachable = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const at = address.lastIndexOf(':');
    const socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)), timeout: PROBE_MS });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });

async function databaseState(db: Db, needed: readonly string[]): Promise<Readiness['database']> {
  const rows = await db.query<{ name: string }>(APPLIED).catch(() => null);
  if (rows === null) return 'down';
  const applied = new Set(rows.map(({ name }) => name));
  return needed.every((name) => applied.has(name)) ? 'ok' : 'not_migrated';
}

/** `/healthz` (the process lives), `/readyz` (it can take bookings), `/metrics` (to this machine only). */
export function createHealth({ db, metrics, temporalAddress, migrations, isServing }: HealthDeps) {
  async function readiness(): Promise<Readiness> {
    const [database, workflows] = await Promise.all([databaseState(db, migrations), reachable(temporalAddress)]);
    return { ready: database === 'ok' && isServing(), database, workflows: workflows ? 'ok' : 'degraded' };
  }

  const middleware: Middleware = async (ctx, next) => {
    if (ctx.path === '/healthz') {
      ctx.body = { alive: true };
    } else if (ctx.path === '/readyz') {
      const state = await readiness();
      ctx.status = state.ready ? 200 : 503;
      ctx.set('cache-control', 'no-store');
      ctx.body = state;
    } else if (
      ctx.path === '/metrics' &&
      LOOPBACK.has(ctx.req.socket.remoteAddress ?? '') &&
      !ctx.get('x-forwarded-for')
    ) {
      ctx.type = metrics.registry.contentType;
      ctx.body = await metrics.registry.metrics();
    } else {
      await next();
    }
  };
  return { middleware, readiness };
}
