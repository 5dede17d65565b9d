import { createHttpClient } from './http-client.ts';
import { toPeers, type Peers } from './peers.ts';
import { measure, round } from './measure.ts';
import type { Report } from './run.ts';
import { startSystem, type BenchSystem } from './system.ts';

const CLIENTS = 8;
const SECONDS = 8;

/** A listing against the empty route of the same server in the same run. @param path of the n-th request */
export async function benchListing(
  report: Report,
  what: string,
  pathOf: (data: BenchSystem['data'], turn: number) => string,
  peers: Peers,
): Promise<void> {
  const system = await startSystem();
  const api = await system.startApi();
  const http = createHttpClient(`http://127.0.0.1:${api.port}`, CLIENTS);
  const processes = { api: api.pid, postgres: system.postgres.pid };
  const ask = (path: (turn: number) => string) => async (turn: number) => {
    const { status, body } = await http.get(path(turn));
    if (status !== 200) throw new Error(`${path(turn)} answered ${status}: ${body.slice(0, 200)}`);
  };
  try {
    // An address that was never asked for: kept answers are measured by month-unchanged.
    let asked = 0;
    const listing = ask((turn) => `${pathOf(system.data, turn)}&link=cold-${asked++}`);
    const empty = ask(() => '/healthz');
    await measure(listing, { clients: CLIENTS, seconds: 2, processes }); // warm
    const measured = await measure(listing, { clients: CLIENTS, seconds: SECONDS, processes });
    const denominator = await measure(empty, { clients: CLIENTS, seconds: 3, processes });
    report({ side: what, clients: CLIENTS, apiProcesses: 1, ...measured });
    report({ side: 'empty Koa route', clients: CLIENTS, ...denominator });
    report(toPeers(measured.rate, peers));
    report({
      ratio: `${what} / empty route`,
      rate: round(measured.rate / denominator.rate, 3),
      p50Ms: measured.p50,
      answerBytes: (await http.get(pathOf(system.data, 0))).body.length,
    });
  } finally {
    http.close();
    await api.stop();
    await system.close();
  }
}

export const serviceOf = ({ business }: BenchSystem['data'], turn: number): string =>
  business.services[`Service ${turn % 20}`]!;
