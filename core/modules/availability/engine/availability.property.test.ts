import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { prepare, problems, type Prepared } from '../../../testing/availability/availability.cases.ts';
import { createOracle, type OracleCase } from '../../../testing/availability/availability.oracle.ts';
import { listSlots, resolveSlot } from './availability.domain.ts';
import { countByDay, groupByDay } from './days.domain.ts';
import { minutesOf } from '../time/intervals.domain.ts';
import { DAY, formatPlainDate, MINUTE } from '../time/plain-time.domain.ts';
import type { ServiceRules } from './service-rules.domain.ts';

// BOOKME_CASES=200000 for the long run. A failure prints its seed and the smallest case that shows it.
const CASES = Number(process.env.BOOKME_CASES ?? 1500);
const LONG = 60_000 + CASES * 20;

const oracle = createOracle();

type Offers = [start: number, staffIds: readonly string[]][];

const list = ({ facts, range }: Prepared): Offers =>
  listSlots(facts, range).map(({ startsAt, staffIds }) => [startsAt / MINUTE, staffIds]);

describe('the engine', { timeout: LONG }, () => {
  it('offers what an independent, minute-by-minute engine offers, to the minute and the person', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        expect(list(prepare(problem))).toEqual(oracle.list(problem));
      }),
      { numRuns: CASES },
    );
  });

  it('books whatever it offers, with everyone it offers', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { facts, range } = prepare(problem);
        for (const { startsAt, endsAt, staffIds } of listSlots(facts, range)) {
          const anyone = resolveSlot(facts, startsAt);
          expect(anyone).toMatchObject({ ok: true, startsAt, endsAt });
          expect(anyone.ok && anyone.staffIds.toSorted()).toEqual(staffIds.toSorted());
          for (const staffId of staffIds)
            expect(resolveSlot(facts, startsAt, staffId)).toMatchObject({ ok: true, staffId });
        }
      }),
      { numRuns: CASES / 2 },
    );
  });

  it('offers no minute that it refuses, gives the true reason for each, and chooses staff as promised', () => {
    const somewhere = fc.array(fc.integer({ min: 0, max: 2 * DAY }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(problems, somewhere, (problem, offsets) => {
        const { facts, range } = prepare(problem);
        const minutes = minutesOf(range.instants); // none of a skipped day, and not always in one piece
        fc.pre(minutes.length > 0);
        const offered = new Map(list({ facts, range }));
        for (const start of offsets.map((offset) => minutes[offset % minutes.length]!)) {
          const judged = problem.staff.map(({ staffId }) => ({
            staffId,
            reason: oracle.broken(problem, staffId, start)[0] ?? null,
          }));
          const free = judged.filter(({ reason }) => reason === null).map(({ staffId }) => staffId);
          expect(offered.get(start) ?? []).toEqual(free);
          const answer = resolveSlot(facts, start * MINUTE);
          if (answer.ok) expect(answer.staffId).toBe(oracle.choose(problem, free, start));
          else expect(answer.reasons).toEqual(judged);
        }
      }),
      { numRuns: CASES },
    );
  });

  it('puts each slot in one part of one day of the zone asked for, and shows every day', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { facts, range } = prepare(problem);
        const slots = listSlots(facts, range);
        const days = groupByDay(slots, range);
        const { firstDay, lastDay } = range;
        expect(days.map(({ date }) => date)).toEqual(
          Array.from({ length: lastDay - firstDay + 1 }, (_, index) => formatPlainDate(firstDay + index)),
        );
        expect(countByDay(slots, range)).toEqual(
          days.map(({ date, morning, afternoon, evening }) => ({
            date,
            free: [...morning, ...afternoon, ...evening].length,
          })),
        );
        let placed = 0;
        for (const { date, ...parts } of days)
          for (const [part, inPart] of Object.entries(parts))
            for (const { startsAt } of inPart) {
              placed++;
              const shown = oracle.clocks.show(problem.timeZone, startsAt / MINUTE);
              const minute = shown % DAY;
              const expected = minute < 720 ? 'morning' : minute < 1020 ? 'afternoon' : 'evening';
              expect([date, part]).toEqual([formatPlainDate(Math.floor(shown / DAY)), expected]);
            }
        expect(placed).toBe(slots.length);
      }),
      { numRuns: CASES / 2 },
    );
  });
});

