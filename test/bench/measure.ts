import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/** A run that begins on a busy machine says so: its absolute figures mean nothing. */
export const QUIET_LOAD = 1.5;

export const load = (): number => loadavg()[0]!;

/** Kernel clock ticks a second, on every Linux of today. */
const TICKS = 100;

const statOf = (pid: number | string): { parent: number; ticks: number } | null => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null; // it has ended between listing and reading
  }
};

/** CPU seconds (user and system) that a process and its living children have used so far. */
export function cpuSeconds(root: number): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  let ticks = 0;
  for (const pid of processes) {
    const stat = statOf(pid);
    if (stat && (Number(pid) === root || stat.parent === root)) ticks += stat.ticks;
  }
  return ticks / TICKS;
}

/** @param sorted ascending @param share 0 … 1 */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

export interface Figures {
  /** Completed a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly count: number;
  /** Milliseconds of CPU for each, by process. */
  readonly cpu: Readonly<Record<string, number>>;
}

export interface LoadOptions {
  /** How many at a time; each asks again as soon as it is answered. */
  readonly clients: number;
  readonly seconds: number;
  /** Processes whose CPU is counted, with their children. */
  readonly processes: Readonly<Record<string, number>>;
}

/** A closed loop of clients. @param ask one request; it throws when the answer is not the expected one */
export async function measure(
  ask: (turn: number) => Promise<void>,
  { clients, seconds, processes }: LoadOptions,
): Promise<Figures> {
  const times: number[] = [];
  let turn = 0;
  const before = Object.entries(processes).map(([name, pid]) => [name, cpuSeconds(pid)] as const);
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      const asked = performance.now();
      await ask(turn++);
      times.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const elapsed = (performance.now() - begun) / 1000;
  const cpu = Object.fromEntries(
    before.map(([name, used]) => [name, round(((cpuSeconds(processes[name]!) - used) * 1000) / times.length, 3)]),
  );
  times.sort((a, b) => a - b);
  return {
    rate: round(times.length / elapsed, 1),
    p50: round(quantile(times, 0.5)),
    p95: round(quantile(times, 0.95)),
    p99: round(quantile(times, 0.99)),
    count: times.length,
    cpu,
  };
}
