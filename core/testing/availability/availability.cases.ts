import fc from 'fast-check';
import { readBusyTimes } from '../../modules/availability/busy.domain.ts';
import type { Facts } from '../../modules/availability/facts.domain.ts';
import { DAY, MINUTE } from '../../modules/availability/plain-time.domain.ts';
import { parseDayRange, type DayRange } from '../../modules/availability/range.domain.ts';
import { compileSchedule, type Hours } from '../../modules/availability/schedule.domain.ts';
import {
  assertServiceRules,
  WITHOUT_LIMITS,
  type ServiceRules,
} from '../../modules/availability/service-rules.domain.ts';
import { createZoneTables } from '../../modules/availability/zone-table.domain.ts';
import type { OracleCase, Range } from './availability.oracle.ts';

// Whole- and half-hour changes, changes at midnight, offsets of quarter hours, skipped days, Ramadan, and none at all.
// prettier-ignore
export const ZONES: readonly [timeZone: string, year: number][] = [
  ['Europe/Berlin', 2027], ['Europe/London', 2027], ['Europe/Lisbon', 2027], ['Europe/Dublin', 2027],
  ['Europe/Athens', 2027], ['Europe/Kyiv', 2027], ['Europe/Istanbul', 2016], ['Europe/Moscow', 2014],
  ['Europe/Chisinau', 2027], ['Atlantic/Azores', 2027], ['Atlantic/Reykjavik', 2027], ['America/New_York', 2027],
  ['America/Chicago', 2027], ['America/Denver', 2027], ['America/Phoenix', 2027], ['America/Los_Angeles', 2027],
  ['America/Anchorage', 2027], ['America/Adak', 2027], ['Pacific/Honolulu', 2027], ['America/St_Johns', 2010],
  ['America/Halifax', 2027], ['America/Havana', 2027], ['America/Mexico_City', 2022], ['America/Sao_Paulo', 2018],
  ['America/Santiago', 2027], ['America/Asuncion', 2023], ['America/Caracas', 2016], ['America/Nuuk', 2027],
  ['America/Scoresbysund', 2024], ['America/Port-au-Prince', 2027], ['Africa/Casablanca', 2025], ['Africa/Cairo', 2027],
  ['Africa/Lagos', 2027], ['Africa/Juba', 2021], ['Asia/Jerusalem', 2027], ['Asia/Beirut', 2027], ['Asia/Gaza', 2027],
  ['Asia/Amman', 2021], ['Asia/Tehran', 2022], ['Asia/Kolkata', 2027], ['Asia/Kathmandu', 2027], ['Asia/Tokyo', 2027],
  ['Asia/Pyongyang', 2018], ['Australia/Sydney', 2027], ['Australia/Adelaide', 2027], ['Australia/Lord_Howe', 2027],
  ['Australia/Eucla', 2027], ['Pacific/Auckland', 2027], ['Pacific/Chatham', 2027], ['Pacific/Apia', 2011],
  ['Pacific/Fakaofo', 2011], ['Pacific/Easter', 2027], ['Pacific/Norfolk', 2027], ['Antarctica/Troll', 2027],
];

/** Every change of those clocks in those years (a plain day where there is none); minutes since 1970. */
export const ANCHORS = ZONES.flatMap(([timeZone, year]) => {
  const anchors: { timeZone: string; instant: number }[] = [];
  let at = Temporal.PlainDate.from({ year, month: 1, day: 2 }).toZonedDateTime(timeZone);
  for (;;) {
    const change = at.getTimeZoneTransition('next');
    if (change === null || change.year > year + 1 || change.toInstant().toString() > `${year + 1}-01-02`) break;
    anchors.push({ timeZone, instant: change.epochMilliseconds / MINUTE });
    at = change;
  }
  return anchors.length > 0 ? anchors : [{ timeZone, instant: Date.UTC(year, 6, 15, 3) / MINUTE }];
});

const between = (min: number, max: number) => fc.integer({ min, max });

const hours: fc.Arbitrary<Hours[]> = fc.oneof(
  fc.constant<Hours[]>([{ from: 0, to: DAY }]),
  fc.constant<Hours[]>([{ from: 540, to: 720 }, { from: 780, to: 1020 }]), // prettier-ignore
  fc.constant<Hours[]>([{ from: 0, to: 200 }, { from: 1200, to: DAY }]), // prettier-ignore
  fc.uniqueArray(between(0, DAY), { maxLength: 6 }).map((edges) => {
    const sorted = edges.sort((a, b) => a - b);
    return Array.from({ length: sorted.length >> 1 }, (_, i) => ({ from: sorted[2 * i]!, to: sorted[2 * i + 1]! }));
  }),
);
const ranges = fc
  .array(fc.tuple(between(-2200, 3000), between(1, 300)), { maxLength: 8 })
  .map((list): Range[] => list.map(([from, length]): Range => [from, from + length]).sort((a, b) => a[0] - b[0]));
