/** Events of `/api/v1/stream`. They say what changed, never how: the receiver asks again. */
export type StreamEvent =
  /** First message; `resumed` false: events may have been missed, load afresh. */
  | { type: 'hello'; id: string; resumed: boolean }
  /** Free times changed on these days (in the location's zone). Public. */
  | { type: 'availability.changed'; id: string; staffIds: string[]; days: string[] }
  /** Only for signed-in teams. */
  | { type: 'booking.changed'; id: string; bookingId: string; version: number; days: string[] }
  | { type: 'message.changed'; id: string; bookingId: string | null }
  | { type: 'rules.changed'; id: string };

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

/** Opens the live stream and keeps it open, resuming after each break from the last event seen. Returns the closer. */
export function openStream({ page, onEvent, onState, baseUrl = ownOrigin() }: StreamOptions): () => void {
  let socket: WebSocket | undefined;
  let lastEventId: string | undefined;
  let wait = FIRST_WAIT;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const connect = (): void => {
    const query = new URLSearchParams();
    if (page) query.set('page', page);
    if (lastEventId) query.set('lastEventId', lastEventId);
    socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/api/v1/stream?${query}`);
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(String(data)) as StreamEvent;
      lastEventId = event.id;
      if (event.type === 'hello') {
        wait = FIRST_WAIT;
        onState?.(true);
      }
      onEvent(event);
    };
    socket.onclose = () => {
      if (closed) return;
      onState?.(false);
      timer = setTimeout(connect, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  };
  connect();

  return () => {
    closed = true;
    clearTimeout(timer);
    socket?.close();
  };
}
