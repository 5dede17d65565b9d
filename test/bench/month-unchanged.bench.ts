import { createHttpClient } from './http-client.ts';
import { measure, round, type Figures } from './measure.ts';
import type { Bench } from './run.ts';
import { serviceOf } from './availability.ts';
import { startSystem } from './system.ts';

const CLIENTS = 8;
const ROUNDS = 3;
const SECONDS = 3;

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** A month asked for again and unchanged, as kept bytes and as 304, against the empty route of the same server, in turn. */
export const bench: Bench = async (report) => {
  const system = await startSystem();
  const api = await system.startApi();
  const http = createHttpClient(`http://127.0.0.1:${api.port}`, CLIENTS);
  const processes = { api: api.pid, postgres: system.postgres.pid };
  const { data } = system;
  const pathOf = (turn: number, kind = ''): string =>
    `/api/v1/availability${kind}?${new URLSearchParams({ serviceId: serviceOf(data, turn), ...data.month, timeZone: 'Europe/Berlin' })}`;
  const slots = Array.from({ length: 20 }, (_, turn) => pathOf(turn));
  const days = Array.from({ length: 20 }, (_, turn) => pathOf(turn, '/days'));
  const tags = new Map<string, string>();
  for (const path of [...slots, ...days]) {
    const { headers } = await fetch(`http://127.0.0.1:${api.port}${path}`);
    tags.set(path, headers.get('etag')!);
  }
  const ask =
    (wanted: number, pathsOf: readonly string[], headers: (path: string) => Record<string, string>) =>
    async (turn: number) => {
      const path = pathsOf[turn % pathsOf.length]!;
      const { status } = await http.get(path, headers(path));
      if (status !== wanted) throw new Error(`${path} answered ${status}`);
    };
  const plain = () => ({});
  const conditional = (path: string) => ({ 'if-none-match': tags.get(path)! });
  const sides = {
    'empty Koa route': ask(200, ['/healthz'], plain),
    'month, 200 from kept bytes': ask(200, slots, plain),
    'month, 304': ask(304, slots, conditional),
    'free days of a month, 200 from kept bytes': ask(200, days, plain),
    'free days of a month, 304': ask(304, days, conditional),
  };
  const rates = new Map<string, number[]>();
  try {
    for (const work of Object.values(sides)) await measure(work, { clients: CLIENTS, seconds: 1, processes: {} });
    for (let turn = 0; turn < ROUNDS; turn++) {
      for (const [side, work] of Object.entries(sides)) {
        const figures: Figures = await measure(work, { clients: CLIENTS, seconds: SECONDS, processes });
        report({ side, clients: CLIENTS, ...figures });
        rates.set(side, [...(rates.get(side) ?? []), figures.rate]);
      }
    }
    const empty = median(rates.get('empty Koa route')!);
    for (const [side, found] of rates)
      if (side !== 'empty Koa route') report({ ratio: `${side} / empty route`, rate: round(median(found) / empty, 3) });
    report({ answerBytes: (await http.get(slots[0]!)).body.length, ofDays: (await http.get(days[0]!)).body.length });
  } finally {
    http.close();
    await api.stop();
    await system.close();
  }
};