type Engine = (problem: OracleCase) => Offers;
type Schedule = OracleCase['staff'][number]['members'][number]['schedule'];
type Need = OracleCase['staff'][number]['needs'][number];
type Booked = OracleCase['booked'];
type Resource = OracleCase['resources'][string];

/** The same cases for every wrong engine, and what the oracle says of them. */
const SAMPLE = fc.sample(problems, { numRuns: 2500, seed: 20270328 });
const EXPECTED = new Map<OracleCase, Offers>();

/** A case in which the engine and the oracle differ. */
function difference(engine: Engine): OracleCase | undefined {
  return SAMPLE.find((problem) => {
    const expected = EXPECTED.get(problem) ?? oracle.list(problem);
    EXPECTED.set(problem, expected);
    return !isDeepStrictEqual(engine(problem), expected);
  });
}

const withService =
  (change: (rules: ServiceRules) => Partial<ServiceRules>): Engine =>
  ({ service, ...rest }) =>
    list(prepare({ ...rest, service: { ...service, ...change(service) } }));
const withStaff =
  (change: (staff: OracleCase['staff'][number]) => Partial<OracleCase['staff'][number]>): Engine =>
  ({ staff, ...rest }) =>
    list(prepare({ ...rest, staff: staff.map((one) => ({ ...one, ...change(one) })) }));
const withSchedules = (change: (rules: Schedule) => Partial<Schedule>): Engine =>
  withStaff(({ members, needs }) => ({
    members: members.map((one) => ({ ...one, schedule: { ...one.schedule, ...change(one.schedule) } })),
    needs: needs.map((need) => ({
      ...need,
      anyOf: need.anyOf.map((one) => ({
        ...one,
        schedule: one.schedule && { ...one.schedule, ...change(one.schedule) },
      })),
    })),
  }));
const withNeeds = (change: (need: Need) => Partial<Need>): Engine =>
  withStaff(({ needs }) => ({ needs: needs.map((need) => ({ ...need, ...change(need) })) }));
const withBooked =
  (change: (booked: Booked) => Partial<Booked>): Engine =>
  ({ booked, ...rest }) =>
    list(prepare({ ...rest, booked: { ...booked, ...change(booked) } }));
const withResources =
  (change: (resource: Resource) => Partial<Resource>): Engine =>
  ({ resources, ...rest }) => {
    const changed = Object.entries(resources).map(([id, resource]) => [id, { ...resource, ...change(resource) }]);
    return list(prepare({ ...rest, resources: Object.fromEntries(changed) }));
  };
const withRepeatedHourOnce: Engine = (problem) => {
  const shown = new Set<number>();
  return list(prepare(problem)).filter(([start]) => {
    const wallTime = oracle.clocks.of(problem.staff[0]!.members[0]!.schedule)(start);
    const isFirst = !shown.has(wallTime);
    shown.add(wallTime);
    return isFirst;
  });
};
const SUMMERLESS = new Map([['Europe/Berlin', 'Africa/Lagos'], ['Europe/Athens', 'Africa/Johannesburg'], ['America/New_York', 'America/Panama']]); // prettier-ignore
const withoutSummer = (timeZone: string) => SUMMERLESS.get(timeZone) ?? timeZone;

