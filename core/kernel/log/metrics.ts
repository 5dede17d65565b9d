import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  /** @param seconds of the whole request */
  request(route: string, status: number, seconds: number): void;
  booking(outcome: string): void;
  streams(open: number): void;
}

/** Prometheus metrics of one process. Labels are route patterns and outcomes: never ids, never persons. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'bookme_http_request_seconds',
    help: 'Duration of HTTP requests by route and status class',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  const bookings = new Counter({
    name: 'bookme_booking_attempts_total',
    help: 'Guarded acts on bookings by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const streams = new Gauge({ name: 'bookme_streams_open', help: 'Open live streams', registers: [registry] });
  return {
    registry,
    request: (route, status, seconds) => requests.observe({ route, status: `${Math.floor(status / 100)}xx` }, seconds),
    booking: (outcome) => bookings.inc({ outcome }),
    streams: (open) => streams.set(open),
  };
}
