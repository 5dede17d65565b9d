import { createZoneTables, instantsAt } from '../../core/modules/availability/time/zone-table.domain.ts';
import type { ReferenceData } from './reference-data.ts';

export interface Place {
  readonly serviceId: string;
  readonly staffId: string;
  /** ISO instant. */
  readonly startsAt: string;
}

const STARTS = [9, 9.5, 10, 10.5, 11, 11.5, 13, 13.5, 14, 14.5, 15, 15.5, 16, 16.5];
const DAY_MS = 86_400_000;

/** Places of the reference business that do not overlap one another, from three months ahead on: nothing is booked there. */
export function freePlaces({ business, month }: ReferenceData, days = 400): Place[] {
  const zone = createZoneTables().get('Europe/Berlin');
  const first = Date.parse(month.to) + 62 * DAY_MS;
  const places: Place[] = [];
  for (let day = 0; day < days; day++) {
    const date = first + day * DAY_MS;
    if (new Date(date).getUTCDay() === 0) continue;
    for (const hour of STARTS) {
      const [start] = instantsAt(zone, date / 60_000 + hour * 60);
      for (let staff = 0; staff < 10; staff++) {
        places.push({
          serviceId: business.services[`Service ${staff}`]!,
          staffId: business.staff[`Staff ${staff}`]!,
          startsAt: new Date(start! * 60_000).toISOString(),
        });
      }
    }
  }
  return places;
}
