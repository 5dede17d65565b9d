import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { prepare, problems, type Prepared } from '../../testing/availability/availability.cases.ts';
import { createOracle, type OracleCase } from '../../testing/availability/availability.oracle.ts';
import { listSlots, resolveSlot } from './availability.domain.ts';
import { countByDay, groupByDay } from './days.domain.ts';
import { minutesOf } from './intervals.domain.ts';
import { DAY, formatPlainDate, MINUTE } from './plain-time.domain.ts';
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
            reason: oracle.refusal(problem, staffId, start),
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
              const shown = oracle.read(problem.timeZone, startsAt / MINUTE);
              const expected = shown.minute < 720 ? 'morning' : shown.minute < 1020 ? 'afternoon' : 'evening';
              expect([date, part]).toEqual([shown.date, expected]);
            }
        expect(placed).toBe(slots.length);
      }),
      { numRuns: CASES / 2 },
    );
  });
});

type Engine = (problem: OracleCase) => Offers;
type Schedule = OracleCase['staff'][number]['schedule'];
type Resource = OracleCase['resources'][string];

/** A case, among 800, in which the engine and the oracle differ. */
function difference(engine: Engine): OracleCase | undefined {
  const agrees = (problem: OracleCase) => isDeepStrictEqual(engine(problem), oracle.list(problem));
  const { counterexample, errorInstance } = fc.check(fc.property(problems, agrees), {
    numRuns: 800,
    seed: 20270328,
    endOnFailure: true,
  });
  const found = counterexample?.[0];
  if (found && agrees(found)) throw errorInstance; // the engine threw, which is no difference
  return found;
}

const withService =
  (change: (rules: ServiceRules) => Partial<ServiceRules>): Engine =>
  ({ service, ...rest }) =>
    list(prepare({ ...rest, service: { ...service, ...change(service) } }));
const withSchedules =
  (change: (rules: Schedule) => Partial<Schedule>): Engine =>
  ({ staff, ...rest }) =>
    list(
      prepare({
        ...rest,
        staff: staff.map((member) => ({ ...member, schedule: { ...member.schedule, ...change(member.schedule) } })),
      }),
    );
const withResources =
  (change: (resource: Resource) => Partial<Resource>): Engine =>
  ({ resources, ...rest }) => {
    const changed = Object.entries(resources).map(([id, resource]) => [id, { ...resource, ...change(resource) }]);
    return list(prepare({ ...rest, resources: Object.fromEntries(changed) }));
  };
const withRepeatedHourOnce: Engine = (problem) => {
  const shown = new Set<string>();
  return list(prepare(problem)).filter(([start]) => {
    const { date, minute } = oracle.read(problem.staff[0]!.schedule.timeZone, start);
    const isFirst = !shown.has(`${date} ${minute}`);
    shown.add(`${date} ${minute}`);
    return isFirst;
  });
};
const withoutSummer = (timeZone: string) => (timeZone === 'Europe/Berlin' ? 'Africa/Lagos' : timeZone);

describe('the oracle catches an engine that', { timeout: LONG }, () => {
  it.each<[string, Engine]>([
    ['ignores zones', withSchedules(() => ({ timeZone: 'UTC', overrides: [] }))],
    ['knows no summer time in Berlin', withSchedules(({ timeZone }) => ({ timeZone: withoutSummer(timeZone) }))],
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
    ['rounds the present down', ({ now, ...rest }) => list(prepare({ ...rest, now: now - (now % MINUTE) }))],
  ])('%s', (_mistake, engine) => {
    expect(difference(engine)).toBeDefined();
  });

  it('… and none that is right', () => {
    expect(difference((problem) => list(prepare(problem)))).toBeUndefined();
  });
});
