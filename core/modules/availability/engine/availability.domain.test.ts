import { describe, expect, it } from 'vitest';
import { everyDay, example, offers, type Example } from '../../../testing/availability/offers.ts';
import { resolveSlot, type Resolution } from './availability.domain.ts';
import { readBusyTimes } from './busy.domain.ts';
import type { Facts } from './facts.domain.ts';

/** 1 July 2027 is a Thursday; Berlin is two hours ahead of UTC. */
const DAY = '2027-07-01';
const ms = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;
const times = (rules: Example): string[] => offers(rules, DAY).map((start) => start.slice(11, 16));
const resolve = (rules: Example, startsAt: string): Resolution => resolveSlot(example(rules), ms(startsAt));
const reason = (answer: Resolution): string => (answer.ok ? 'ok' : answer.reason);

describe('the grid', () => {
  it('counts from local midnight, not from opening', () => {
    const rules = { weekly: everyDay('9:10-12'), service: { durationMinutes: 30, slotIntervalMinutes: 30 } };
    expect(times(rules)).toEqual(['09:30', '10:00', '10:30', '11:00', '11:30']);
  });

  it('may be shifted', () => {
    const service = { durationMinutes: 30, slotIntervalMinutes: 60, slotOffsetMinutes: 15 };
    expect(times({ weekly: everyDay('9-12'), service })).toEqual(['09:15', '10:15', '11:15']);
  });

  it('begins anew each midnight when the interval does not divide the day', () => {
    const service = { durationMinutes: 30, slotIntervalMinutes: 500 };
    expect(offers({ weekly: everyDay('0-24'), service }, '2027-07-01', '2027-07-02').map((start) => start.slice(8, 16))).toEqual([
      '01T00:00', '01T08:20', '01T16:40', '02T00:00', '02T08:20', '02T16:40',
    ]); // prettier-ignore
  });

  it('of one minute offers every minute', () => {
    expect(times({ weekly: everyDay('9-10:02'), service: { slotIntervalMinutes: 1 } })).toEqual([
      '09:00',
      '09:01',
      '09:02',
    ]);
  });
});

describe('working hours', () => {
  it('hold the whole appointment; the last one ends as they end', () => {
    const rules = { weekly: everyDay('9-12', '13-17'), service: { durationMinutes: 90, slotIntervalMinutes: 30 } };
    expect(times(rules)).toEqual([
      '09:00',
      '09:30',
      '10:00',
      '10:30',
      '13:00',
      '13:30',
      '14:00',
      '14:30',
      '15:00',
      '15:30',
    ]);
  });

  it('need not hold the buffers', () => {
    const service = { bufferBeforeMinutes: 30, bufferAfterMinutes: 45 };
    expect(times({ weekly: everyDay('9-11'), service })).toEqual(['09:00', '10:00']);
  });

  it('let an appointment pass midnight when both days are open there', () => {
    expect(times({ weekly: everyDay('0-1', '23-24'), service: { durationMinutes: 120 } })).toEqual(['23:00']);
  });
});

describe('time off', () => {
  const off = { timeOff: [{ from: '2027-07-01T11:00', to: '2027-07-01T13:00' }] };

  it('refuses what overlaps it, to the minute', () => {
    expect(times({ weekly: everyDay('9-15'), ...off })).toEqual(['09:00', '10:00', '13:00', '14:00']);
  });

  it('lets a buffer reach into it', () => {
    expect(
      times({ weekly: everyDay('10-14'), service: { bufferBeforeMinutes: 15, bufferAfterMinutes: 15 }, ...off }),
    ).toEqual(['10:00', '13:00']);
  });
});

