import pg from 'pg';
import type { Db, Statement } from '../db/db.ts';
import type { Logger } from '../log/log.ts';

/** What changed, told to every process after the commit. Ids and days only, never what is in it. */
export type Change =
  | { kind: 'booking'; organizationId: string; bookingId: string; version: number; staffIds: string[]; days: string[] }
  | { kind: 'message'; organizationId: string; bookingId: string | null }
  | { kind: 'rules'; organizationId: string };

export interface Changes {
  /** Tells all processes, this one included, within about 20 ms. Never throws: whoever misses it asks again on reconnect. */
  publish(change: Change): void;
  /** Called for every change, from whatever process; `gap` when the connection was lost meanwhile. */
  subscribe(listener: (change: Change | 'gap') => void): () => void;
  close(): Promise<void>;
}

const CHANNEL = 'bookme';
const NOTIFY: Statement = { name: 'notify_changes', text: `select pg_notify('${CHANNEL}', $1)` };
/** Collected for so long, so that a busy second costs fifty notifications and not five hundred. */
const BATCH_MS = 20;
/** PostgreSQL takes less than 8000 bytes. */
const LARGEST_PAYLOAD = 7_500;
const RECONNECT_MS = 500;

function payloadsOf(changes: readonly Change[]): string[] {
  const payloads: string[] = [];
  let batch: string[] = [];
  let size = 2;
  for (const change of changes) {
    const text = JSON.stringify(change);
    if (size + text.length > LARGEST_PAYLOAD && batch.length > 0) {
      payloads.push(`[${batch.join(',')}]`);
      batch = [];
      size = 2;
    }
    batch.push(text);
    size += text.length + 1;
  }
  if (batch.length > 0) payloads.push(`[${batch.join(',')}]`);
  return payloads;
}

export interface ChangesOptions {
  db: Db;
  url: string;
  log: Logger;
}

/** One LISTEN connection a process; notifications are sent after commit, batched, never inside a booking's transaction. */
export function createChanges({ db, url, log }: ChangesOptions): Changes {
  const listeners = new Set<(change: Change | 'gap') => void>();
  let waiting: Change[] = [];
  let flushTimer: NodeJS.Timeout | undefined;
  let reconnectTimer: NodeJS.Timeout | undefined;
  let client: pg.Client | undefined;
  let closed = false;

  const tell = (change: Change | 'gap'): void => {
    for (const listener of listeners) listener(change);
  };

  async function flush(): Promise<void> {
    flushTimer = undefined;
    const changes = waiting;
    waiting = [];
    try {
      for (const payload of payloadsOf(changes)) await db.query(NOTIFY, [payload]);
    } catch (error) {
      log.warn(
        { err: error, changes: changes.length },
        'changes could not be announced; open pages are told to load afresh',
      );
      tell('gap');
    }
  }

  function listen(): void {
    const next = new pg.Client({ connectionString: url, application_name: 'bookme-live', keepAlive: true });
    client = next;
    let lost = false;
    const retry = (): void => {
      if (closed || lost) return;
      lost = true;
      reconnectTimer = setTimeout(listen, RECONNECT_MS);
    };
    next.on('error', retry);
    next.on('end', retry);
    next.on('notification', ({ payload }) => {
      for (const change of JSON.parse(payload ?? '[]') as Change[]) tell(change);
    });
    next
      .connect()
      .then(() => next.query(`listen ${CHANNEL}`))
      .then(() => tell('gap'))
      .catch(retry);
  }
  listen();

  return {
    publish(change) {
      waiting.push(change);
      flushTimer ??= setTimeout(() => void flush(), BATCH_MS);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      clearTimeout(reconnectTimer);
      clearTimeout(flushTimer);
      if (waiting.length > 0) await flush();
      await client
        ?.end()
        .catch((error: unknown) => log.debug({ err: error }, 'the listening connection was gone already'));
    },
  };
}
