import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPossible, planSlowly } from '../../../testing/availability/visits.oracle.ts';
import { placesLeft, type FreePlaces } from './places.domain.ts';
import { listVisitStarts, planVisit, type VisitPart, type VisitRequest } from './visits.domain.ts';

// BOOKME_CASES=200000 for the long run. A failure prints its seed and the smallest case that shows it.
const CASES = Math.max(400, Number(process.env.BOOKME_CASES ?? 0) / 50);

const STAFF = ['ann', 'bob', 'cem'];
const ROOMS = ['red', 'blue', 'pool'];
const CAPACITY: Record<string, number> = { pool: 2 };
const capacityOf = (resourceId: string): number => CAPACITY[resourceId] ?? 1;

const ranges = fc
  .array(fc.tuple(fc.integer({ min: 95, max: 135 }), fc.integer({ min: 1, max: 10 })), { maxLength: 2 })
  .map((pairs) => pairs.toSorted((a, b) => a[0] - b[0]).flatMap(([from, length]) => [from, from + length]));
const busy = fc
  .tuple(...[...STAFF, ...ROOMS].map(() => ranges))
  .map((all) => new Map([...STAFF, ...ROOMS].map((id, index) => [id, all[index]!])));

const choices = fc.array(
  fc
    .record({
      anyOf: fc.subarray(ROOMS, { minLength: 1 }),
      count: fc.constant(1),
      units: fc.constantFrom(1, 1, 2),
      isThere: fc.constantFrom(undefined, (id: string, at: number) => id !== 'red' || at >= 110),
    })
    .map(({ isThere, ...choice }) => (isThere ? { ...choice, isThere } : choice)),
  { maxLength: 1 },
);
const part: fc.Arbitrary<VisitPart> = fc
  .record({
    durationMinutes: fc.constantFrom(5, 10, 15),
    bufferBeforeMinutes: fc.constantFrom(0, 0, 3),
    bufferAfterMinutes: fc.constantFrom(0, 0, 5),
    staff: fc.subarray(STAFF, { minLength: 1 }),
    starts: fc.array(fc.subarray([100, 105, 110, 115, 120, 125, 130]), { minLength: 3, maxLength: 3 }),
    choices,
    grid: fc.constantFrom(5, 5, 10),
  })
  .map(({ staff, starts, choices: needs, grid, ...times }) => ({
    ...times,
    ways: staff.map((staffId) => ({
      staffId,
      position: STAFF.indexOf(staffId),
      starts: starts[STAFF.indexOf(staffId)]!,
      begins: starts[STAFF.indexOf(staffId)]!.filter((start) => start % grid === 0),
      uses: [{ resourceId: staffId, units: 1 }],
      choices: needs,
    })),
  }));

interface Case {
  request: VisitRequest;
  ranges: Map<string, number[]>;
}

/** @param free how the planner is told what is left; a twin tells it wrongly */
const cases = (free: (ranges: Map<string, number[]>) => FreePlaces): fc.Arbitrary<Case> =>
  fc
    .record({
      parts: fc.array(part, { minLength: 1, maxLength: 3 }),
      twice: fc.boolean(),
      order: fc.constantFrom('sequence' as const, 'any' as const, 'parallel' as const),
      maxGapMinutes: fc.constantFrom(0, 5, 15),
      sameStaff: fc.constantFrom('required' as const, 'preferred' as const, 'any' as const),
      busy,
    })
    .map(({ parts, twice, busy: occupied, ...rest }) => ({
      request: { ...rest, parts: twice ? [parts[0]!, ...parts.slice(0, 2)] : parts, free: free(occupied) },
      ranges: occupied,
    }));

const honest =
  (occupied: Map<string, number[]>): FreePlaces =>
  (resourceId, from, to) =>
    placesLeft(occupied.get(resourceId)!, capacityOf(resourceId), from, to);

const occupiedBy =
  (occupied: Map<string, number[]>) =>
  (resourceId: string, minute: number): number => {
    const pairs = occupied.get(resourceId)!;
    return pairs.filter((from, index) => index % 2 === 0 && from <= minute && pairs[index + 1]! > minute).length;
  };

const STARTS = [100, 105, 110, 115];

/** What the planner says of every start, beside what trying everything says. */
function compare({ request, ranges: occupied }: Case): void {
  const possible: number[] = [];
  for (const start of STARTS) {
    const plan = planVisit(request, start);
    const slow = planSlowly(request, start, occupiedBy(occupied), capacityOf);
    expect(plan && { end: plan.endsAt, gaps: plan.gapMinutes, staff: plan.staff }).toEqual(slow);
    if (plan === null) continue;
    possible.push(start);
    expect(isPossible(request, plan.parts, occupiedBy(occupied), capacityOf)).toBe(true);
    expect(plan.parts.map((planned) => planned.part).toSorted()).toEqual(request.parts.map((_, index) => index));
    expect(planVisit(request, start)).toEqual(plan);
  }
  expect(listVisitStarts(request, 100, 116)).toEqual(possible);
}

describe('a visit of several services', { timeout: 120_000 + CASES * 100 }, () => {
  it('has a plan exactly when trying everything finds one, and it is the best', () => {
    let found = 0;
    fc.assert(
      fc.property(cases(honest), (one) => {
        compare(one);
        if (STARTS.some((start) => planVisit(one.request, start))) found++;
      }),
      { numRuns: CASES },
    );
    expect(found).toBeGreaterThan(CASES / 5); // not a proof about nothing
  });

  it.each<[what: string, wrong: (occupied: Map<string, number[]>) => FreePlaces]>([
    ['that forgets what is booked', () => (resourceId) => capacityOf(resourceId)],
    ['that forgets its own parts', () => () => 100],
    [
      'that forgets buffers',
      (occupied) => (resourceId, from, to) => honest(occupied)(resourceId, from + 3, Math.max(from + 4, to - 5)),
    ],
    ['that takes a pool for one place', (occupied) => (id, from, to) => Math.min(1, honest(occupied)(id, from, to))],
  ])('would be seen in a planner %s', (_, wrong) => {
    expect(() => fc.assert(fc.property(cases(wrong), compare), { numRuns: CASES, endOnFailure: true })).toThrow();
  });
});
