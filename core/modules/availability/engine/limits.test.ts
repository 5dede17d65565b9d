import { describe, expect, it } from 'vitest';
import { everyDay, example, offers, type Example } from '../../../testing/availability/offers.ts';
import { resolveSlot } from './availability.domain.ts';
import { shareOf } from './offer.domain.ts';

// 1 July 2027 is a Thursday; Berlin is two hours ahead of UTC.
const times = (rules: Example, day = '2027-07-01'): string[] => offers(rules, day).map((start) => start.slice(11, 16));
const dates = (rules: Example): string[] => [
  ...new Set(
    offers({ weekly: everyDay('9-12'), ...rules }, '2027-06-28', '2027-07-12').map((start) => start.slice(5, 10)),
  ),
];

describe('a cap', () => {
  it('of two a day closes a date that has two', () => {
    const booked = ['2027-07-01T07:00Z', '2027-07-01T10:00Z', '2027-07-02T07:00Z'];
    const service = { caps: [{ of: 'service', per: 'day', most: 2 }] } as const;
    expect(dates({ booked, service })).not.toContain('07-01');
    expect(dates({ booked, service })).toContain('07-02');
  });

  it('counts by local date: 22:30Z on the 1st is the 2nd in Berlin', () => {
    const service = { caps: [{ of: 'service', per: 'day', most: 1 }] } as const;
    expect(dates({ booked: ['2027-07-01T22:30Z'], service })).toContain('07-01');
    expect(dates({ booked: ['2027-07-01T22:30Z'], service })).not.toContain('07-02');
  });

  it('of one a week closes Monday to Sunday', () => {
    const service = { caps: [{ of: 'customer', per: 'week', most: 1 }] } as const;
    expect(dates({ booked: ['2027-07-08T07:00Z'], service })).toEqual([
      '06-28', '06-29', '06-30', '07-01', '07-02', '07-03', '07-04', '07-12',
    ]); // prettier-ignore
  });

  it('of staff counts theirs alone', () => {
    const facts = example({ booked: ['2027-07-01T12:00Z'], service: { caps: [{ of: 'staff', per: 'day', most: 1 }] } });
    const start = Temporal.Instant.from('2027-07-01T08:00Z').epochMilliseconds;
    expect(resolveSlot(facts, start)).toMatchObject({ ok: false, reason: 'cap' });
    const others = { ...facts.booked!, staff: new Map([['ben', [1]]]) };
    expect(resolveSlot({ ...facts, booked: others }, start)).toMatchObject({ ok: true });
  });

  it('never guesses what was booked', () => {
    const { booked: _, ...facts } = example({ service: { caps: [{ of: 'service', per: 'day', most: 1 }] } });
    expect(() => resolveSlot(facts, Temporal.Instant.from('2027-07-01T08:00Z').epochMilliseconds)).toThrow('to count');
  });
});

describe('the days between two visits of a customer', () => {
  it('hold before and after each of them', () => {
    expect(dates({ booked: ['2027-07-05T07:00Z'], service: { repeatAfterDays: 3 } })).toEqual([
      '06-28', '06-29', '06-30', '07-01', '07-02', '07-08', '07-09', '07-10', '07-11', '07-12',
    ]); // prettier-ignore
  });

  it('of one is once a day', () => {
    const booked = ['2027-07-05T07:00Z'];
    expect(dates({ booked, service: { repeatAfterDays: 1 } })).not.toContain('07-05');
    expect(dates({ booked, service: { repeatAfterDays: 1 } })).toContain('07-06');
  });
});

describe('filling gaps', () => {
  const service = { durationMinutes: 60, slotIntervalMinutes: 15, offer: { fillGapsMinutes: 30, busyShare: 0 } };

  it('hides what would leave a quarter of an hour at either end', () => {
    expect(times({ weekly: everyDay('9-11'), service })).toEqual(['09:00', '09:30', '10:00']);
  });

  it('measures from a booking too, buffers included', () => {
    const busy = [['2027-07-01T08:00Z', '2027-07-01T08:30Z']] as const; // 10:00–10:30
    expect(times({ weekly: everyDay('10-13'), busy, service })).toEqual(['10:30', '11:00', '11:15', '11:30', '12:00']);
    const after = { ...service, bufferAfterMinutes: 15 }; // 10:30–11:45 leaves 75 minutes of 150
    expect(times({ weekly: everyDay('10-13'), busy, service: after })).toEqual([
      '10:30',
      '11:00',
      '11:15',
      '11:45',
      '12:00',
    ]);
  });

  it('keeps all where something must be lost anyway', () => {
    expect(times({ weekly: everyDay('9-10:15'), service })).toEqual(['09:00', '09:15']);
  });
});

describe('looking busy', () => {
  it('hides about the share it is told to, the same ones every time', () => {
    const rules = (busyShare: number): Example => ({
      weekly: everyDay('0-24'),
      service: { durationMinutes: 5, slotIntervalMinutes: 5, offer: { fillGapsMinutes: null, busyShare } },
    });
    const shown = (share: number) => offers(rules(share), '2027-07-01', '2027-07-10');
    const all = shown(0).length;
    for (const share of [0.1, 0.5, 0.9]) {
      expect(shown(share)).toEqual(shown(share));
      expect(Math.abs(shown(share).length / all - (1 - share))).toBeLessThan(0.03);
    }
    const half = new Set(shown(0.5));
    expect(shown(0.9).every((start) => half.has(start))).toBe(true);
  });

  it('spreads evenly', () => {
    const shares = Array.from({ length: 10_000 }, (_, minute) => shareOf(30_000_000 + 15 * minute));
    expect(Math.abs(shares.reduce((a, b) => a + b, 0) / shares.length - 0.5)).toBeLessThan(0.02);
  });
});
