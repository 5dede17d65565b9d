import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from './process-identity.ts';

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A started process. */
export type Running = {
  readonly identity: ProcessIdentity;
  readonly exited: Promise<Exit>;
  /** The end of its log, for the message when it fails for good. */
  lastLines(): string;
  /** Asks it to end and kills it after `graceMs`. Returns when it is gone; may be called twice. */
  stop(graceMs?: number): Promise<void>;
};

export type Service = {
  readonly name: string;
  /** May take its time and may throw; called again after each unexpected end. */
  start(): Promise<Running>;
  /** Most of the ten seconds of a stop that this one may use up. */
  readonly graceMs: number;
  /** Not started again before these run again. */
  readonly needs?: readonly string[];
};

export type SupervisorOptions = {
  readonly note: (line: string) => void;
  readonly onStarted: (name: string, identity: ProcessIdentity) => void;
  /** A service ended five times within a minute. Everything is to be stopped. */
  readonly onHopeless: (message: string) => void;
  /** Milliseconds before the first, second, … restart; the last repeats. */
  readonly backoffMs?: readonly number[];
};

export type Supervisor = {
  /** Starts a service and starts it again whenever it ends. Rejects when the first start fails. */
  run(service: Service): Promise<void>;
  /** Stops all: groups one after the other, the services of a group together. */
  stop(groups: readonly (readonly string[])[]): Promise<void>;
  /** Now, without grace. */
  kill(): Promise<void>;
};

type Watched = { readonly service: Service; running: Running | undefined; starting: Promise<Running> | undefined };

const MOST_ENDS = 5;
const WITHIN_MS = 60_000;

/** Keeps services running until told to stop. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { note, onStarted, onHopeless, backoffMs = [250, 500, 1_000, 2_000, 4_000] } = options;
  const all = new Map<string, Watched>();
  const stopping = new AbortController();

  const start = async (watched: Watched): Promise<Running> => {
    watched.starting = watched.service.start();
    const running = await watched.starting;
    watched.running = running;
    onStarted(watched.service.name, running.identity);
    return running;
  };

  const whatItNeeds = async ({ needs = [] }: Service): Promise<void> => {
    const missing = (): boolean => needs.some((name) => all.has(name) && !all.get(name)?.running);
    while (missing() && !stopping.signal.aborted) await sleep(50);
  };

  const keepAlive = async (watched: Watched): Promise<void> => {
    const { name } = watched.service;
    let ends: number[] = [];
    let reason = '';
    let lastLines = '';
    while (!stopping.signal.aborted) {
      if (watched.running) {
        reason = describe(await watched.running.exited);
        lastLines = watched.running.lastLines();
        watched.running = undefined;
        if (stopping.signal.aborted) return;
      }
      const now = performance.now();
      ends = [...ends.filter((at) => at > now - WITHIN_MS), now];
      if (ends.length >= MOST_ENDS) {
        onHopeless(
          `${name} ended ${MOST_ENDS} times within a minute, last with ${reason}. Its log ends with:\n${lastLines}`,
        );
        return;
      }
      const wait = backoffMs[Math.min(ends.length, backoffMs.length) - 1] ?? 1_000;
      note(`${name} ended (${reason}); starting it again in ${wait / 1000} s`);
      await sleep(wait);
      await whatItNeeds(watched.service);
      if (stopping.signal.aborted) return;
      try {
        const { identity } = await start(watched);
        note(`${name} runs again (process ${identity.pid})`);
      } catch (error) {
        reason = (error as Error).message;
      }
    }
  };

  const stopOne = async (name: string, graceMs?: number): Promise<void> => {
    const watched = all.get(name);
    // one that is just being started is stopped as soon as it has
    const [started] = await Promise.allSettled([watched?.starting]);
    if (started.status === 'fulfilled') await started.value?.stop(graceMs ?? watched?.service.graceMs);
  };

  return {
    async run(service) {
      stopping.signal.throwIfAborted();
      const watched: Watched = { service, running: undefined, starting: undefined };
      all.set(service.name, watched);
      await start(watched);
      keepAlive(watched).catch((error: unknown) => onHopeless(`${service.name}: ${String(error)}`));
    },
    async stop(groups) {
      stopping.abort();
      for (const group of groups) await Promise.all(group.map((name) => stopOne(name)));
    },
    async kill() {
      stopping.abort();
      await Promise.all([...all.keys()].map((name) => stopOne(name, 0)));
    },
  };
}

const describe = ({ code, signal }: Exit): string => (signal ? `signal ${signal}` : `exit code ${code}`);
