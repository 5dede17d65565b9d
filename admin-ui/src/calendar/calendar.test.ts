import { describe, expect, it } from 'vitest';
import { createZone } from '../time/zone.ts';
import { dayColumns, spanOn } from './events.ts';
import { columnsInSight, columnWidth, dropPlace, firstInSight, nowLine, placeAt } from './geometry.ts';
import { complement, workingDay } from './hours.ts';
import { placeInLanes } from './lanes.ts';

const berlin = createZone('Europe/Berlin');

describe('lanes', () => {
  it('gives bookings that only touch the whole width', () => {
    expect(
      placeInLanes([
        { start: 540, end: 600 },
        { start: 600, end: 660 },
      ]),
    ).toEqual([
      { lane: 0, lanes: 1, wide: 1 },
      { lane: 0, lanes: 1, wide: 1 },
    ]);
  });

  it('puts overlapping ones side by side and reuses a lane that became free', () => {
    expect(
      placeInLanes([
        { start: 540, end: 600 },
        { start: 570, end: 630 },
        { start: 600, end: 660 },
      ]),
    ).toEqual([
      { lane: 0, lanes: 2, wide: 1 },
      { lane: 1, lanes: 2, wide: 1 },
      { lane: 0, lanes: 2, wide: 1 },
    ]);
  });

  it('lets one widen over lanes that are free beside it', () => {
    const [long, second, third, late] = placeInLanes([
      { start: 540, end: 720 },
      { start: 540, end: 600 },
      { start: 540, end: 600 },
      { start: 600, end: 660 },
    ]);
    expect([long, second, third]).toEqual([
      { lane: 0, lanes: 3, wide: 1 },
      { lane: 1, lanes: 3, wide: 1 },
      { lane: 2, lanes: 3, wide: 1 },
    ]);
    expect(late).toEqual({ lane: 1, lanes: 3, wide: 2 });
  });

  it('treats what is drawn longer than it is as that long', () => {
    const spans = [
      { start: 540, end: 545 },
      { start: 550, end: 600 },
    ];
    expect(placeInLanes(spans).map(({ lanes }) => lanes)).toEqual([1, 1]);
    expect(placeInLanes(spans, 15).map(({ lanes }) => lanes)).toEqual([2, 2]);
  });

  it('never draws two that overlap in the same lane, whatever the order', () => {
    const spans = Array.from({ length: 60 }, (_, index) => ({
      start: (index * 37) % 300,
      end: ((index * 37) % 300) + 20 + (index % 7) * 15,
    }));
    const lanes = placeInLanes(spans);
    spans.forEach((a, i) =>
      spans.forEach((b, j) => {
        if (i >= j || a.start >= b.end || b.start >= a.end) return;
        const [left, right] = [lanes[i]!, lanes[j]!];
        const apart = left.lane + left.wide <= right.lane || right.lane + right.wide <= left.lane;
        expect(apart, `${i} and ${j}`).toBe(true);
      }),
    );
  });
});

describe('the grid', () => {
  it('shares the width among few columns and scrolls many', () => {
    expect(columnWidth(960, 3)).toBe(300);
    expect(columnWidth(960, 20)).toBe(168);
  });

  it('draws only columns in sight and two to each side, in both reading directions', () => {
    expect(columnsInSight(0, 900, 168, 1000)).toEqual({ first: 0, last: 7 });
    expect(columnsInSight(16_800, 900, 168, 1000)).toEqual({ first: 98, last: 107 });
    expect(columnsInSight(-16_800, 900, 168, 1000)).toEqual({ first: 98, last: 107 });
    expect(columnsInSight(0, 900, 280, 3)).toEqual({ first: 0, last: 3 });
    expect(columnsInSight(0, 900, 168, 0)).toEqual({ first: 0, last: 0 });
  });

  it('draws the line of this moment on its own day only', () => {
    expect(nowLine({ day: '2026-11-23', minute: 600 }, '2026-11-23')).toBe(960);
    expect(nowLine({ day: '2026-11-23', minute: 600 }, '2026-11-24')).toBeUndefined();
  });

  it('finds the place under a click, and none outside', () => {
    expect(placeAt(60 + 300 + 10, 964, 300, 3)).toEqual({ column: 1, minute: 600 });
    expect(placeAt(30, 964, 300, 3)).toBeUndefined();
    expect(placeAt(60 + 900, 964, 300, 3)).toBeUndefined();
  });

  it('drops a booking where it was grabbed, inside the day', () => {
    const sizes = { width: 300, count: 3, grabbed: 40, length: 60 };
    expect(dropPlace(700, 964 + 40, sizes)).toEqual({ column: 2, minute: 600 });
    expect(dropPlace(-50, -500, sizes)).toEqual({ column: 0, minute: 0 });
    expect(dropPlace(9999, 9999, sizes)).toEqual({ column: 2, minute: 1380 });
  });

  it('opens an hour before now, and before or after work at the first thing of the day', () => {
    const day = [
      { start: 540, end: 720 },
      { start: 480, end: 1080 },
    ];
    expect(firstInSight(630, day)).toBe(570);
    expect(firstInSight(1260, day)).toBe(450);
    expect(firstInSight(300, day)).toBe(450);
    expect(firstInSight(undefined, day)).toBe(450);
    expect(firstInSight(undefined, [])).toBe(510);
    expect(firstInSight(20, [{ start: 0, end: 60 }])).toBe(0);
  });
});

