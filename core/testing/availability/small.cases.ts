import { DAY, MINUTE } from '../../modules/availability/time/plain-time.domain.ts';
import type { Hours } from '../../modules/availability/engine/schedule.domain.ts';
import { WITHOUT_LIMITS } from '../../modules/availability/engine/service-rules.domain.ts';
import { seeded } from '../seeded.ts';
import type { OracleCase } from './availability.oracle.ts';
import { ANCHORS } from './zones.cases.ts';

// Small cases by the hundred thousand: one person, one day near a change of their clock, few rules. Each comes from its
// number alone, so a failure can be looked at again.

const WEEKS: readonly (readonly Hours[])[] = [
  [{ from: 0, to: DAY }],
  [{ from: 0, to: 300 }],
  [{ from: 540, to: 720 }, { from: 780, to: 1020 }], // prettier-ignore
  [{ from: 0, to: 95 }, { from: 130, to: 185 }, { from: 1290, to: DAY }], // prettier-ignore
];
const pick = <T>(list: readonly T[], number: number): T => list[Math.floor(number * list.length)]!;
const date = (day: number): string => new Date(day * DAY * MINUTE).toISOString().slice(0, 10);
const wallTime = (minute: number): string => new Date(minute * MINUTE).toISOString().slice(0, 16);

/** @param show what a clock of the zone shows at an instant, both in minutes since 1970 */
export function smallCase(number: number, show: (timeZone: string, instant: number) => number): OracleCase {
  const next = seeded(number);
  const { timeZone, instant } = pick(ANCHORS, next());
  const wall = show(timeZone, instant - 1);
  const day = date(Math.floor(wall / DAY) + Math.floor(next() * 3) - 1);
  const hours = pick(WEEKS, next());
  const busyFrom = instant - 300 + Math.floor(next() * 600);
  const offFrom = wall - 300 + Math.floor(next() * 600);
  return {
    now: (instant - 3 * DAY) * MINUTE,
    zone: timeZone,
    timeZone,
    from: day,
    to: day,
    holidays: [],
    booked: { service: [], staff: {}, customer: null },
    service: {
      ...WITHOUT_LIMITS,
      durationMinutes: pick([15, 20, 30, 45, 60, 90, 180], next()),
      bufferBeforeMinutes: pick([0, 0, 5, 10], next()),
      bufferAfterMinutes: pick([0, 0, 5, 20], next()),
      slotIntervalMinutes: pick([15, 20, 30, 45, 50, 60, 90], next()),
      slotOffsetMinutes: pick([0, 0, 5, 10], next()),
      minNoticeMinutes: 0,
      window: { kind: 'days', days: 30 },
      active: true,
    },
    staff: [
      {
        staffId: 'anna',
        position: 0,
        weight: 1,
        needs: [],
        members: [
          {
            resourceId: 'anna',
            schedule: {
              timeZone,
              weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, hours })),
              overrides: [],
              timeOff:
                next() < 0.1
                  ? [{ from: wallTime(offFrom), to: wallTime(offFrom + 30 + Math.floor(next() * 120)) }]
                  : [],
            },
          },
        ],
      },
    ],
    resources: { anna: { capacity: 1, busy: next() < 0.5 ? [[busyFrom, busyFrom + 45]] : [] } },
  };
}
