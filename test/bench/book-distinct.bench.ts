import { createHttpClient } from './http-client.ts';
import { measure, round } from './measure.ts';
import { freePlaces } from './places.ts';
import { plainBookings } from './plain-booking.ts';
import type { Bench } from './run.ts';
import { startSystem } from './system.ts';

const CLIENTS = 8;
const SECONDS = 8;
const ROUNDS = 3;

/** Durable bookings of different times through the whole product against the plain SQL transaction. Target: 25 % of its rate. */
export const bench: Bench = async (report) => {
  const system = await startSystem();
  const api = await system.startApi();
  const http = createHttpClient(`http://127.0.0.1:${api.port}`, CLIENTS);
  const superuserUrl = new URL('/bookme', system.postgres.superuserUrl).href;
  const places = freePlaces(system.data);
  let next = 0;
  const book = async (): Promise<void> => {
    const place = places[next++];
    if (!place) throw new Error('the reference business is booked out');
    const customer = { name: 'Client', email: `client${next}@example.com` };
    const { status, body } = await http.post(
      '/api/v1/bookings',
      { ...place, customer, timeZone: 'Europe/Berlin' },
      { 'idempotency-key': `bench-${next}` },
    );
    if (status !== 201) throw new Error(`booking answered ${status}: ${body.slice(0, 300)}`);
  };
  try {
    await measure(book, { clients: CLIENTS, seconds: 2, processes: {} });
    const ratios: number[] = [];
    for (let turn = 0; turn < ROUNDS; turn++) {
      const plain = await plainBookings(superuserUrl, CLIENTS, SECONDS / 2);
      const booked = await measure(book, {
        clients: CLIENTS,
        seconds: SECONDS,
        processes: { api: api.pid, postgres: system.postgres.pid },
      });
      report({ side: 'plain SQL booking', clients: CLIENTS, rate: round(plain.rate, 1), by: plain.by });
      report({ side: 'POST /bookings', clients: CLIENTS, ...booked });
      ratios.push(booked.rate / plain.rate);
    }
    ratios.sort((a, b) => a - b);
    report({
      ratio: 'POST /bookings / plain SQL booking',
      median: round(ratios[1]!, 3),
      all: ratios.map((ratio) => round(ratio, 3)),
    });
  } finally {
    http.close();
    await api.stop();
    await system.close();
  }
};
