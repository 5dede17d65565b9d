import { describe, expect, it } from 'vitest';
import {
  checkIntervals,
  copyDay,
  draftOfWeek,
  isFine,
  nextInterval,
  setOpen,
  totalMinutes,
  weekOfDraft,
} from './week.ts';

const WEEK = [
  {
    weekday: 1,
    hours: [
      { from: 780, to: 1020 },
      { from: 540, to: 720 },
    ],
  },
  { weekday: 6, hours: [{ from: 1080, to: 1440 }] },
];

describe('weekly hours in the editor', () => {
  it('come back as they were, in order, with days that are closed left out', () => {
    const draft = draftOfWeek(WEEK);
    expect(draft).toHaveLength(7);
    expect(draft[0]).toEqual({
      weekday: 1,
      isOpen: true,
      intervals: [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '17:00' },
      ],
    });
    expect(draft[1]).toEqual({ weekday: 2, isOpen: false, intervals: [] });
    expect(draft[5]!.intervals).toEqual([{ from: '18:00', to: '00:00' }]);
    expect(weekOfDraft(draft)).toEqual([
      {
        weekday: 1,
        hours: [
          { from: 540, to: 720 },
          { from: 780, to: 1020 },
        ],
      },
      { weekday: 6, hours: [{ from: 1080, to: 1440 }] },
    ]);
    expect(totalMinutes(draft)).toBe(180 + 240 + 360);
  });

  it('name what is wrong before anything is sent', () => {
    expect(
      checkIntervals([
        { from: '09:00', to: '12:00' },
        { from: '12:00', to: '17:00' },
      ]),
    ).toEqual([undefined, undefined]);
    expect(checkIntervals([{ from: '', to: '12:00' }])).toEqual(['empty']);
    expect(checkIntervals([{ from: '12:00', to: '12:00' }])).toEqual(['end']);
    expect(checkIntervals([{ from: '14:00', to: '12:00' }])).toEqual(['end']);
    expect(
      checkIntervals([
        { from: '13:00', to: '17:00' },
        { from: '09:00', to: '13:30' },
      ]),
    ).toEqual(['overlap', undefined]);
    expect(
      checkIntervals([
        { from: '09:00', to: '10:00' },
        { from: '09:00', to: '10:00' },
      ]),
    ).toEqual([undefined, 'overlap']);
    expect(checkIntervals([{ from: '22:00', to: '00:00' }])).toEqual([undefined]);
  });

  it('ignore what is wrong on a day that is switched off', () => {
    const bad = { weekday: 1, isOpen: true, intervals: [{ from: '10:00', to: '09:00' }] };
    expect(isFine([bad])).toBe(false);
    expect(isFine([setOpen(bad, false)])).toBe(true);
    expect(weekOfDraft([setOpen(bad, false)])).toEqual([]);
  });

  it('open a day with its own last hours, else the usual ones', () => {
    const day = draftOfWeek(WEEK)[0]!;
    expect(setOpen(setOpen(day, false), true)).toEqual(day);
    expect(setOpen(draftOfWeek([])[0]!, true).intervals).toEqual([{ from: '09:00', to: '17:00' }]);
  });

  it('offer the next stretch after a break of an hour', () => {
    expect(nextInterval([])).toEqual({ from: '09:00', to: '17:00' });
    expect(nextInterval([{ from: '09:00', to: '12:00' }])).toEqual({ from: '13:00', to: '17:00' });
    expect(nextInterval([{ from: '09:00', to: '22:30' }])).toEqual({ from: '23:00', to: '00:00' });
  });

  it('copy one day to others without tying them together', () => {
    const days = copyDay(draftOfWeek(WEEK), 1, [2, 3]);
    expect(days[1]).toEqual({
      weekday: 2,
      isOpen: true,
      intervals: [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '17:00' },
      ],
    });
    days[1]!.intervals[0]!.from = '08:00';
    expect(days[0]!.intervals[0]!.from).toBe('09:00');
    expect(days[3]!.isOpen).toBe(false);
    expect(copyDay(draftOfWeek(WEEK), 2, [1])[0]!.isOpen).toBe(false);
  });
});
