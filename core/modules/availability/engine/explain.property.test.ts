import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepare, problems } from '../../../testing/availability/availability.cases.ts';
import { createOracle } from '../../../testing/availability/availability.oracle.ts';
import { listSlots, resolveSlot } from './availability.domain.ts';
import { withChange, type Change } from './changes.domain.ts';
import { explain } from './explain.domain.ts';
import type { Candidate, Facts } from './facts.domain.ts';
import { minutesOf } from '../time/intervals.domain.ts';
import { DAY, MINUTE } from '../time/plain-time.domain.ts';
import { judge } from './rules.domain.ts';

// BOOKME_CASES for more or fewer policies.
const CASES = Number(process.env.BOOKME_CASES ?? 10_000);
const LONG = 60_000 + CASES * 20;

const oracle = createOracle();
const somewhere = fc.array(fc.integer({ min: 0, max: 2 * DAY }), { minLength: 6, maxLength: 6 });

/** Whether the start is offered once all changes are made. */
function isOpenAfter(changes: readonly Change[], facts: Facts, candidate: Candidate, start: number): boolean {
  let world = { facts, candidate };
  for (const change of changes) world = withChange(world.facts, world.candidate, change);
  return judge([start, start + 1], world.facts, world.candidate).broken === null;
}

describe('whatever the policy and the bookings', { timeout: LONG }, () => {
  it('what is offered can be booked; what is refused is explained by every rule it breaks, and by no other', () => {
    fc.assert(
      fc.property(problems, somewhere, (problem, offsets) => {
        const { facts, range } = prepare(problem);
        const minutes = minutesOf(range.instants);
        fc.pre(minutes.length > 0);
        const offered = new Map(listSlots(facts, range).map(({ startsAt, staffIds }) => [startsAt, staffIds]));
        for (const start of offsets.map((offset) => minutes[offset % minutes.length]!)) {
          const answer = resolveSlot(facts, start * MINUTE);
          expect(answer.ok).toBe(offered.has(start * MINUTE));
          const { candidates } = explain(facts, start * MINUTE);
          for (const { staffId, broken } of candidates) {
            expect(broken.map(({ rule }) => rule)).toEqual(oracle.broken(problem, staffId, start));
            expect(broken.length === 0).toBe(offered.get(start * MINUTE)?.includes(staffId) ?? false);
          }
          if (!answer.ok)
            expect(answer.reasons.map(({ reason }) => reason)).toEqual(candidates.map(({ broken }) => broken[0]!.rule));
        }
      }),
      { numRuns: CASES },
    );
  });

  it('the changes that are named open the start, and nothing else does when none is named', () => {
    let opened = 0;
    fc.assert(
      fc.property(problems, somewhere, (problem, offsets) => {
        const { facts, range } = prepare(problem);
        const minutes = minutesOf(range.instants);
        fc.pre(minutes.length > 0);
        for (const start of offsets.map((offset) => minutes[offset % minutes.length]!)) {
          const { candidates, smallest } = explain(facts, start * MINUTE);
          for (const [index, { changes, broken }] of candidates.entries()) {
            if (changes === null) {
              const needs = broken.find(({ rule }) => rule === 'no_room');
              expect(broken[0]!.rule === 'past' || needs !== undefined).toBe(true);
              continue;
            }
            expect(isOpenAfter(changes, facts, facts.candidates[index]!, start)).toBe(true);
            expect(changes.length === 0).toBe(broken.length === 0);
            expect(smallest!.changes.length).toBeLessThanOrEqual(changes.length);
            opened++;
          }
        }
      }),
      { numRuns: CASES },
    );
    expect(opened).toBeGreaterThan(CASES);
  });

  it('… and one change less does not (the twin)', () => {
    const lacking = fc.check(
      fc.property(problems, somewhere, (problem, offsets) => {
        const { facts, range } = prepare(problem);
        const minutes = minutesOf(range.instants);
        fc.pre(minutes.length > 0);
        return offsets.every((offset) => {
          const start = minutes[offset % minutes.length]!;
          const [first] = explain(facts, start * MINUTE).candidates;
          return !first!.changes?.length || isOpenAfter(first!.changes.slice(1), facts, facts.candidates[0]!, start);
        });
      }),
      { numRuns: 100, endOnFailure: true },
    );
    expect(lacking.failed).toBe(true);
  });
});
