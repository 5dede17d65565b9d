import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { StreamEvent } from '../../client/stream.ts';
import type { Logger } from '../log/log.ts';
import type { Metrics } from '../log/metrics.ts';
import type { ChangeFeed } from './changes.ts';
import { PING, textFrame } from './frames.ts';
import type { News } from './merge-changes.ts';
import { createRecentNews } from './recent-news.ts';
import { concerns, type Watch, watchOfMessage, watchOfQuery } from './watch.ts';

/** Whose events a stream carries. */
export interface Audience {
  readonly organizationId: string;
  /** The public sees that free times changed; the team sees which booking did. */
  readonly team: boolean;
}

export interface StreamDeps {
  changes: Pick<ChangeFeed, 'follow'>;
  log: Logger;
  metrics: Metrics;
  /** Null: refused with 401. */
  admit: (request: IncomingMessage, url: URL) => Promise<Audience | null>;
  /** Our own origin: a browser page of another one is refused. */
  origin: string;
}

interface Reader {
  readonly socket: WebSocket;
  /** The connection under it: frames are made once and written to many. */
  readonly duplex: Duplex;
  readonly team: boolean;
  /** Null: everything. */
  watch: Watch | null;
  /** In which turn it is pinged. */
  readonly turn: number;
  /** Heard of since it was last pinged. */
  isAlive: boolean;
}

const PING_MS = 30_000;
/** Pings are spread over so many turns, or thousands of readers would be written to at once. */
const PING_TURNS = 30;
/** A reader that cannot keep up is closed and comes back with its last event id. */
const MOST_BUFFERED = 1_000_000;
const LARGEST_MESSAGE = 2_048;

/** What one side may know of the news; null: nothing. */
function eventOf(news: News, id: string, team: boolean): StreamEvent | null {
  switch (news.kind) {
    case 'bookings':
      if (!team) return { type: 'availability.changed', id, staffIds: news.staffIds, days: news.days };
      return news.bookings.length > 0
        ? { type: 'booking.changed', id, bookings: news.bookings, days: news.days }
        : null;
    case 'message':
      return team ? { type: 'message.changed', id, bookingId: news.bookingId } : null;
    case 'rules':
      return { type: 'rules.changed', id };
  }
}

const frameOf = (event: StreamEvent): Buffer => textFrame(JSON.stringify(event));

/** Live updates over WebSocket: each event is made into bytes once, whatever the number of readers. */
export function createStream({ changes, log, metrics, admit, origin }: StreamDeps) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false });
  const readers = new Map<string, Set<Reader>>();
  const recent = createRecentNews();
  let opened = 0;
  let turn = 0;
  recent.beginAt(randomUUID());

  function write({ socket, duplex }: Reader, frame: Buffer): void {
    if (socket.readyState !== socket.OPEN) return;
    if (duplex.writableLength > MOST_BUFFERED) socket.close(1013, 'too slow');
    else duplex.write(frame);
  }

  function hear(news: News | null, id: string): void {
    recent.add(id, news);
    const theirs = news && readers.get(news.organizationId);
    if (!theirs) return;
    const [forTeam, forPublic] = [true, false].map((team) => {
      const event = eventOf(news, id, team);
      return event && frameOf(event);
    });
    for (const reader of theirs) {
      const frame = reader.team ? forTeam : forPublic;
      if (frame && concerns(reader.watch, news)) write(reader, frame);
    }
  }

  /** Says hello and what was missed since then, or that this is not known. */
  function resume(reader: Reader, organizationId: string, lastEventId: string | null): void {
    const missed = recent.after(lastEventId);
    write(reader, frameOf({ type: 'hello', id: recent.latestId(), resumed: missed !== null }));
    for (const { id, news } of missed ?? []) {
      if (news?.organizationId !== organizationId || !concerns(reader.watch, news)) continue;
      const event = eventOf(news, id, reader.team);
      if (event) write(reader, frameOf(event));
    }
  }

  function listenTo(reader: Reader, organizationId: string): void {
    const { socket } = reader;
    const theirs = readers.getOrInsertComputed(organizationId, () => new Set());
    theirs.add(reader);
    socket.on('close', () => {
      theirs.delete(reader);
      if (theirs.size === 0 && readers.get(organizationId) === theirs) readers.delete(organizationId);
      metrics.streams(sockets.clients.size);
    });
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => (reader.isAlive = true));
    socket.on('message', (data, isBinary) => {
      const asked = isBinary ? undefined : watchOfMessage((data as Buffer).toString());
      if (!asked) return socket.close(1008, 'not understood');
      reader.isAlive = true;
      reader.watch = asked.watch;
      resume(reader, organizationId, asked.lastEventId);
    });
  }

  const refuse = (duplex: Duplex, status: string): void =>
    void duplex.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);

  async function upgrade(request: IncomingMessage, duplex: Duplex, head: Buffer): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname !== '/api/v1/stream') return refuse(duplex, '404 Not Found');
    const from = request.headers.origin;
    if (from !== undefined && new URL(from).host !== request.headers.host && from !== origin)
      return refuse(duplex, '403 Forbidden');
    const watch = watchOfQuery(url.searchParams);
    if (watch === undefined) return refuse(duplex, '400 Bad Request');
    const audience = await admit(request, url);
    if (!audience) return refuse(duplex, '401 Unauthorized');
    const { organizationId, team } = audience;
    sockets.handleUpgrade(request, duplex, head, (socket) => {
      const reader: Reader = { socket, duplex, team, watch, turn: opened++ % PING_TURNS, isAlive: true };
      listenTo(reader, organizationId);
      metrics.streams(sockets.clients.size);
      resume(reader, organizationId, url.searchParams.get('lastEventId'));
    });
  }

  /** After a break of our own connection to the database nobody knows what was missed: all readers load afresh. */
  function startAfresh(): void {
    recent.beginAt(randomUUID());
    const hello = frameOf({ type: 'hello', id: recent.latestId(), resumed: false });
    for (const theirs of readers.values()) for (const reader of theirs) write(reader, hello);
  }

  const unfollow = changes.follow({ heard: hear, hearing: startAfresh });

  /** One timer for all; whoever has not answered since the last time is gone. */
  const pinging = setInterval(() => {
    const now = turn++ % PING_TURNS;
    for (const theirs of readers.values()) {
      for (const reader of theirs) {
        if (reader.turn !== now) continue;
        if (!reader.isAlive) reader.socket.terminate();
        reader.isAlive = false;
        write(reader, PING);
      }
    }
  }, PING_MS / PING_TURNS);

  return {
    attach(server: Server): void {
      server.on('upgrade', (request, duplex, head) => {
        duplex.on('error', () => duplex.destroy());
        upgrade(request, duplex, head).catch((error: unknown) => {
          log.warn({ err: error }, 'a stream could not be opened');
          refuse(duplex, '503 Service Unavailable');
        });
      });
    },
    close(): void {
      clearInterval(pinging);
      unfollow();
      for (const socket of sockets.clients) socket.close(1012, 'restarting');
    },
  };
}

export type Stream = ReturnType<typeof createStream>;
