import { benchListing, serviceOf } from './availability.ts';
import type { Bench } from './run.ts';

const PEERS = { easyAppointments: { rate: 15.6, must: 20 }, nettu: { rate: 77, must: 4 } };

/** Every free time of a full month with any of five staff; nothing of it is cached. Target: p50 ≤ 15 ms at 8 clients. */
export const bench: Bench = (report) =>
  benchListing(
    report,
    'month, any of 5 staff',
    (data, turn) => {
      const query = new URLSearchParams({ serviceId: serviceOf(data, turn), ...data.month, timeZone: 'Europe/Berlin' });
      return `/api/v1/availability?${query}`;
    },
    PEERS,
  );
