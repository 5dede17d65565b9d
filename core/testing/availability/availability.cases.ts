import fc from 'fast-check';
import { readBusyTimes } from '../../modules/availability/engine/busy.domain.ts';
import type { Facts, Need } from '../../modules/availability/engine/facts.domain.ts';
import { DAY, MINUTE, parsePlainDate } from '../../modules/availability/time/plain-time.domain.ts';
import { parseDayRange, type DayRange } from '../../modules/availability/time/range.domain.ts';
import { compileSchedule, type Hours, type ScheduleRules } from '../../modules/availability/engine/schedule.domain.ts';
import {
  assertServiceRules,
  WITHOUT_LIMITS,
  type BookingWindow,
  type Cap,
  type ServiceRules,
} from '../../modules/availability/engine/service-rules.domain.ts';
import { createZoneTables } from '../../modules/availability/time/zone-table.domain.ts';
import type { OracleCase, OracleNeed, OraclePerson, OracleStaff, Range } from './availability.oracle.ts';
import { createClocks, dayOf, type Clocks } from './clocks.oracle.ts';
import { ANCHORS } from './zones.cases.ts';

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
const days = between(-2, 2);
const elsewhere = fc.option(fc.constantFrom('America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati'), { freq: 7 });
/** Mostly none: a case with every rule at once would offer nothing. */
const few = <T>(one: fc.Arbitrary<T>, maxLength = 1) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant<T[]>([]) }, { weight: 1, arbitrary: fc.array(one, { maxLength }) });
const seldom = <T>(one: fc.Arbitrary<T>) => fc.option(one, { freq: 4 });
const week = fc.record({ even: hours, odd: hours });
const person = fc.record({
  week,
  elsewhere,
  overrides: few(fc.record({ day: days, hours }), 2),
  closed: few(days, 2),
  timeOff: few(fc.tuple(between(-1500, 1500), between(1, 1500)), 2),
  plan: seldom(fc.record({ day: days, week, elsewhere })),
  journey: seldom(
    fc.record({ day: days, length: between(0, 2), timeZone: fc.constantFrom('America/New_York', 'Asia/Tokyo') }),
  ),
});
const member = fc.record({ person, busy: ranges, helped: fc.boolean(), needs: fc.nat() });
const minutes = (most: number) => fc.oneof(fc.constant(0), between(0, most));
const cap = fc.record({
  of: fc.constantFrom<Cap['of']>('service', 'staff', 'customer'),
  per: fc.constantFrom<Cap['per']>('day', 'week'),
  most: between(1, 3),
});
const service = fc.record({
  durationMinutes: fc.oneof(fc.constantFrom(15, 30, 45, 60, 90, 180), between(1, 600)),
  bufferBeforeMinutes: minutes(90),
  bufferAfterMinutes: minutes(90),
  slotIntervalMinutes: fc.constantFrom(5, 7, 10, 15, 20, 30, 45, 50, 60, 90, 720, DAY),
  slotOffsetMinutes: minutes(DAY),
  minNoticeMinutes: minutes(2 * DAY),
  window: fc.tuple(
    fc.constantFrom('days', 'days', 'days', 'business_days', 'range'),
    fc.oneof(fc.constant(30), between(0, 6)),
    days,
    between(0, 3),
  ),
  active: fc.tuple(seldom(days), seldom(days)),
  caps: fc.oneof(fc.constant<Cap[]>([]), fc.uniqueArray(cap, { maxLength: 2, selector: ({ of, per }) => of + per })),
  repeatAfterDays: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: between(1, 4) }),
  fillGapsMinutes: fc.option(between(1, 120), { freq: 2 }),
  busyShare: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(0.2, 0.5, 0.9) },
  ),
});

/** What may be needed besides: groups that overlap, so that one choice can leave another need without. */
const need = fc.record({
  from: fc.uniqueArray(fc.constantFrom('room', 'room 2', 'room 3', 'assistant', 'staff 1'), {
    minLength: 1,
    maxLength: 4,
  }),
  count: between(1, 2),
  units: fc.oneof(fc.constant(1), between(1, 2)),
});
const places = fc.record({ capacity: between(1, 3), busy: ranges });

