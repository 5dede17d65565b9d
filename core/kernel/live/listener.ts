import pg from 'pg';
import type { Logger } from '../log/log.ts';

export interface ListenerOptions {
  url: string;
  channel: string;
  log: Logger;
  onPayload: (payload: string) => void;
  /** The connection is lost. */
  onDeaf: () => void;
  /** Listening (again). */
  onHearing: () => void;
  /** Sent to all listeners as soon as this one listens. */
  greeting: () => string;
}

const RECONNECT_MS = 500;
/** A connection that a firewall has dropped looks alive; so it is asked, and answers or is given up. */
const PROBE_MS = 5_000;

/** One LISTEN connection that is opened again whenever it breaks. */
export function createListener({ url, channel, log, onPayload, onDeaf, onHearing, greeting }: ListenerOptions) {
  let client: pg.Client | undefined;
  let reconnectTimer: NodeJS.Timeout | undefined;
  let probing: NodeJS.Timeout | undefined;
  let closed = false;

  const end = (ended: pg.Client | undefined): Promise<void> | undefined =>
    ended?.end().catch((error: unknown) => log.debug({ err: error }, 'the listening connection was gone already'));

  function listen(): void {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'bookme-live',
      keepAlive: true,
      connectionTimeoutMillis: PROBE_MS,
      query_timeout: PROBE_MS,
    });
    client = next;
    let lost = false;
    const retry = (): void => {
      if (closed || lost) return;
      lost = true;
      clearInterval(probing);
      onDeaf();
      void end(next);
      reconnectTimer = setTimeout(listen, RECONNECT_MS);
    };
    next.on('error', retry);
    next.on('end', retry);
    next.on('notification', ({ payload }) => {
      if (payload && !lost) onPayload(payload);
    });
    next
      .connect()
      .then(() => next.query(`listen ${channel}`))
      .then(() => {
        if (closed || lost) return undefined;
        onHearing();
        probing = setInterval(() => void next.query('select 1').catch(retry), PROBE_MS);
        return next.query('select pg_notify($1, $2)', [channel, greeting()]);
      })
      .catch(retry);
  }
  listen();

  return {
    async close(): Promise<void> {
      closed = true;
      clearTimeout(reconnectTimer);
      clearInterval(probing);
      await end(client);
    },
  };
}
