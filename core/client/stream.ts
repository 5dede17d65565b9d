/**
 * Events of `/api/v1/stream`. They say what changed, never how: the receiver asks again. What changes together is told
 * together, once for all readers. Ids are the same in every process, so a reader may come back to another one.
 */
export type StreamEvent =
  /** First message; `resumed` false: events may have been missed, load afresh. */
  | { type: 'hello'; id: string; resumed: boolean }
  /** Free times changed on these days (in the location's zone). Public. */
  | { type: 'availability.changed'; id: string; staffIds: string[]; days: string[] }
  /** Only for signed-in teams. */
  | { type: 'booking.changed'; id: string; bookings: { bookingId: string; version: number }[]; days: string[] }
  | { type: 'message.changed'; id: string; bookingId: string | null }
  | { type: 'rules.changed'; id: string };

/** What to hear of; nothing named: everything. Changed rules are always told. */
export interface StreamWatch {
  /** YYYY-MM-DD, both included, in the location's zone. */
  days?: readonly [first: string, last: string];
  /** Staff, rooms, equipment; 20 at most. */
  resources?: readonly string[];
}

export interface LiveStream {
  close(): void;
  /** From now on this instead; what was told of it since the last event seen is told again. */
  watch(what: StreamWatch): void;
}

export interface StreamOptions {
  /** A public page's slug, or nothing for the signed-in team's own stream. */
  page?: string;
  onEvent: (event: StreamEvent) => void;
  /** Told at each change: the page says plainly when it is not live. */
  onState?: (live: boolean) => void;
  baseUrl?: string;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

const ownOrigin = (): string => (globalThis as { location?: { origin: string } }).location?.origin ?? '';

/** Opens the live stream and keeps it open, resuming after each break from the last event seen. */
export function openStream({ page, onEvent, onState, baseUrl = ownOrigin() }: StreamOptions): LiveStream {
  let socket: WebSocket | undefined;
  let lastEventId: string | undefined;
  let wait = FIRST_WAIT;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  let watched: StreamWatch = {};
  /** What the server knows of it. */
  let said = watched;
  let isGreeted = false;

  const say = (): void => {
    said = watched;
    socket?.send(JSON.stringify({ type: 'watch', ...watched, ...(lastEventId ? { lastEventId } : {}) }));
  };

  const connect = (): void => {
    said = watched;
    isGreeted = false;
    const query = new URLSearchParams();
    if (page) query.set('page', page);
    if (watched.days) query.set('days', watched.days.join('..'));
    if (watched.resources) query.set('resources', watched.resources.join(','));
    if (lastEventId) query.set('lastEventId', lastEventId);
    socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/api/v1/stream?${query}`);
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(String(data)) as StreamEvent;
      lastEventId = event.id;
      if (event.type === 'hello') {
        wait = FIRST_WAIT;
        isGreeted = true;
        onState?.(true);
      }
      onEvent(event);
      if (said !== watched) say(); // changed while the connection was being made
    };
    socket.onclose = () => {
      isGreeted = false;
      if (closed) return;
      onState?.(false);
      timer = setTimeout(connect, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  };
  connect();

  return {
    watch(what) {
      watched = what;
      if (isGreeted) say();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
