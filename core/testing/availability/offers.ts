import { listSlots, type Slot } from '../../modules/availability/engine/availability.domain.ts';
import { readBusyTimes } from '../../modules/availability/engine/busy.domain.ts';
import type { Facts } from '../../modules/availability/engine/facts.domain.ts';
import { parsePlainDate } from '../../modules/availability/time/plain-time.domain.ts';
import { parseDayRange, type DayRange } from '../../modules/availability/time/range.domain.ts';
import { compileSchedule, type Hours, type ScheduleRules } from '../../modules/availability/engine/schedule.domain.ts';
import { WITHOUT_LIMITS, type ServiceRules } from '../../modules/availability/engine/service-rules.domain.ts';
import { createZoneTables } from '../../modules/availability/time/zone-table.domain.ts';

/** `'9-12:30'` is 09:00 to 12:30 on the wall clock. */
export const hours = (...spans: string[]): Hours[] =>
  spans.map((span) => {
    const [from, to] = span.split('-').map((time) => {
      const [hour, minute = 0] = time.split(':').map(Number);
      return hour! * 60 + minute;
    });
    return { from: from!, to: to! };
  });

export const everyDay = (...spans: string[]): ScheduleRules['weekly'] =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, hours: hours(...spans) }));

export interface Example {
  readonly timeZone?: string;
  readonly weekly?: ScheduleRules['weekly'];
  readonly overrides?: ScheduleRules['overrides'];
  readonly timeOff?: ScheduleRules['timeOff'];
  readonly plans?: ScheduleRules['plans'];
  readonly zoneChanges?: ScheduleRules['zoneChanges'];
  readonly closed?: ScheduleRules['closed'];
  /** Of the location; dates that are no business days. */
  readonly holidays?: readonly string[];
  /** ISO starts of bookings that count, of the service and of the customer. */
  readonly booked?: readonly string[];
  /** What differs from: an hour long, every hour, no buffers, no notice, a year ahead. */
  readonly service?: Partial<ServiceRules>;
  /** ISO; well before any of the examples unless told. */
  readonly now?: string;
  /** Pairs of ISO instants of the one member of staff, sorted. */
  readonly busy?: readonly (readonly [from: string, to: string])[];
}

const zones = createZoneTables();

/** Facts about one member of staff, `anna`. */
export function example({
  timeZone = 'Europe/Berlin',
  weekly = everyDay('9-17'),
  service,
  now,
  busy,
  holidays = [],
  booked = [],
  ...rules
}: Example): Facts {
  const minute = (iso: string) => Temporal.Instant.from(iso).epochMilliseconds / 60_000;
  return {
    now: Temporal.Instant.from(now ?? '2005-01-01T00:00Z').epochMilliseconds,
    service: {
      durationMinutes: 60,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
      slotIntervalMinutes: 60,
      slotOffsetMinutes: 0,
      minNoticeMinutes: 0,
      window: { kind: 'days', days: 36_500 },
      ...WITHOUT_LIMITS,
      active: true,
      ...service,
    },
    zone: zones.get(timeZone),
    holidays: new Set(holidays.map((day) => parsePlainDate(day))),
    booked: {
      service: booked.map(minute),
      staff: new Map([['anna', booked.map(minute)]]),
      customer: booked.map(minute),
    },
    candidates: [
      {
        staffId: 'anna',
        position: 0,
        weight: 1,
        members: [
          {
            resourceId: 'anna',
            schedule: compileSchedule({ timeZone, weekly, overrides: [], timeOff: [], ...rules }, zones),
          },
        ],
        needs: [],
      },
    ],
    busy: new Map([
      ['anna', readBusyTimes((busy ?? []).map(([from, to]) => `${minute(from)}-${minute(to)}`).join(','))],
    ]),
  };
}

/** Starts of a day or several, as a clock of the schedule's zone shows them, with its offset: `2027-03-28T03:00+02:00`. */
export function offers(rules: Example, from: string, to = from): string[] {
  const facts = example(rules);
  const { timeZone } = facts.candidates[0]!.members[0].schedule.zone;
  return startsOf(listSlots(facts, daysFrom(from, to, timeZone)), timeZone);
}

/** Both included. */
export const daysFrom = (from: string, to = from, timeZone = 'Europe/Berlin'): DayRange =>
  parseDayRange({ from, to, timeZone }, zones);

export const startsOf = (slots: readonly Slot[], timeZone: string): string[] =>
  slots.map(({ startsAt }) =>
    Temporal.Instant.fromEpochMilliseconds(startsAt)
      .toZonedDateTimeISO(timeZone)
      .toString({ smallestUnit: 'minute', timeZoneName: 'never' }),
  );
