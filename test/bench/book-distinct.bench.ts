import { createHttpClient } from './http-client.ts';
import { measure, round } from './measure.ts';
import { freePlaces } from './places.ts';
import { equivalentBookings, plainBookings } from './plain-booking.ts';
import { toPeers } from './peers.ts';
import type { Bench } from './run.ts';
import { startSystem } from './system.ts';

const CLIENTS = 8;
const SECONDS = 8;
/** Until code and caches are those of a process that runs. */
const WARM_SECONDS = 8;
const ROUNDS = 3;
const PEERS = { easyAppointments: { rate: 122, must: 8 }, nettu: { rate: 285, must: 4 } };

/**
 * Durable bookings of different times through the whole product, against the equivalent transaction (target: 75 % of its
 * rate) and the bare one (target: 35 %).
 */
export const bench: Bench = async (report) => {
  const system = await startSystem();
  const api = await system.startApi();
  const http = createHttpClient(`http://127.0.0.1:${api.port}`, CLIENTS);
  const superuserUrl = new URL('/bookme', system.postgres.superuserUrl).href;
  const places = freePlaces(system.data, 600);
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
    await measure(book, { clients: CLIENTS, seconds: WARM_SECONDS, processes: {} });
    const rates: number[] = [];
    const toBare: number[] = [];
    const toEquivalent: number[] = [];
    const urls = { app: system.postgres.url('bookme'), superuser: superuserUrl };
    for (let turn = 0; turn < ROUNDS; turn++) {
      const plain = await plainBookings(superuserUrl, CLIENTS, SECONDS / 2);
      const equivalent = await equivalentBookings(urls, system.data, CLIENTS, SECONDS / 2);
      const booked = await measure(book, {
        clients: CLIENTS,
        seconds: SECONDS,
        processes: { api: api.pid, postgres: system.postgres.pid },
      });
      report({ side: 'bare SQL booking', clients: CLIENTS, rate: round(plain.rate, 1), by: plain.by });
      if (equivalent)
        report({
          side: 'equivalent transaction',
          clients: CLIENTS,
          rate: round(equivalent.rate, 1),
          by: equivalent.by,
        });
      report({ side: 'POST /bookings', clients: CLIENTS, apiProcesses: 1, ...booked });
      rates.push(booked.rate);
      toBare.push(booked.rate / plain.rate);
      if (equivalent) toEquivalent.push(booked.rate / equivalent.rate);
    }
    report(toPeers(Math.max(...rates), PEERS));
    for (const [against, ratios] of [
      ['equivalent transaction', toEquivalent],
      ['bare SQL booking', toBare],
    ] as const) {
      ratios.sort((a, b) => a - b);
      report({
        ratio: `POST /bookings / ${against}`,
        median: ratios.length > 0 ? round(ratios[Math.floor(ratios.length / 2)]!, 3) : 'pgbench is not installed',
        all: ratios.map((ratio) => round(ratio, 3)),
      });
    }
  } finally {
    http.close();
    await api.stop();
    await system.close();
  }
};
