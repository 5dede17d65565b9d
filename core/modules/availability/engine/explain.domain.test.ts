import { describe, expect, it } from 'vitest';
import { daysFrom, everyDay, example, type Example } from '../../../testing/availability/offers.ts';
import { readBusyTimes } from './busy.domain.ts';
import { explain } from './explain.domain.ts';

// 1 July 2027 is a Thursday; Berlin is two hours ahead of UTC.
const ms = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;
const minute = (iso: string): number => ms(iso) / 60_000;
const why = (rules: Example, startsAt: string) => explain(example(rules), ms(startsAt)).candidates[0]!;

describe('the explanation of a start', () => {
  it('that is free names no rule and no change', () => {
    expect(why({}, '2027-07-01T08:00Z')).toEqual({ staffId: 'anna', broken: [], changes: [], nearest: null });
  });

  it('that comes too soon tells the earliest one, and the notice that would let it through', () => {
    expect(why({ now: '2027-07-01T07:30Z', service: { minNoticeMinutes: 120 } }, '2027-07-01T08:00Z')).toMatchObject({
      broken: [{ rule: 'notice', from: ms('2027-07-01T09:30Z') }],
      changes: [{ kind: 'notice', minutes: 30 }],
    });
  });

  it('beyond the window tells its last date, and how many days it would take', () => {
    const now = '2027-07-01T04:00Z';
    expect(why({ now, service: { window: { kind: 'days', days: 3 } } }, '2027-07-08T08:00Z')).toMatchObject({
      broken: [{ rule: 'window', to: '2027-07-04' }],
      changes: [{ kind: 'window_days', days: 7 }],
    });
    expect(why({ now, service: { window: { kind: 'business_days', days: 3 } } }, '2027-07-10T08:00Z')).toMatchObject({
      changes: [{ kind: 'window_days', days: 7 }], // Saturday the 10th lies before Monday the 12th, the seventh
    });
    const range = { kind: 'range', from: '2027-07-03', to: '2027-07-05' } as const;
    expect(why({ service: { window: range } }, '2027-07-02T08:00Z').changes).toEqual([
      { kind: 'window_from', date: '2027-07-02' },
    ]);
    expect(why({ service: { window: range } }, '2027-07-06T08:00Z').changes).toEqual([
      { kind: 'window_to', date: '2027-07-06' },
    ]);
  });

  it('in the break tells the hours of the day, and how far to extend them', () => {
    expect(why({ weekly: everyDay('9-12', '13-17') }, '2027-07-01T09:30Z')).toMatchObject({
      broken: [
        { rule: 'outside_hours', resourceIds: ['anna'], hours: [{ from: 540, to: 720 }, { from: 780, to: 1020 }] }, // prettier-ignore
        { rule: 'off_grid' },
      ],
      changes: [
        { kind: 'hours', resourceId: 'anna', date: '2027-07-01', from: 720, to: 750 },
        { kind: 'grid', offsetMinutes: 30 },
      ],
    });
  });

  it('through midnight asks for hours on both dates', () => {
    const service = { durationMinutes: 120 };
    expect(why({ weekly: everyDay('9-23:30'), service }, '2027-07-01T21:00Z').changes).toEqual([
      { kind: 'hours', resourceId: 'anna', date: '2027-07-01', from: 1410, to: 1440 },
      { kind: 'hours', resourceId: 'anna', date: '2027-07-02', from: 0, to: 60 },
    ]);
  });

  it('in time off tells from when to when, and what of it would have to go', () => {
    const timeOff = [{ from: '2027-07-01T10:30', to: '2027-07-02T00:00' }];
    expect(why({ timeOff }, '2027-07-01T08:00Z')).toMatchObject({
      broken: [{ rule: 'time_off', from: ms('2027-07-01T08:30Z'), to: ms('2027-07-01T22:00Z') }],
      changes: [{ kind: 'time_off', from: minute('2027-07-01T08:30Z'), to: minute('2027-07-01T09:00Z') }],
    });
  });

  it('over a cap tells which one and raises it by as much as it takes', () => {
    const service = { caps: [{ of: 'service', per: 'day', most: 1 }] } as const;
    expect(why({ service, booked: ['2027-07-01T12:00Z', '2027-07-01T13:00Z'] }, '2027-07-01T08:00Z')).toMatchObject({
      broken: [{ rule: 'cap', caps: [{ of: 'service', per: 'day', most: 1, count: 2 }] }],
      changes: [{ kind: 'cap', of: 'service', per: 'day', most: 3 }],
    });
  });

  it('too soon after the last visit tells the days between', () => {
    expect(why({ service: { repeatAfterDays: 7 }, booked: ['2027-06-28T08:00Z'] }, '2027-07-01T08:00Z')).toMatchObject({
      broken: [{ rule: 'repeat', days: 7, daysBetween: 3 }],
      changes: [{ kind: 'repeat', days: 3 }],
    });
  });

  it('that is taken tells the nearest one that is free', () => {
    const facts = example({ busy: [['2027-07-01T08:00Z', '2027-07-01T09:00Z']] });
    expect(explain(facts, ms('2027-07-01T08:00Z'), 'anna', daysFrom('2027-07-01')).candidates).toMatchObject([
      {
        broken: [{ rule: 'busy', resourceIds: ['anna'] }],
        changes: [
          { kind: 'free', resourceId: 'anna', from: minute('2027-07-01T08:00Z'), to: minute('2027-07-01T09:00Z') },
        ],
        nearest: ms('2027-07-01T07:00Z'),
      },
    ]);
  });

  it('without room tells the need, and the capacity that would do', () => {
    const facts = example({});
    const busy = `${minute('2027-07-01T08:00Z')}-${minute('2027-07-01T09:00Z')}`;
    const needs = [{ name: 'chair', anyOf: [{ resourceId: 'chairs', schedule: null }], count: 1, units: 2 }];
    const full = {
      ...facts,
      candidates: [{ ...facts.candidates[0]!, needs }],
      busy: new Map([...facts.busy, ['chairs', readBusyTimes(busy, 2)]]),
    };
    expect(explain(full, ms('2027-07-01T08:00Z')).candidates[0]).toMatchObject({
      broken: [{ rule: 'no_room', needs: [{ name: 'chair', count: 1, units: 2, able: 0 }] }],
      changes: [{ kind: 'capacity', resourceId: 'chairs', capacity: 3 }],
    });
  });

  it('in the past, or between two minutes, names no change: none would help', () => {
    expect(why({ now: '2027-07-01T09:00Z' }, '2027-07-01T08:00Z')).toMatchObject({
      broken: [{ rule: 'past' }, { rule: 'notice' }],
      changes: null,
    });
    expect(why({}, '2027-07-01T08:00:30Z')).toMatchObject({ broken: [{ rule: 'off_grid' }], changes: null });
  });

  it('of a team names whoever could be had with the fewest changes', () => {
    const anna = example({ weekly: [] });
    const ben = { ...example({ service: { minNoticeMinutes: 60 } }).candidates[0]!, staffId: 'ben' };
    const facts = { ...anna, now: ms('2027-07-01T07:30Z'), service: { ...anna.service, minNoticeMinutes: 60 } };
    expect(explain({ ...facts, candidates: [...anna.candidates, ben] }, ms('2027-07-01T08:00Z')).smallest).toEqual({
      staffId: 'ben',
      changes: [{ kind: 'notice', minutes: 30 }],
    });
  });

  it('that would leave a gap, or is hidden, says what to loosen', () => {
    const service = { slotIntervalMinutes: 15, offer: { fillGapsMinutes: 30, busyShare: 0 } };
    expect(why({ weekly: everyDay('9-11'), service }, '2027-07-01T07:15Z').changes).toEqual([
      { kind: 'fill_gaps', minutes: 15 },
    ]);
    const [hidden] = Array.from({ length: 40 }, (_, hour) =>
      why(
        { weekly: everyDay('0-24'), service: { offer: { fillGapsMinutes: null, busyShare: 0.9 } } },
        new Date(ms('2027-07-01T00:00Z') + hour * 3_600_000).toISOString(),
      ),
    ).filter(({ broken }) => broken.length > 0);
    expect(hidden).toMatchObject({ broken: [{ rule: 'hidden' }], changes: [{ kind: 'busy_share' }] });
  });

  it.each([-8_640_000_000_000_000, 0, 4_102_444_800_000, 8_640_000_000_000_000])(
    'however far away (%d) has one reason',
    (startsAt) => {
      const { candidates, smallest } = explain(example({ service: { window: { kind: 'days', days: 30 } } }), startsAt);
      const rule = startsAt > 0 ? 'window' : 'past';
      expect(candidates).toMatchObject([{ broken: [{ rule }], changes: null }]);
      expect(smallest).toBeNull();
    },
  );

  it('that is no instant is an error of the caller', () => {
    expect(() => explain(example({}), 0.5)).toThrow(expect.objectContaining({ code: 'instant.invalid' }));
  });
});
