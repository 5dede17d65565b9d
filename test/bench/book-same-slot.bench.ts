import { createHttpClient } from './http-client.ts';
import { cpuSeconds, quantile, round } from './measure.ts';
import type { Bench } from './run.ts';
import { freePlaces } from './places.ts';
import { startSystem } from './system.ts';

const CLIENTS = 100;
const SLOTS = 50;

/** A hundred clients ask for one slot at the same moment, fifty times. Exactly one may get it, nobody an error of ours. */
export const bench: Bench = async (report) => {
  const system = await startSystem({ appointments: 0 });
  const api = await system.startApi();
  const http = createHttpClient(`http://127.0.0.1:${api.port}`, CLIENTS);
  const counted: Record<string, number> = {};
  const accepted: number[] = [];
  const refused: number[] = [];
  const alone: number[] = [];
  let wrongRounds = 0;
  try {
    const places = freePlaces(system.data);
    const book = async (place: (typeof places)[number], client: number): Promise<number> => {
      const begun = performance.now();
      const { status } = await http.post('/api/v1/bookings', {
        ...place,
        customer: { name: `Client ${client}`, email: `client${client}@example.com` },
        timeZone: 'Europe/Berlin',
      });
      const took = performance.now() - begun;
      counted[status] = (counted[status] ?? 0) + 1;
      (status === 201 ? accepted : refused).push(took);
      return status;
    };
    for (let turn = 0; turn < 50; turn++) {
      const begun = performance.now();
      await book(places[SLOTS + turn]!, turn);
      alone.push(performance.now() - begun);
    }
    for (const name of Object.keys(counted)) delete counted[name];
    accepted.length = 0;
    const before = { api: cpuSeconds(api.pid), postgres: cpuSeconds(system.postgres.pid) };
    for (const place of places.slice(0, SLOTS)) {
      const statuses = await Promise.all(Array.from({ length: CLIENTS }, (_, client) => book(place, client)));
      if (statuses.filter((status) => status === 201).length !== 1) wrongRounds += 1;
    }
    const all = [...accepted, ...refused];
    const perAnswer = (pid: number, before: number): number =>
      round(((cpuSeconds(pid) - before) * 1000) / all.length, 3);
    for (const list of [accepted, refused, alone, all]) list.sort((a, b) => a - b);
    report({ side: 'answers', ...counted, slotsNotSoldExactlyOnce: wrongRounds });
    report({ side: 'uncontended booking', p50: round(quantile(alone, 0.5)), p99: round(quantile(alone, 0.99)) });
    report({
      side: 'contended',
      acceptedP50: round(quantile(accepted, 0.5)),
      refusedP50: round(quantile(refused, 0.5)),
      p99: round(quantile(all, 0.99)),
      cpu: { api: perAnswer(api.pid, before.api), postgres: perAnswer(system.postgres.pid, before.postgres) },
    });
    report({ ratio: 'p99 contended / p99 uncontended', value: round(quantile(all, 0.99) / quantile(alone, 0.99)) });
  } finally {
    http.close();
    await api.stop();
    await system.close();
  }
};