const recipe = fc.record({
  anchor: fc.constantFrom(...ANCHORS),
  now: fc.tuple(fc.oneof(between(-4 * DAY, -2 * DAY), between(-2 * DAY, DAY)), fc.constantFrom(0, 1, 59_999)),
  service,
  members: fc.array(member, { minLength: 1, maxLength: 3 }),
  assistant: person,
  rooms: fc.tuple(places, places, places, places),
  needs: fc.array(need, { minLength: 1, maxLength: 3 }),
  booked: fc.tuple(starts(), starts(), fc.option(starts())),
  holidays: fc.array(days, { maxLength: 3 }),
  firstDay: between(-1, 1),
  days: between(0, 1),
  visitor: fc.option(fc.constantFrom('America/New_York', 'Asia/Kathmandu'), { freq: 4 }),
});
type Recipe = typeof recipe extends fc.Arbitrary<infer T> ? T : never;
type PersonRecipe = Recipe['assistant'];

function starts() {
  return fc.array(between(-4 * DAY, 4 * DAY), { maxLength: 4 }).map((list) => list.sort((a, b) => a - b));
}

/** @param clocks to leave out days that the person's clock never shows */
function caseOf(given: Recipe, clocks: Clocks): OracleCase {
  const { anchor, now, members, rooms, booked, firstDay, days: length, visitor } = given;
  const { timeZone, instant } = anchor;
  const shift = (list: Range[]): Range[] => list.map(([from, to]) => [instant + from, instant + to]);
  const local = new Temporal.ZonedDateTime(BigInt(instant - 1) * 60_000_000_000n, timeZone).toPlainDateTime();
  const date = (day: number) => local.toPlainDate().add({ days: day }).toString();
  const scheduleOf = (one: PersonRecipe): ScheduleRules => scheduleFrom(one, timeZone, local, date, instant, clocks);
  const people: Record<string, OraclePerson> = {
    assistant: { resourceId: 'assistant', schedule: scheduleOf(given.assistant) },
  };
  const leads = members.map((one, index) => ({ resourceId: `staff ${index}`, schedule: scheduleOf(one.person) }));
  for (const lead of leads) people[lead.resourceId] = lead;
  const needs = given.needs.map(({ from, count, units }, index): OracleNeed => {
    const anyOf = from
      .map((id) => people[id] ?? { resourceId: id, schedule: null })
      .filter(({ resourceId: id }) => id !== 'staff 1' || leads.length > 1);
    return { name: `need ${index}`, anyOf, count: Math.min(count, Math.max(1, anyOf.length)), units };
  });
  const staff = members.map((one, index): OracleStaff => ({
    staffId: `staff ${index}`,
    position: (index * 2) % 3,
    weight: 1,
    members: one.helped && leads.length > 2 ? [leads[index]!, leads[(index + 1) % 3]!] : [leads[index]!],
    // One in two needs nothing, the others one need or several.
    needs: one.needs % 2 === 0 ? [] : needs.slice(0, 1 + (one.needs % needs.length)),
  }));
  const at = (list: readonly number[]) => list.map((start) => instant + start);
  return {
    now: (instant + now[0]) * MINUTE + now[1],
    service: serviceOf(given.service, date),
    zone: timeZone,
    holidays: given.holidays.map(date),
    timeZone: visitor ?? timeZone,
    from: date(firstDay),
    to: date(firstDay + length),
    staff,
    resources: Object.fromEntries([
      ...['room', 'room 2', 'room 3', 'assistant'].map(
        (id, index) => [id, { capacity: rooms[index]!.capacity, busy: shift(rooms[index]!.busy) }] as const,
      ),
      ...members.map(({ busy }, index) => [`staff ${index}`, { capacity: 1, busy: shift(busy) }] as const),
    ]),
    booked: {
      service: at(booked[0]),
      staff: { 'staff 0': at(booked[1]), assistant: at(booked[0]) },
      customer: booked[2] && at(booked[2]),
    },
  };
}