const member = fc.record({
  even: hours,
  odd: hours,
  overrides: fc.uniqueArray(fc.record({ day: between(-2, 2), hours }), { maxLength: 2, selector: ({ day }) => day }), // prettier-ignore
  timeOff: fc.array(fc.tuple(between(-1500, 1500), between(1, 1500)), { maxLength: 2 }),
  busy: ranges,
  needsRoom: fc.boolean(),
  elsewhere: fc.option(fc.constantFrom('America/New_York', 'Asia/Kathmandu'), { freq: 7 }),
});
const minutes = (most: number) => fc.oneof(fc.constant(0), between(0, most));
const service: fc.Arbitrary<ServiceRules> = fc
  .record({
    durationMinutes: fc.oneof(fc.constantFrom(15, 30, 45, 60, 90, 180), between(1, 600)),
    bufferBeforeMinutes: minutes(90),
    bufferAfterMinutes: minutes(90),
    slotIntervalMinutes: fc.constantFrom(5, 7, 10, 15, 20, 30, 45, 50, 60, 90, 720, DAY),
    slotOffsetMinutes: minutes(DAY),
    minNoticeMinutes: minutes(2 * DAY),
    days: fc.oneof(fc.constant(30), between(0, 6)),
    active: fc.constant(true),
  })
  .map(({ days, ...rules }) => ({
    ...WITHOUT_LIMITS,
    ...rules,
    window: { kind: 'days' as const, days },
    slotOffsetMinutes: rules.slotOffsetMinutes % rules.slotIntervalMinutes,
    minNoticeMinutes: rules.minNoticeMinutes % ((days + 1) * DAY),
  }));

export const problems: fc.Arbitrary<OracleCase> = fc
  .record({
    anchor: fc.constantFrom(...ANCHORS),
    now: fc.tuple(fc.oneof(between(-4 * DAY, -2 * DAY), between(-2 * DAY, DAY)), fc.constantFrom(0, 1, 59_999)),
    service,
    members: fc.array(member, { minLength: 1, maxLength: 3 }),
    room: fc.record({ capacity: between(1, 3), busy: ranges }),
    firstDay: between(-1, 1),
    days: between(0, 1),
    visitor: fc.option(fc.constantFrom('America/New_York', 'Asia/Kathmandu'), { freq: 4 }),
  })
  .map(({ anchor: { timeZone, instant }, now, service, members, room, firstDay, days, visitor }) => {
    const at = (list: Range[]): Range[] => list.map(([from, to]) => [instant + from, instant + to]);
    const local = new Temporal.ZonedDateTime(BigInt(instant - 1) * 60_000_000_000n, timeZone).toPlainDateTime();
    const wall = (offset: number) => local.add({ minutes: offset }).toString().slice(0, 16);
    const exists = ({ day }: { day: string }) =>
      Temporal.PlainDate.from(day).toZonedDateTime(timeZone).toPlainDate().toString() === day;
    return {
      now: (instant + now[0]) * MINUTE + now[1],
      service,
      zone: timeZone,
      timeZone: visitor ?? timeZone,
      from: local.toPlainDate().add({ days: firstDay }).toString(),
      to: local
        .toPlainDate()
        .add({ days: firstDay + days })
        .toString(),
      staff: members.map(({ even, odd, overrides, timeOff, needsRoom, elsewhere }, index) => ({
        staffId: `staff ${index}`,
        position: (index * 2) % 3,
        resourceIds: needsRoom ? [`staff ${index}`, 'room'] : [`staff ${index}`],
        schedule: {
          timeZone: elsewhere ?? timeZone,
          weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, hours: weekday % 2 ? odd : even })),
          overrides: overrides
            .map(({ day, hours }) => ({ day: local.toPlainDate().add({ days: day }).toString(), hours }))
            .filter(exists),
          timeOff: timeOff.map(([from, length]) => ({ from: wall(from), to: wall(from + length) })),
        },
      })),
      resources: Object.fromEntries([
        ['room', { capacity: room.capacity, busy: at(room.busy) }],
        ...members.map(({ busy }, index) => [`staff ${index}`, { capacity: 1, busy: at(busy) }] as const),
      ]),
    };
  });

const zones = createZoneTables();

export interface Prepared {
  readonly facts: Facts;
  readonly range: DayRange;
}

/** The way the service goes: text from the database, rules compiled, dates parsed. */
export function prepare({ now, service, zone, staff, resources, ...asked }: OracleCase): Prepared {
  assertServiceRules(service);
  const text = (busy: readonly Range[]) => busy.map(([from, to]) => `${from}-${to}`).join(',');
  return {
    range: parseDayRange(asked, zones),
    facts: {
      now,
      service,
      zone: zones.get(zone),
      candidates: staff.map(({ staffId, position, schedule, resourceIds: [own, ...required] }) => ({
        staffId,
        position,
        weight: 1,
        members: [{ resourceId: own, schedule: compileSchedule(schedule, zones) }],
        needs: required.map((id) => ({ name: id, anyOf: [{ resourceId: id, schedule: null }], count: 1, units: 1 })),
      })),
      busy: new Map(
        Object.entries(resources).map(([id, { busy, capacity }]) => [id, readBusyTimes(text(busy), capacity)]),
      ),
    },
  };
}
