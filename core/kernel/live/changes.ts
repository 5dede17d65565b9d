import { randomBytes } from 'node:crypto';
import type { Db, Statement } from '../db/db.ts';
import type { Logger } from '../log/log.ts';
import { createListener } from './listener.ts';
import { mergeChanges, type News } from './merge-changes.ts';

/** What changed, told to every process after the commit. Ids and days only, never what is in it. */
export type Change =
  | {
      kind: 'booking';
      organizationId: string;
      bookingId: string;
      version: number;
      staffIds: string[];
      /**
       * Everything that was or is occupied, and the services whose caps count it; absent: nobody knows, so every free
       * time of these days may have changed.
       */
      subjects?: string[];
      /** Local days touched, before and after, YYYY-MM-DD in the location's zone; buffers need not be counted. */
      days: string[];
    }
  /** Free times changed without a booking: a hold began or ended. */
  | { kind: 'slots'; organizationId: string; staffIds: string[]; subjects: string[]; days: string[] }
  | { kind: 'message'; organizationId: string; bookingId: string | null }
  | { kind: 'rules'; organizationId: string };

/** Sees more than the changes: where they stand in the order that all processes share, and when nothing is heard. */
export interface Follower {
  /** A change of this process, at once when it is published. */
  published?(change: Change): void;
  /** In the order that PostgreSQL gives to all processes; those of this process too, by then. `null`: a process joined. */
  heard?(news: News | null, id: string, isOwn: boolean): void;
  /** The connection is lost: from now on changes of others go unheard. */
  deaf?(): void;
  /**
   * Listening, for the first time or again (at once when it is so already, and then where the order stands is `heard`):
   * what happened before is not known.
   */
  hearing?(): void;
}

export interface Changes {
  /** Tells all processes, this one included, within about 20 ms. Never throws: whoever misses it asks again on reconnect. */
  publish(change: Change): void;
  /** Called for all news, from whatever process; `gap` when the connection was lost meanwhile. */
  subscribe(listener: (news: News | 'gap') => void): () => void;
  close(): Promise<void>;
}

export interface ChangeFeed extends Changes {
  follow(follower: Follower): () => void;
}

const CHANNEL = 'bookme';
const NOTIFY: Statement = { name: 'notify_changes', text: `select pg_notify('${CHANNEL}', $1)` };
/** Collected for so long, so that a busy second costs fifty notifications and not five hundred. */
const BATCH_MS = 20;
/** PostgreSQL takes less than 8000 bytes. */
const LARGEST_PAYLOAD = 7_500;

const RETRY_MS = 500;
/** While the database is away; beyond it, all are told that something is missing. */
const MOST_WAITING = 5_000;

/** One notification. Its news have the ids `origin-first`, `origin-(first + 1)`, …; without any it has `origin-first` itself. */
interface Notification {
  readonly origin: string;
  readonly first: number;
  readonly news: readonly News[];
  /** News before these were too many to be told. */
  readonly isIncomplete?: boolean;
}

export interface ChangesOptions {
  db: Db;
  url: string;
  log: Logger;
}

/** One LISTEN connection a process; notifications are sent after commit, batched, never inside a booking's transaction. */
export function createChanges({ db, url, log }: ChangesOptions): ChangeFeed {
  const origin = randomBytes(6).toString('base64url').replaceAll('-', '.');
  const followers = new Set<Follower>();
  let waiting: Change[] = [];
  let flushTimer: NodeJS.Timeout | undefined;
  let count = 0;
  let lastId = `${origin}-0`;
  /** Whether `lastId` was heard over the present connection: then all that comes after it will be heard too. */
  let isInOrder = false;

  let isIncomplete = false;
  let isClosed = false;
  let isHearing = false;

  const payloadOf = (news: readonly News[]): string => {
    const first = count + 1;
    count += Math.max(1, news.length);
    return JSON.stringify({ origin, first, news, ...(isIncomplete ? { isIncomplete } : {}) } satisfies Notification);
  };

  function payloadsOf(changes: readonly Change[]): string[] {
    const batches: News[][] = [];
    let size = Infinity;
    for (const news of mergeChanges(changes)) {
      const length = JSON.stringify(news).length + 1;
      if (size + length > LARGEST_PAYLOAD) {
        batches.push([]);
        size = 100;
      }
      batches.at(-1)!.push(news);
      size += length;
    }
    return batches.map(payloadOf);
  }

  const flushIn = (ms: number): void => {
    flushTimer ??= setTimeout(() => void flush(), ms);
  };

  async function flush(): Promise<void> {
    flushTimer = undefined;
    const changes = waiting;
    waiting = [];
    try {
      for (const payload of payloadsOf(changes)) {
        await db.query(NOTIFY, [payload]);
        isIncomplete = false;
      }
    } catch (error) {
      // Told twice does no harm, untold would.
      waiting = [...changes, ...waiting];
      if (waiting.length > MOST_WAITING) {
        waiting = waiting.slice(-1);
        isIncomplete = true;
      }
      log.warn({ err: error, changes: changes.length }, 'changes could not be announced yet');
      if (!isClosed) flushIn(RETRY_MS);
    }
  }

  const told = (news: News | null, id: string, isOwn: boolean): void => {
    lastId = id;
    isInOrder = true;
    for (const follower of followers) follower.heard?.(news, id, isOwn);
  };

  function hear(notification: Notification | readonly News[]): void {
    if (!('origin' in notification)) {
      // From a trigger, which knows no numbers: counted on from the one before, alike in every process.
      for (const news of notification) {
        const [, before, more = '0'] = /^(.*?)(?:~(\d+))?$/.exec(lastId)!;
        told(news, `${before}~${Number(more) + 1}`, false);
      }
      return;
    }
    const { origin: from, first, news } = notification;
    if (notification.isIncomplete) for (const follower of followers) follower.hearing?.();
    if (news.length === 0) told(null, `${from}-${first}`, from === origin);
    news.forEach((piece, index) => told(piece, `${from}-${first + index}`, from === origin));
  }

  const listener = createListener({
    url,
    channel: CHANNEL,
    onPayload: (payload) => hear(JSON.parse(payload) as Notification | News[]),
    onDeaf: () => {
      isHearing = false;
      isInOrder = false;
      for (const follower of followers) follower.deaf?.();
    },
    onHearing: () => {
      isHearing = true;
      for (const follower of followers) follower.hearing?.();
    },
    greeting: () => payloadOf([]),
    log,
  });

  const follow = (follower: Follower): (() => void) => {
    followers.add(follower);
    if (isHearing) follower.hearing?.();
    if (isInOrder) follower.heard?.(null, lastId, false);
    return () => void followers.delete(follower);
  };

  return {
    follow,
    publish(change) {
      for (const follower of followers) follower.published?.(change);
      waiting.push(change);
      flushIn(BATCH_MS);
    },
    subscribe: (tell) => follow({ heard: (news) => news && tell(news), hearing: () => tell('gap') }),
    async close() {
      isClosed = true;
      clearTimeout(flushTimer);
      if (waiting.length > 0) await flush();
      await listener.close();
    },
  };
}
