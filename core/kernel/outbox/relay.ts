import type { Db } from '../db/db.ts';
import type { Logger } from '../log/log.ts';
import { createOutboxRows, type OutboxRow } from './outbox-rows.ts';
import { createTokenBucket } from './token-bucket.ts';

export interface RelayDeps {
  db: Db;
  /** Tells whom it concerns. Rejects when that failed; the row stays and is tried again. */
  dispatch(row: OutboxRow): Promise<void>;
  /** Whether an error means that nobody can be reached, as opposed to this row being refused. */
  isOutage(error: unknown): boolean;
  log: Logger;
  /** A burst of starts outruns its own work, so rows are handed over at a pace, a few at once. */
  pace: { readonly perSecond: number; readonly atOnce: number };
  /** For tests: seconds after which the rows of a killed relay return. */
  leaseSeconds?: number;
}

export interface Relay {
  /** There may be something to do. Costs nothing; may be called as often as one likes. */
  poke(): void;
  /** Finishes what is under way, at most two seconds. */
  stop(): Promise<void>;
}

/** More than a call may take (2 s) and less than anybody would wait for a mail. */
const LEASE_SECONDS = 10;
/** Whoever committed without waking us is found by looking. */
const POLL_MS = 500;
/** While nobody can be reached one row at a time asks whether that has changed. */
const OUTAGE_PAUSE_MS = 1_000;
/** Seconds. After an outage every row has to be out within half a minute; a refused one may wait. */
const LONGEST_WAIT = { outage: 5, refused: 600 } as const;

interface Round {
  readonly taken: number;
  readonly isFull: boolean;
}

/** Carries outbox rows to whom they concern, at least once each. Any number of relays may run. */
export function startRelay({ db, dispatch, isOutage, log, pace, leaseSeconds = LEASE_SECONDS }: RelayDeps): Relay {
  const rows = createOutboxRows(db);
  const bucket = createTokenBucket(pace.perSecond, pace.atOnce, () => performance.now());
  let outage = false;
  let stopped = false;
  let poked = false;
  let wake: () => void = () => {};

  /** Until somebody pokes, unless `deaf`. A poke that came meanwhile counts. */
  const pause = (ms: number, deaf = false): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, poked && !deaf ? 0 : ms);
      wake = () => {
        if (deaf && !stopped) return;
        clearTimeout(timer);
        resolve();
      };
    });

  function note(error: unknown): void {
    if (!outage) log.warn({ reason: String(error) }, 'Temporal cannot be reached; bookings go on and follow-ups wait');
    outage = true;
  }

  async function send(row: OutboxRow): Promise<{ id: string; error?: unknown }> {
    try {
      await dispatch(row);
      return { id: row.id };
    } catch (error) {
      if (!isOutage(error)) log.error({ err: error, outboxId: row.id, topic: row.topic }, 'an outbox row was refused');
      return { id: row.id, error };
    }
  }

  async function round(): Promise<Round> {
    const limit = outage ? 1 : Math.min(pace.atOnce, bucket.available());
    poked = false;
    const taken = await rows.take(limit, leaseSeconds);
    bucket.take(taken.length);
    const results = await Promise.all(taken.map(send));
    const failed = results.filter(({ error }) => error !== undefined);
    await rows.mark(results.filter(({ error }) => error === undefined).map(({ id }) => id));
    for (const { id, error } of failed) {
      await rows.postpone([id], LONGEST_WAIT[isOutage(error) ? 'outage' : 'refused'], String(error));
    }
    const lost = failed.find(({ error }) => isOutage(error));
    if (lost) note(lost.error);
    else if (outage && taken.length > 0) {
      outage = false;
      log.info('Temporal is reached again');
    }
    return { taken: taken.length, isFull: taken.length === limit };
  }

  async function run(): Promise<void> {
    let databaseIsLost = false;
    while (!stopped) {
      try {
        const { isFull } = bucket.available() > 0 ? await round() : { isFull: true };
        databaseIsLost = false;
        if (outage) await pause(OUTAGE_PAUSE_MS, true);
        else await (isFull ? pause(bucket.nextIn(), true) : pause(POLL_MS));
      } catch (error) {
        // the loop outlives the database: rows that were taken return with their lease
        if (!databaseIsLost) log.error({ err: error }, 'the relay cannot read the outbox; it goes on trying');
        databaseIsLost = true;
        await pause(OUTAGE_PAUSE_MS, true);
      }
    }
  }
  const running = run();

  return {
    poke() {
      poked = true;
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