describe('busy times', () => {
  // 10:00–11:00 in Berlin, with the 10 minutes after that the booking keeps free
  const busy = [['2027-07-01T08:00Z', '2027-07-01T09:10Z']] as const;
  const quarters = { durationMinutes: 30, slotIntervalMinutes: 15 };

  it('refuse what overlaps them; what ends as they begin, or begins as they end, is free', () => {
    const rules = { weekly: everyDay('9-12'), busy, service: { durationMinutes: 30, slotIntervalMinutes: 10 } };
    expect(times(rules)).toEqual(['09:00', '09:10', '09:20', '09:30', '11:10', '11:20', '11:30']);
  });

  it('already hold their buffers: the buffers of two bookings follow one another and never overlap', () => {
    const service = { ...quarters, bufferBeforeMinutes: 5, bufferAfterMinutes: 10 };
    expect(times({ weekly: everyDay('9-12'), busy, service })).toEqual(['09:00', '09:15', '11:15', '11:30']);
  });

  it('lying outside working hours still stop a buffer', () => {
    const early = [['2027-07-01T06:00Z', '2027-07-01T06:55Z']] as const; // until 08:55
    expect(times({ weekly: everyDay('9-11'), busy: early, service: { bufferBeforeMinutes: 10 } })).toEqual(['10:00']);
    expect(times({ weekly: everyDay('9-11'), busy: early, service: { bufferBeforeMinutes: 5 } })).toEqual([
      '09:00',
      '10:00',
    ]);
  });

  it('of a room stop everyone who needs it; a room for two takes a second booking and no third', () => {
    const anna = example({ weekly: everyDay('9-13') });
    const room = (text: string) => readBusyTimes(text, 2);
    const minute = (iso: string) => ms(iso) / 60_000;
    const ten = `${minute('2027-07-01T08:00Z')}-${minute('2027-07-01T09:00Z')}`;
    const withRoom = (text: string): Facts => ({
      ...anna,
      candidates: [
        {
          ...anna.candidates[0]!,
          needs: [{ name: 'room', anyOf: [{ resourceId: 'room', schedule: null }], count: 1, units: 1 }],
        },
      ],
      busy: new Map([...anna.busy, ['room', room(text)]]),
    });
    expect(reason(resolveSlot(withRoom(ten), ms('2027-07-01T08:00Z')))).toBe('ok');
    expect(reason(resolveSlot(withRoom(`${ten},${ten}`), ms('2027-07-01T08:00Z')))).toBe('no_room');
  });

  it('that were never fetched are an error, not a free day', () => {
    expect(() => resolveSlot({ ...example({}), busy: new Map() }, ms('2027-07-01T08:00Z'))).toThrow(
      'no busy times of resource anna',
    );
  });
});

describe('notice and window', () => {
  const now = '2027-07-01T08:20:30Z'; // 10:20:30 in Berlin

  it('offer nothing before now; a start exactly now can still be booked', () => {
    expect(times({ now, weekly: everyDay('9-13') })).toEqual(['11:00', '12:00']);
    expect(times({ now: '2027-07-01T09:00Z', weekly: everyDay('9-13') })).toEqual(['11:00', '12:00']);
    expect(times({ now: '2027-07-01T09:00:00.001Z', weekly: everyDay('9-13') })).toEqual(['12:00']);
  });

  it('count the notice from now in elapsed time', () => {
    const service = { minNoticeMinutes: 100 };
    expect(times({ now: '2027-07-01T08:20:00Z', weekly: everyDay('9-14'), service })).toEqual(['12:00', '13:00']);
    expect(times({ now, weekly: everyDay('9-14'), service })).toEqual(['13:00']);
  });

  it('end the window with the local day, whatever the hour', () => {
    const rules = { weekly: everyDay('9-11'), service: { window: { kind: 'days' as const, days: 1 } } };
    expect(offers({ ...rules, now }, '2027-07-01', '2027-07-04')).toEqual([
      '2027-07-02T09:00+02:00',
      '2027-07-02T10:00+02:00',
    ]);
    // 23:59 on 30 June and 00:01 on 1 July in Berlin
    expect(offers({ ...rules, now: '2027-06-30T21:59Z' }, '2027-07-01', '2027-07-04')).toHaveLength(2);
    expect(offers({ ...rules, now: '2027-06-30T22:01Z' }, '2027-07-01', '2027-07-04')).toHaveLength(4);
  });

  it('of no days is today', () => {
    const rules = { weekly: everyDay('9-13'), service: { window: { kind: 'days' as const, days: 0 } }, now };
    expect(offers(rules, '2027-07-01', '2027-07-03')).toEqual(['2027-07-01T11:00+02:00', '2027-07-01T12:00+02:00']);
  });
});

