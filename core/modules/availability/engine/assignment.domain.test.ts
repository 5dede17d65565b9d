import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { example } from '../../../testing/availability/offers.ts';
import { resolveSlot, type Resolution } from './availability.domain.ts';
import { readBusyTimes } from './busy.domain.ts';
import type { Facts, Turns } from './facts.domain.ts';
import type { ServiceRules } from './service-rules.domain.ts';

const ms = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;
const START = ms('2027-07-01T08:00Z');
const nobodyYet: Turns = { counts: new Map(), lastAssignedAt: new Map(), usualStaffId: null };

/** A team that is always free, in this order, with these shares of the turns. */
function team(service: Partial<ServiceRules>, weights: Record<string, number>, turns?: Partial<Turns>): Facts {
  const anna = example({ service });
  const ids = Object.keys(weights);
  return {
    ...anna,
    candidates: ids.map((staffId, position) => ({
      ...anna.candidates[0]!,
      staffId,
      position,
      weight: weights[staffId]!,
      members: [{ ...anna.candidates[0]!.members[0], resourceId: staffId }],
    })),
    busy: new Map(ids.map((id) => [id, readBusyTimes('')])),
    ...(turns ? { turns: { ...nobodyYet, ...turns } } : {}),
  };
}
const order = (facts: Facts): readonly string[] => {
  const answer: Resolution = resolveSlot(facts, START);
  return answer.ok ? answer.staffIds : [];
};

describe('round robin', () => {
  const rules = { assignment: 'round_robin' } as const;

  it('gives the turn to whoever is furthest below their share', () => {
    const counts = new Map(Object.entries({ anna: 3, ben: 5, cleo: 2 }));
    // 4/1, 6/2, 3/1: ben and cleo are equal, and cleo has waited longer
    const lastAssignedAt = new Map(Object.entries({ anna: 1, ben: 9, cleo: 5 }));
    expect(order(team(rules, { anna: 1, ben: 2, cleo: 1 }, { counts, lastAssignedAt }))).toEqual([
      'cleo',
      'ben',
      'anna',
    ]);
  });

  it('begins in the order of the business', () => {
    expect(order(team(rules, { ben: 1, anna: 1 }, {}))).toEqual(['ben', 'anna']);
  });

  it('tells why', () => {
    const turns = { counts: new Map([['anna', 2]]), lastAssignedAt: new Map([['anna', 77]]) };
    expect(resolveSlot(team(rules, { anna: 2, ben: 1 }, turns), START)).toMatchObject({
      staffId: 'ben',
      assignment: {
        strategy: 'round_robin',
        order: [
          { staffId: 'ben', share: 1, lastAssignedAt: null, position: 1 },
          { staffId: 'anna', share: 1.5, lastAssignedAt: 77, position: 0 },
        ],
      },
    });
  });

  /** Who got how many of so many bookings, one after the other. */
  function given(weights: Record<string, number>, bookings: number, weigh: (staffId: string) => number) {
    const counts = new Map(Object.keys(weights).map((id) => [id, 0]));
    const lastAssignedAt = new Map<string, number>();
    const shares = Object.fromEntries(Object.keys(weights).map((id) => [id, weigh(id)]));
    for (let at = 1; at <= bookings; at++) {
      const [first] = order(team(rules, shares, { counts, lastAssignedAt }));
      counts.set(first!, counts.get(first!)! + 1);
      lastAssignedAt.set(first!, at);
    }
    return counts;
  }
  const mostOff = (weights: Record<string, number>, counts: ReadonlyMap<string, number>, bookings: number): number => {
    const sum = Object.values(weights).reduce((a, b) => a + b, 0);
    return Math.max(
      ...Object.entries(weights).map(([id, weight]) => Math.abs(counts.get(id)! - (bookings * weight) / sum)),
    );
  };

  it('is fair: with weights 1, 2 and 3 each has their share of 600 bookings, to within one', () => {
    const weights = { anna: 1, ben: 2, cleo: 3 };
    for (const bookings of [6, 7, 100, 599, 600])
      expect(
        mostOff(
          weights,
          given(weights, bookings, (id) => weights[id as 'anna']),
          bookings,
        ),
      ).toBeLessThanOrEqual(1);
  });

  it('is fair whatever the weights, when the turns have come round', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 4 }), (list) => {
        const weights = Object.fromEntries(list.map((weight, index) => [`staff ${index}`, weight]));
        const bookings = 3 * list.reduce((a, b) => a + b, 0);
        expect(
          mostOff(
            weights,
            given(weights, bookings, (id) => weights[id]!),
            bookings,
          ),
        ).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('… which one that forgets the weights is not (the twin)', () => {
    const weights = { anna: 1, ben: 2, cleo: 3 };
    expect(
      mostOff(
        weights,
        given(weights, 600, () => 1),
        600,
      ),
    ).toBeGreaterThan(50);
  });
});

describe('longest idle', () => {
  it('puts whoever never served first, then whoever served longest ago', () => {
    const lastAssignedAt = new Map(Object.entries({ anna: 300, ben: 100, cleo: 200 }));
    const weights = { anna: 1, ben: 1, cleo: 1, dora: 1 };
    expect(order(team({ assignment: 'longest_idle' }, weights, { lastAssignedAt }))).toEqual([
      'dora',
      'ben',
      'cleo',
      'anna',
    ]);
  });
});

describe('priority', () => {
  it('keeps the order of the business, whatever has been booked', () => {
    expect(order(team({ assignment: 'priority' }, { ben: 1, anna: 9 }))).toEqual(['ben', 'anna']);
  });
});

describe('the usual one', () => {
  const rules = { assignment: 'priority', preferUsual: true } as const;

  it('comes before all who are better placed', () => {
    expect(order(team(rules, { anna: 1, ben: 1 }, { usualStaffId: 'ben' }))).toEqual(['ben', 'anna']);
    expect(order(team({ ...rules, preferUsual: false }, { anna: 1, ben: 1 }, { usualStaffId: 'ben' }))[0]).toBe('anna');
  });

  it('does not matter where there is none, or none who does it', () => {
    expect(order(team(rules, { anna: 1, ben: 1 }, { usualStaffId: null }))[0]).toBe('anna');
    expect(order(team(rules, { anna: 1, ben: 1 }, { usualStaffId: 'zoe' }))[0]).toBe('anna');
  });
});

it('never guesses who served until now', () => {
  expect(() => order(team({ assignment: 'round_robin' }, { anna: 1 }))).toThrow('who served until now');
});