describe('the hours of a day', () => {
  const hours = {
    weekly: [
      {
        weekday: 1,
        hours: [
          { from: 780, to: 1020 },
          { from: 540, to: 720 },
        ],
      },
    ],
    overrides: [
      { day: '2026-11-30', hours: [] },
      { day: '2026-12-06', hours: [{ from: 600, to: 840 }] },
    ],
    timeOff: [
      { id: 'a', from: '2026-11-23T12:00', to: '2026-11-25T10:00', reason: 'Course', rrule: null, redirectTo: null },
    ],
  };

  it('are the weekly ones, with breaks as gaps', () => {
    expect(workingDay(hours, '2026-12-07').closed).toEqual([
      { start: 0, end: 540 },
      { start: 720, end: 780 },
      { start: 1020, end: 1440 },
    ]);
  });

  it('follow an exception, also on a day that is otherwise closed', () => {
    expect(workingDay(hours, '2026-11-30').open).toEqual([]);
    expect(workingDay(hours, '2026-12-06').open).toEqual([{ start: 600, end: 840 }]);
  });

  it('show time off clipped to the day', () => {
    expect(workingDay(hours, '2026-11-23').timeOff).toEqual([{ start: 720, end: 1440, reason: 'Course' }]);
    expect(workingDay(hours, '2026-11-24').timeOff).toEqual([{ start: 0, end: 1440, reason: 'Course' }]);
    expect(workingDay(hours, '2026-11-25').timeOff).toEqual([{ start: 0, end: 600, reason: 'Course' }]);
    expect(workingDay(hours, '2026-11-26').timeOff).toEqual([]);
  });

  it('leave nothing closed when they fill the day', () => {
    expect(complement([{ start: 0, end: 1440 }])).toEqual([]);
  });
});

describe('a day’s bookings', () => {
  it('keep their true length over a change of the clock', () => {
    const span = spanOn({ startsAt: '2026-10-25T00:30:00Z', endsAt: '2026-10-25T02:00:00Z' }, '2026-10-25', berlin);
    expect(span).toEqual({ start: 150, end: 240 });
  });

  it('are cut at midnight on both days', () => {
    const late = { startsAt: '2026-11-23T22:30:00Z', endsAt: '2026-11-23T23:30:00Z' };
    expect(spanOn(late, '2026-11-23', berlin)).toEqual({ start: 1410, end: 1440 });
    expect(spanOn(late, '2026-11-24', berlin)).toEqual({ start: 0, end: 30 });
  });

  it('stand in a column for each who works or has bookings; cancelled ones take no room', () => {
    const booking = (staff: string, status: string) =>
      ({
        id: staff + status,
        status,
        startsAt: '2026-11-23T09:00:00Z',
        endsAt: '2026-11-23T10:00:00Z',
        staff: { id: staff, name: staff },
        service: { id: 's' },
      }) as never;
    const columns = dayColumns({
      bookings: [booking('left', 'confirmed'), booking('mia', 'cancelled'), booking('gone', 'confirmed')],
      staff: [
        { id: 'mia', name: 'Mia', active: true },
        { id: 'left', name: 'Left', active: false },
        { id: 'idle', name: 'Idle', active: false },
      ],
      services: [{ id: 's', bufferBeforeMinutes: 5, bufferAfterMinutes: 10 }],
      day: '2026-11-23',
      zone: berlin,
    });
    expect(columns.map(({ name, events }) => [name, events.length])).toEqual([
      ['Mia', 0],
      ['Left', 1],
      ['gone', 1],
    ]);
    expect(columns[1]!.events[0]).toMatchObject({ start: 600, end: 660, before: 5, after: 10, lane: 0, lanes: 1 });
  });
});
