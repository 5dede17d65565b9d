import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { StreamEvent } from '../../client/stream.ts';
import type { Logger } from '../log/log.ts';
import type { Metrics } from '../log/metrics.ts';
import type { Change, Changes } from './changes.ts';

/** Whose events a stream carries. */
export interface Audience {
  readonly organizationId: string;
  /** The public sees that free times changed; the team sees which booking did. */
  readonly team: boolean;
}

export interface StreamDeps {
  changes: Changes;
  log: Logger;
  metrics: Metrics;
  /** Null: refused with 401. */
  admit: (request: IncomingMessage, url: URL) => Promise<Audience | null>;
  /** Our own origin: a browser page of another one is refused. */
  origin: string;
}

type Bare<E> = E extends { id: string } ? Omit<E, 'id'> : never;
type Event = Bare<Exclude<StreamEvent, { type: 'hello' }>>;
interface Remembered {
  readonly id: string;
  readonly organizationId: string;
  readonly team: boolean;
  readonly text: string;
}

const REMEMBERED = 2_000;
const PING_MS = 30_000;
/** A reader that cannot keep up is closed and comes back with its last event id. */
const MOST_BUFFERED = 1_000_000;

function eventsOf(change: Change): { event: Event; team: boolean }[] {
  switch (change.kind) {
    case 'booking':
      return [
        {
          team: true,
          event: { type: 'booking.changed', bookingId: change.bookingId, version: change.version, days: change.days },
        },
        { team: false, event: { type: 'availability.changed', staffIds: change.staffIds, days: change.days } },
      ];
    case 'slots':
      return [{ team: false, event: { type: 'availability.changed', staffIds: change.staffIds, days: change.days } }];
    case 'message':
      return [{ team: true, event: { type: 'message.changed', bookingId: change.bookingId } }];
    case 'rules':
      return [
        { team: true, event: { type: 'rules.changed' } },
        { team: false, event: { type: 'rules.changed' } },
      ];
  }
}

/** Live updates over WebSocket: each event is made into text once, whatever the number of readers. */
export function createStream({ changes, log, metrics, admit, origin }: StreamDeps) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  const readers = new Map<string, Set<{ socket: WebSocket; team: boolean }>>();
  const recent: Remembered[] = [];
  const epoch = Date.now().toString(36);
  let count = 0;

  function remember(organizationId: string, team: boolean, event: Event): void {
    const id = `${epoch}-${++count}`;
    const text = JSON.stringify({ ...event, id });
    recent.push({ id, organizationId, team, text });
    if (recent.length > REMEMBERED) recent.shift();
    for (const reader of readers.get(organizationId) ?? []) {
      if (reader.team !== team) continue;
      if (reader.socket.bufferedAmount > MOST_BUFFERED) reader.socket.close(1013, 'too slow');
      else reader.socket.send(text);
    }
  }

  /** What a returning reader has missed, or null when that is no longer known. */
  function missed(lastEventId: string | null, { organizationId, team }: Audience): string[] | null {
    const [givenEpoch, number] = (lastEventId ?? '').split('-');
    const last = Number(number);
    const oldest = count - recent.length;
    if (givenEpoch !== epoch || !Number.isInteger(last) || last < oldest || last > count) return null;
    return recent
      .slice(last - oldest)
      .filter((event) => event.organizationId === organizationId && event.team === team)
      .map((event) => event.text);
  }

  function welcome(socket: WebSocket, audience: Audience, lastEventId: string | null): void {
    const reader = { socket, team: audience.team };
    const readersHere = readers.get(audience.organizationId) ?? new Set();
    readers.set(audience.organizationId, readersHere.add(reader));
    metrics.streams(sockets.clients.size);
    socket.on('close', () => {
      readersHere.delete(reader);
      if (readersHere.size === 0) readers.delete(audience.organizationId);
      metrics.streams(sockets.clients.size);
    });
    socket.on('error', () => socket.terminate());
    const gone = missed(lastEventId, audience);
    socket.send(
      JSON.stringify({ type: 'hello', id: `${epoch}-${count}`, resumed: gone !== null } satisfies StreamEvent),
    );
    for (const text of gone ?? []) socket.send(text);
  }

  const refuse = (duplex: Duplex, status: string): void =>
    void duplex.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);

  async function upgrade(request: IncomingMessage, duplex: Duplex, head: Buffer): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname !== '/api/v1/stream') return refuse(duplex, '404 Not Found');
    const from = request.headers.origin;
    if (from !== undefined && new URL(from).host !== request.headers.host && from !== origin)
      return refuse(duplex, '403 Forbidden');
    const audience = await admit(request, url);
    if (!audience) return refuse(duplex, '401 Unauthorized');
    sockets.handleUpgrade(request, duplex, head, (socket) =>
      welcome(socket, audience, url.searchParams.get('lastEventId')),
    );
  }

  /** After a break of our own connection to the database nobody knows what was missed: all readers load afresh. */
  function startAfresh(): void {
    recent.length = 0;
    count += 1;
    for (const socket of sockets.clients)
      socket.send(JSON.stringify({ type: 'hello', id: `${epoch}-${count}`, resumed: false } satisfies StreamEvent));
  }

  const unsubscribe = changes.subscribe((change) => {
    if (change === 'gap') return startAfresh();
    for (const { event, team } of eventsOf(change)) remember(change.organizationId, team, event);
  });
  const pinging = setInterval(() => {
    for (const socket of sockets.clients) socket.ping();
  }, PING_MS);

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
      unsubscribe();
      for (const socket of sockets.clients) socket.close(1012, 'restarting');
    },
  };
}

export type Stream = ReturnType<typeof createStream>;