describe('a refused start', () => {
  const rules: Example = {
    now: '2027-07-01T06:30Z', // 08:30
    weekly: everyDay('9-12', '13-17'),
    timeOff: [{ from: '2027-07-01T15:00', to: '2027-07-01T17:00' }],
    busy: [['2027-07-01T12:00Z', '2027-07-01T13:00Z']], // 14:00–15:00
    service: { minNoticeMinutes: 60, window: { kind: 'days', days: 3 } },
  };

  it.each([
    ['2027-07-01T06:00:00Z', 'past'],
    ['2027-07-01T07:00:00Z', 'notice'],
    ['2027-07-05T08:00:00Z', 'window'],
    ['2027-07-01T10:00:00Z', 'outside_hours'], // 12:00, the break
    ['2027-07-01T09:30:00Z', 'outside_hours'], // 11:30 would run into it
    ['2027-07-01T13:00:00Z', 'time_off'],
    ['2027-07-01T12:30:00Z', 'time_off'], // 14:30 overlaps the busy hour too, but time off would remain
    ['2027-07-01T11:30:00Z', 'busy'],
    ['2027-07-01T08:10:00Z', 'off_grid'],
    ['2027-07-01T08:00:00.001Z', 'off_grid'],
    ['2027-07-01T08:00:00Z', 'ok'],
    ['2027-07-04T08:00:00Z', 'ok'],
  ])('at %s says: %s', (startsAt, expected) => {
    expect(reason(resolve(rules, startsAt))).toBe(expected);
  });

  it('in the minute that has begun is past, not merely short of notice', () => {
    expect(reason(resolve({ ...rules, now: '2027-07-01T08:00:00.001Z' }, '2027-07-01T08:00:00Z'))).toBe('past');
    expect(reason(resolve({ ...rules, now: '2027-07-01T08:00:00.000Z' }, '2027-07-01T08:00:00Z'))).toBe('notice');
  });

  it('says so when the service is not offered, or not by that person', () => {
    const facts = example(rules);
    expect(
      resolveSlot({ ...facts, service: { ...facts.service, active: false } }, ms('2027-07-01T08:00Z')),
    ).toMatchObject({ ok: false, reason: 'service_inactive' });
    expect(resolveSlot(facts, ms('2027-07-01T08:00Z'), 'nobody')).toMatchObject({ ok: false, reason: 'unknown_staff' });
    expect(resolveSlot({ ...facts, candidates: [] }, ms('2027-07-01T08:00Z'))).toMatchObject({
      ok: false,
      reason: 'unknown_staff',
    });
  });

  it('of several people tells the reason of the one who came nearest', () => {
    const facts = example(rules);
    const closed = { ...example({ weekly: [] }).candidates[0]!, staffId: 'ben' };
    const answer = resolveSlot({ ...facts, candidates: [closed, ...facts.candidates] }, ms('2027-07-01T11:30Z'));
    expect(answer).toEqual({
      ok: false,
      reason: 'busy',
      reasons: [
        { staffId: 'ben', reason: 'outside_hours' },
        { staffId: 'anna', reason: 'busy' },
      ],
    });
  });

  it.each([Number.NaN, Infinity, -Infinity, 0.5, 2 ** 60])(
    'that is no instant (%d) is an error of the caller',
    (startsAt) => {
      expect(() => resolveSlot(example(rules), startsAt)).toThrow(
        expect.objectContaining({ kind: 'user', code: 'instant.invalid' }),
      );
    },
  );

  it.each([-8_640_000_000_000_000, 0, 8_640_000_000_000_000])(
    'however far away (%d) is past or beyond the window',
    (startsAt) => {
      expect(reason(resolveSlot(example(rules), startsAt))).toBe(startsAt > 0 ? 'window' : 'past');
    },
  );
});

it('says what a booking would occupy: the appointment and its buffers, every resource', () => {
  expect(
    resolve({ service: { durationMinutes: 45, bufferBeforeMinutes: 5, bufferAfterMinutes: 10 } }, '2027-07-01T08:00Z'),
  ).toEqual({
    ok: true,
    staffId: 'anna',
    staffIds: ['anna'],
    choices: [{ staffId: 'anna', claims: [{ resourceId: 'anna', units: 1 }] }],
    claims: [{ resourceId: 'anna', units: 1 }],
    assignment: {
      strategy: 'least_booked',
      order: [{ staffId: 'anna', usual: false, minutesBooked: 0, position: 0 }],
    },
    startsAt: ms('2027-07-01T08:00Z'),
    endsAt: ms('2027-07-01T08:45Z'),
    busyFrom: ms('2027-07-01T07:55Z'),
    busyTo: ms('2027-07-01T08:55Z'),
  });
});
