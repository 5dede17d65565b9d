import { createHttpClient } from './http-client.ts';
import { measure } from './measure.ts';
import type { ReferenceSize } from './reference-data.ts';
import type { Bench } from './run.ts';
import { startSystem } from './system.ts';

const DAYS = 30;
const BOOKINGS = 10_000;
const SIZE: ReferenceSize = {
  staff: 20,
  services: 1,
  staffPerService: 20,
  // Every half hour from 06:00 to 17:30: more than their hours hold, as imported calendars do.
  starts: Array.from({ length: 24 }, (_, index) => 360 + index * 30),
};

/** Thirty days of twenty people with ten thousand bookings, none of it kept. Target: p95 ≤ 50 ms. */
export const bench: Bench = async (report) => {
  const system = await startSystem({ appointments: BOOKINGS, size: SIZE });
  const api = await system.startApi();
  const http = createHttpClient(`http://127.0.0.1:${api.port}`, 8);
  const processes = { api: api.pid, postgres: system.postgres.pid };
  const { business, month } = system.data;
  const to = new Date(Date.parse(month.from) + (DAYS - 1) * 86_400_000).toISOString().slice(0, 10);
  const query = { serviceId: business.services['Service 0']!, from: month.from, to, timeZone: 'Europe/Berlin' };
  let asked = 0;
  const listing = async (): Promise<void> => {
    const path = `/api/v1/availability?${new URLSearchParams({ ...query, link: `cold-${asked++}` })}`;
    const { status, body } = await http.get(path);
    if (status !== 200) throw new Error(`${status}: ${body.slice(0, 200)}`);
  };
  try {
    await measure(listing, { clients: 1, seconds: 2, processes });
    for (const clients of [1, 4])
      report({
        side: `${DAYS} days, ${SIZE.staff} staff, ${BOOKINGS} bookings`,
        clients,
        ...(await measure(listing, { clients, seconds: 6, processes })),
      });
  } finally {
    http.close();
    await api.stop();
    await system.close();
  }
};
