import { benchListing, serviceOf } from './availability.ts';
import type { Bench } from './run.ts';

const PEERS = { easyAppointments: { rate: 276, must: 8 }, nettu: { rate: 680, must: 4 } };

/** Every free time of one day with any of five staff, another day each time. */
export const bench: Bench = (report) =>
  benchListing(
    report,
    'day, any of 5 staff',
    (data, turn) => {
      const day = `${data.month.from.slice(0, 8)}${String(1 + (turn % 28)).padStart(2, '0')}`;
      const query = new URLSearchParams({
        serviceId: serviceOf(data, turn),
        from: day,
        to: day,
        timeZone: 'Europe/Berlin',
      });
      return `/api/v1/availability?${query}`;
    },
    PEERS,
  );
