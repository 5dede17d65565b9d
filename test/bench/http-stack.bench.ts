import path from 'node:path';
import { startChild } from './child.ts';
import { createHttpClient } from './http-client.ts';
import { measure, round, type Figures } from './measure.ts';
import type { Bench } from './run.ts';

const SERVER = path.resolve(import.meta.dirname, 'stack-server.ts');
const CLIENTS = 8;
const ROUNDS = 3;

async function run(kind: 'bare' | 'stack'): Promise<Figures> {
  const child = await startChild(SERVER, {}, [kind]);
  const http = createHttpClient(`http://127.0.0.1:${child.port}`, CLIENTS);
  const ask = async () => {
    const { status } = await http.get('/api/v1/empty');
    if (status !== 200) throw new Error(`answered ${status}`);
  };
  await measure(ask, { clients: CLIENTS, seconds: 1, processes: {} });
  const figures = await measure(ask, { clients: CLIENTS, seconds: 4, processes: { server: child.pid } });
  http.close();
  await child.stop();
  return figures;
}

/** The HTTP pipeline without a database against bare node:http: CPU a request, in turn. Target: at most 4 times. */
export const bench: Bench = async (report) => {
  const ratios: number[] = [];
  for (let round_ = 0; round_ < ROUNDS; round_++) {
    const bare = await run('bare');
    const stack = await run('stack');
    report({ side: 'node:http', ...bare });
    report({ side: 'Koa stack', ...stack });
    ratios.push(stack.cpu['server']! / bare.cpu['server']!);
  }
  ratios.sort((a, b) => a - b);
  report({
    ratio: 'CPU of the stack / CPU of node:http',
    median: round(ratios[1]!),
    all: ratios.map((ratio) => round(ratio)),
  });
};
