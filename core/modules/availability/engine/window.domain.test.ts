import { describe, expect, it } from 'vitest';
import { everyDay, offers, type Example } from '../../../testing/availability/offers.ts';

// 1 July 2027 is a Thursday.
const days = (rules: Example, from = '2027-06-30', to = '2027-07-14'): string[] =>
  offers({ weekly: everyDay('9-10'), now: '2027-07-01T04:00Z', ...rules }, from, to).map((start) => start.slice(5, 10));

describe('a window of business days', () => {
  it('ends with the so-manieth of them; a weekend before that can be booked', () => {
    expect(days({ service: { window: { kind: 'business_days', days: 1 } } })).toEqual(['07-01', '07-02']);
    expect(days({ service: { window: { kind: 'business_days', days: 2 } } })).toEqual([
      '07-01', '07-02', '07-03', '07-04', '07-05',
    ]); // prettier-ignore
  });

  it('does not count a public holiday', () => {
    const service = { window: { kind: 'business_days', days: 1 } } as const;
    expect(days({ service, holidays: ['2027-07-02'] })).toEqual(['07-01', '07-02', '07-03', '07-04', '07-05']);
  });

  it('of none is today', () => {
    expect(days({ service: { window: { kind: 'business_days', days: 0 } } })).toEqual(['07-01']);
  });
});

describe('a fixed window', () => {
  it('holds both its dates and nothing else', () => {
    const service = { window: { kind: 'range', from: '2027-07-03', to: '2027-07-05' } } as const;
    expect(days({ service })).toEqual(['07-03', '07-04', '07-05']);
  });
});

describe('a service that is offered for a while', () => {
  it('is so on its first and its last date', () => {
    expect(days({ service: { activeFrom: '2027-07-03', activeUntil: '2027-07-04' } })).toEqual(['07-03', '07-04']);
    expect(days({ service: { activeUntil: '2027-07-02' } })).toEqual(['07-01', '07-02']);
  });

  it('by the dates of its location, wherever the clock of the staff is', () => {
    // 20:00 on the 3rd in New York is 02:00 on the 4th in Berlin, where the shop is.
    const rules: Example = {
      weekly: [],
      plans: [{ from: '2027-01-01', timeZone: 'America/New_York', weekly: everyDay('20-21') }],
      service: { activeFrom: '2027-07-04', activeUntil: '2027-07-04' },
    };
    expect(offers(rules, '2027-07-01', '2027-07-10')).toEqual(['2027-07-04T02:00+02:00']);
  });
});