function scheduleFrom(
  { week: own, elsewhere: away, overrides, closed, timeOff, plan, journey }: PersonRecipe,
  timeZone: string,
  local: Temporal.PlainDateTime,
  date: (day: number) => string,
  instant: number,
  clocks: Clocks,
): ScheduleRules {
  const wall = (offset: number) => local.add({ minutes: offset }).toString().slice(0, 16);
  const weekly = ({ even, odd }: typeof own) =>
    [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, hours: weekday % 2 ? odd : even }));
  const rules: ScheduleRules = {
    timeZone: away ?? timeZone,
    weekly: weekly(own),
    plans: plan ? [{ from: date(plan.day), timeZone: plan.elsewhere ?? timeZone, weekly: weekly(plan.week) }] : [],
    zoneChanges: journey
      ? [{ from: date(journey.day), to: date(journey.day + journey.length), timeZone: journey.timeZone }]
      : [],
    closed: [...new Set(closed)].map(date),
    overrides: [],
    timeOff: timeOff.map(([from, length]) => ({ from: wall(from), to: wall(from + length) })),
  };
  const shown = new Set<number>();
  const show = clocks.of(rules);
  for (let minute = -5 * DAY; minute < 5 * DAY; minute += 60) shown.add(Math.floor(show(instant + minute) / DAY));
  const days = new Map(overrides.map(({ day, hours: list }) => [date(day), list]));
  return {
    ...rules,
    overrides: [...days].filter(([day]) => shown.has(dayOf(day))).map(([day, list]) => ({ day, hours: list })),
  };
}

function serviceOf(given: Recipe['service'], date: (day: number) => string): ServiceRules {
  const { window: [kind, ahead, first, span], active: [from, until], caps, fillGapsMinutes, busyShare, ...rules } = given; // prettier-ignore
  const window: BookingWindow =
    kind === 'range'
      ? { kind: 'range', from: date(first), to: date(first + span) }
      : { kind: kind as 'days' | 'business_days', days: ahead };
  const isOpen =
    (from === null || from <= first + span) && (until === null || until >= first) && (from ?? -9) <= (until ?? 9);
  return {
    ...WITHOUT_LIMITS,
    ...rules,
    window,
    slotOffsetMinutes: rules.slotOffsetMinutes % rules.slotIntervalMinutes,
    minNoticeMinutes: kind === 'range' ? rules.minNoticeMinutes : rules.minNoticeMinutes % ((ahead + 1) * DAY),
    activeFrom: isOpen && from !== null ? date(from) : null,
    activeUntil: isOpen && until !== null ? date(until) : null,
    caps: caps.filter(
      ({ of, per, most }) =>
        per === 'week' || !caps.some((other) => other.of === of && other.per === 'week' && other.most < most),
    ),
    offer: { fillGapsMinutes, busyShare },
    active: true,
  };
}

const clocks = createClocks();
export const problems: fc.Arbitrary<OracleCase> = recipe.map((given) => caseOf(given, clocks));

const zones = createZoneTables();

export interface Prepared {
  readonly facts: Facts;
  readonly range: DayRange;
}

/** The way the service goes: text from the database, rules compiled, dates parsed. */
export function prepare({ now, service, zone, holidays, staff, resources, booked, ...asked }: OracleCase): Prepared {
  assertServiceRules(service);
  const text = (busy: readonly Range[]) => busy.map(([from, to]) => `${from}-${to}`).join(',');
  const compiled = new Map<ScheduleRules, ReturnType<typeof compileSchedule>>();
  const scheduleOf = (rules: ScheduleRules) => {
    const schedule = compiled.get(rules) ?? compileSchedule(rules, zones);
    compiled.set(rules, schedule);
    return schedule;
  };
  const needOf = (need: OracleNeed): Need => ({
    ...need,
    anyOf: need.anyOf.map(({ resourceId, schedule }) => ({ resourceId, schedule: schedule && scheduleOf(schedule) })),
  });
  return {
    range: parseDayRange(asked, zones),
    facts: {
      now,
      service,
      zone: zones.get(zone),
      holidays: new Set(holidays.map((day) => parsePlainDate(day))),
      candidates: staff.map(({ members, needs, ...one }) => {
        const [lead, ...others] = members.map(({ resourceId, schedule }) => ({
          resourceId,
          schedule: scheduleOf(schedule),
        }));
        return { ...one, members: [lead!, ...others], needs: needs.map(needOf) };
      }),
      busy: new Map(
        Object.entries(resources).map(([id, { busy, capacity }]) => [id, readBusyTimes(text(busy), capacity)]),
      ),
      booked: { ...booked, staff: new Map(Object.entries(booked.staff)) },
    },
  };
}
