import { serviceOf } from './availability.ts';
import { createHttpClient } from './http-client.ts';
import { measure, round } from './measure.ts';
import { addHistory } from './reference-data.ts';
import type { Bench } from './run.ts';
import { startSystem } from './system.ts';

const CLIENTS = 8;
const SECONDS = 6;
const STEPS = [2_000, 20_000, 200_000];

/** The same month with ever more history behind it, none of it kept. Target: at most 1.2 times the first at every step. */
export const bench: Bench = async (report) => {
  const system = await startSystem();
  const superuserUrl = new URL('/bookme', system.postgres.superuserUrl).href;
  const api = await system.startApi();
  const http = createHttpClient(`http://127.0.0.1:${api.port}`, CLIENTS);
  const processes = { api: api.pid, postgres: system.postgres.pid };
  let asked = 0;
  const listing = async (turn: number): Promise<void> => {
    const query = { serviceId: serviceOf(system.data, turn), ...system.data.month, timeZone: 'Europe/Berlin' };
    const { status, body } = await http.get(
      `/api/v1/availability?${new URLSearchParams({ ...query, link: `cold-${asked++}` })}`,
    );
    if (status !== 200) throw new Error(`${status}: ${body.slice(0, 200)}`);
  };
  let first = 0;
  let firstMs = 0;
  let stored = STEPS[0]!;
  let before = system.data.month.from;
  try {
    for (const appointments of STEPS) {
      if (appointments > stored) before = await addHistory(superuserUrl, system.data, appointments - stored, before);
      stored = appointments;
      await measure(listing, { clients: CLIENTS, seconds: 2, processes });
      const figures = await measure(listing, { clients: CLIENTS, seconds: SECONDS, processes });
      const cpu = figures.cpu['api']! + figures.cpu['postgres']!;
      first ||= cpu;
      const meanMs = (CLIENTS * 1000) / figures.rate;
      firstMs ||= meanMs;
      report({
        side: `${appointments} appointments`,
        clients: CLIENTS,
        ...figures,
        cpuToFirst: round(cpu / first, 3),
        timeToFirst: round(meanMs / firstMs, 3),
      });
    }
  } finally {
    http.close();
    await api.stop();
    await system.close();
  }
};