describe('the oracle catches an engine that', { timeout: LONG }, () => {
  it.each<[string, Engine]>([
    ['ignores zones', withSchedules(() => ({ timeZone: 'UTC', plans: [], overrides: [] }))],
    [
      'knows no summer time in Berlin, Athens and New York',
      withSchedules(({ timeZone }) => ({ timeZone: withoutSummer(timeZone) })),
    ],
    ['offers the repeated hour once', withRepeatedHourOnce],
    ['forgets the buffer before', withService(() => ({ bufferBeforeMinutes: 0 }))],
    ['forgets the buffer after', withService(() => ({ bufferAfterMinutes: 0 }))],
    [
      'wants the buffer after inside working hours',
      withService(({ durationMinutes, bufferAfterMinutes }) => ({
        durationMinutes: durationMinutes + bufferAfterMinutes,
        bufferAfterMinutes: 0,
      })),
    ],
    ['forgets time off', withSchedules(() => ({ timeOff: [] }))],
    ['forgets overrides', withSchedules(() => ({ overrides: [] }))],
    ['forgets the notice', withService(() => ({ minNoticeMinutes: 0 }))],
    [
      'counts the window from one',
      withService(({ window }) => ({
        window: window.kind === 'days' ? { kind: 'days', days: window.days + 1 } : window,
      })),
    ],
    ['moves the grid', withService(({ slotIntervalMinutes }) => ({ slotOffsetMinutes: slotIntervalMinutes - 1 }))],
    ['takes one at a time from a pool', withResources(() => ({ capacity: 1 }))],
    ['takes one too many', withResources(({ capacity }) => ({ capacity: capacity + 1 }))],
    ['cuts the days of the window elsewhere', (problem) => list(prepare({ ...problem, zone: 'Asia/Kathmandu' }))],
    ['takes holidays for business days', (problem) => list(prepare({ ...problem, holidays: [] }))],
    [
      'takes weekends for business days',
      withService(({ window }) => ({ window: window.kind === 'business_days' ? { ...window, kind: 'days' } : window })),
    ],
    ['opens too early', withService(() => ({ activeFrom: null }))],
    ['never ends', withService(() => ({ activeUntil: null }))],
    ['works on holidays', withSchedules(() => ({ closed: [] }))],
    ['forgets the plan ahead', withSchedules(() => ({ plans: [] }))],
    ['stays at home on journeys', withSchedules(() => ({ zoneChanges: [] }))],
    ['checks no cap', withService(() => ({ caps: [] }))],
    [
      'takes one more than the cap',
      withService(({ caps }) => ({ caps: caps.map((cap) => ({ ...cap, most: cap.most + 1 })) })),
    ],
    ['counts only days', withService(({ caps }) => ({ caps: caps.map((cap) => ({ ...cap, per: 'day' })) }))],
    ['does not count what staff have', withBooked(() => ({ staff: {} }))],
    ['does not know the customer', withBooked(() => ({ customer: null }))],
    ['lets a customer return at once', withService(() => ({ repeatAfterDays: 0 }))],
    [
      'counts days between visits from one',
      withService(({ repeatAfterDays: days }) => ({ repeatAfterDays: days + 1 })),
    ],
    ['asks one member alone', withStaff(({ members }) => ({ members: members.slice(0, 1) }))],
    ['forgets what is needed', withStaff(() => ({ needs: [] }))],
    ['takes one place where two are needed', withNeeds(() => ({ units: 1 }))],
    ['takes one resource where two are needed', withNeeds(() => ({ count: 1 }))],
    ['knows the first alternative only', withNeeds(({ anyOf, count }) => ({ anyOf: anyOf.slice(0, count) }))],
    [
      'lets one room answer two needs',
      withStaff(({ needs }) => ({
        needs: needs
          .filter(({ anyOf, count }) => anyOf.length === count)
          .concat(needs.filter(({ anyOf, count }) => anyOf.length > count).slice(0, 1)),
      })),
    ],
    [
      'thinks that assistants are always there',
      withNeeds(({ anyOf }) => ({ anyOf: anyOf.map((one) => ({ ...one, schedule: null })) })),
    ],
    ['leaves gaps', withService(({ offer }) => ({ offer: { ...offer, fillGapsMinutes: null } }))],
    ['shows all', withService(({ offer }) => ({ offer: { ...offer, busyShare: 0 } }))],
    ['rounds the present down', ({ now, ...rest }) => list(prepare({ ...rest, now: now - (now % MINUTE) }))],
  ])('%s', (_mistake, engine) => {
    expect(difference(engine)).toBeDefined();
  });

  it('… and none that is right', () => {
    expect(difference((problem) => list(prepare(problem)))).toBeUndefined();
  });
});
