import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createHttpClient } from './http-client.ts';
import { cpuSeconds, quantile, round } from './measure.ts';
import { freePlaces } from './places.ts';
import type { Bench } from './run.ts';
import { startSystem } from './system.ts';

const CLIENTS = path.resolve(import.meta.dirname, 'live-clients.ts');
const STREAMS = Number(process.env['BENCH_STREAMS'] ?? 19_000);
const OF_THE_DAY = 1_000;
const BOOKINGS = 20;
const IDLE_SECONDS = 10;
/** Opened before the first look at the memory, so that it holds no more than the streams after them. */
const FIRST = 1_000;

const rssKb = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** How many files one process may have open: a stream is one. */
const openFiles = (): number => Number(/Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))![1]);

/** Idle streams in one API process, and one booking that reaches all who look at its day. Limits: 12 kB each, 250 ms. */
export const bench: Bench = async (report) => {
  const streams = Math.min(STREAMS, openFiles() - 500);
  if (streams < STREAMS) report({ note: `only ${streams} streams: a process may open ${openFiles()} files here` });
  const system = await startSystem();
  const api = await system.startApi();
  const readers = fork(CLIENTS, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(readers, 'message');
  const tell = async (command: object): Promise<{ lastAt: number; others: number }> => {
    const done = once(readers, 'message');
    readers.send(command);
    return (await done)[0] as { lastAt: number; others: number };
  };
  const http = createHttpClient(`http://127.0.0.1:${api.port}`, 4);
  const places = freePlaces(system.data);
  const day = places[0]!.startsAt.slice(0, 10);
  const ofTheDay = places.filter(({ startsAt }) => startsAt.startsWith(day)).slice(0, BOOKINGS);
  const book = async (turn: number): Promise<void> => {
    const customer = { name: `Reader ${turn}`, email: `reader${turn}@example.com` };
    const body = { ...ofTheDay[turn]!, customer, timeZone: 'Europe/Berlin' };
    const { status, body: text } = await http.post('/api/v1/bookings', body);
    if (status !== 201) throw new Error(`answered ${status}: ${text.slice(0, 200)}`);
  };
  try {
    for (let turn = 0; turn < 500; turn++) await http.get('/healthz');
    await sleep(1_000);
    const days = (index: number): string => (index < OF_THE_DAY ? `${day}..${day}` : '2027-01-01..2027-01-31');
    const paths = Array.from({ length: streams }, (_, index) => `/api/v1/stream?page=reference&days=${days(index)}`);
    await tell({ command: 'open', port: api.port, paths: paths.slice(0, FIRST), first: 0 });
    await sleep(IDLE_SECONDS * 500);
    const before = rssKb(api.pid);
    const cpuBefore = cpuSeconds(api.pid);
    await tell({ command: 'open', port: api.port, paths: paths.slice(FIRST), first: FIRST });
    const cpuOpening = cpuSeconds(api.pid) - cpuBefore;
    await sleep(IDLE_SECONDS * 1_000);
    const after = rssKb(api.pid);
    const idleBefore = cpuSeconds(api.pid);
    await sleep(IDLE_SECONDS * 1_000);
    report({
      side: 'idle streams',
      streams,
      kbEach: round((after - before) / (streams - FIRST)),
      rssMbBefore: round(before / 1024, 1),
      rssMbAfter: round(after / 1024, 1),
      openingCpuMsEach: round((cpuOpening * 1000) / (streams - FIRST), 3),
      idleCpuMsASecond: round(((cpuSeconds(api.pid) - idleBefore) * 1000) / IDLE_SECONDS),
    });
    const times: number[] = [];
    let others = 0;
    const fanOutBefore = cpuSeconds(api.pid);
    for (let turn = 0; turn < ofTheDay.length; turn++) {
      const reached = tell({ command: 'await', readers: OF_THE_DAY });
      await sleep(20);
      const asked = performance.timeOrigin + performance.now();
      await book(turn);
      const answer = await reached;
      times.push(answer.lastAt - asked);
      others += answer.others;
    }
    times.sort((a, b) => a - b);
    report({
      side: `one booking reaches ${OF_THE_DAY} readers of its day, from the request on`,
      bookings: times.length,
      p50: round(quantile(times, 0.5), 1),
      worst: round(times.at(-1)!, 1),
      otherReadersTold: others,
      apiCpuMsEach: round(((cpuSeconds(api.pid) - fanOutBefore) * 1000) / times.length, 2),
    });
  } finally {
    http.close();
    readers.send({ command: 'end' });
    await once(readers, 'exit');
    await api.stop();
    await system.close();
  }
};
