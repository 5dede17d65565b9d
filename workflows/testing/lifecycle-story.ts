import type { BookingWorld } from '@bookme/core/testing';
import type { WorkerOptions } from '@temporalio/worker';
import type { TimeSkipping } from './time-skipping.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `days(59, 23)`: 59 days and 23 hours, in days. */
export const days = (whole: number, hours = 0, minutes = 0): number =>
  (whole * DAY + hours * HOUR + minutes * MINUTE) / DAY;

const PATIENCE_MS = 20_000;

/** Polls in real time; the server's time stands still meanwhile. */
async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

let lastId = 0;

/** One booking from beginning to end, with a worker of its own. */
export async function beginStory(server: TimeSkipping, createWorld: (now: () => number) => BookingWorld) {
  await server.refresh();
  const start = server.now();
  const world = createWorld(server.now);
  const id = `018f0000-0000-7000-8000-${String((lastId += 1)).padStart(12, '0')}`;
  let stopWorker = await server.startWorker(world.lifecycle);

  const acknowledged = (version: number): Promise<void> =>
    until(`version ${version} is acknowledged`, () => world.booking(id).ackedVersion === version);
  /** Kind and days since the beginning, to the minute: a timer comes up to a second late. */
  const deliveries = (): [string, number][] =>
    world.delivered(id).map(({ kind, at }) => [kind, Math.floor((at - start) / MINUTE) / (DAY / MINUTE)]);

  return {
    id,
    start,
    world,
    acknowledged,
    deliveries,
    kinds: (): string[] => deliveries().map(([kind]) => kind),
    tell: (version: number) => server.tell(id, version),
    sleep: (duration: number) => server.sleep(duration),
    run: (runId?: string) => server.handle(id, runId),
    /** Books a time so far ahead and waits until that is settled. */
    async book(ahead: number, rest: { status?: 'pending' } = {}): Promise<void> {
      await server.tell(id, world.book(id, { startsAt: start + ahead, ...rest }));
      await acknowledged(1);
    },
    closed: (): Promise<void> =>
      until('the run is closed', async () => (await server.handle(id).describe()).status.name === 'COMPLETED'),
    /** A worker with other settings takes over. */
    async replaceWorker(options: Partial<WorkerOptions> = {}): Promise<void> {
      await stopWorker();
      stopWorker = await server.startWorker(world.lifecycle, options);
    },
    async end(): Promise<void> {
      await server.endRuns(id);
      await stopWorker();
    },
  };
}

export type Story = Awaited<ReturnType<typeof beginStory>>;
