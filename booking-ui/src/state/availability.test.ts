import type { SlotDay } from '@bookme/core/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { answering } from '../../test/context.ts';
import { createAvailability, mergeSlots, slotsOf } from './availability.ts';

const WANTED = { serviceId: 's', staffId: undefined, timeZone: 'Europe/Berlin' };
const day = (date: string, ...hours: number[]): SlotDay => ({
  date,
  free: hours.length,
  morning: hours.filter((hour) => hour < 12).map((hour) => `${date}T${String(hour).padStart(2, '0')}:00:00.000Z`),
  afternoon: hours.filter((hour) => hour >= 12).map((hour) => `${date}T${hour}:00:00.000Z`),
  evening: [],
});
const slots = (days: SlotDay[]) => ({ serviceId: 's', staffId: null, timeZone: 'x', locationTimeZone: 'x', days });
const range = ({ query }: Record<string, unknown>): string[] => {
  const { from, to } = query as { from: string; to: string };
  return [from, to];
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('keeps a vanished time as gone, in its place, and drops it a moment later', async () => {
  const answers = [day('2026-11-24', 9, 10, 13), day('2026-11-24', 9, 13)];
  const availability = createAvailability(answering({ 'GET /availability': () => slots([answers.shift()!]) }));
  availability.want(WANTED);
  await availability.open('2026-11-24', '2026-11-24', '2026-11-24');
  await availability.refresh(null);
  const now = () =>
    slotsOf(availability.days.get('2026-11-24')).map(({ at, gone }) => `${at.slice(11, 13)}${gone ? ' gone' : ''}`);
  expect(now()).toEqual(['09', '10 gone', '13']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(now()).toEqual(['09', '13']);
});

it('asks again only for the days shown that news can touch: the location’s day may be the visitor’s day before or after', async () => {
  const asked: string[][] = [];
  const api = answering({
    'GET /availability/days': (request) => {
      asked.push(range(request));
      return { days: [] };
    },
  });
  const availability = createAvailability(api);
  availability.want(WANTED);
  await availability.show('2026-11-23', '2026-12-27');
  await availability.refresh(['2026-12-01']);
  await availability.refresh(['2026-11-23']);
  await availability.refresh(['2027-05-01']);
  expect(asked).toEqual([
    ['2026-11-23', '2026-12-27'],
    ['2026-11-30', '2026-12-02'],
    ['2026-11-23', '2026-11-24'],
  ]);
});

it('ignores an older answer that arrives after a newer one', async () => {
  const release: ((days: SlotDay[]) => void)[] = [];
  const api = answering({
    'GET /availability': () => new Promise((resolve) => release.push((days) => resolve(slots(days)))),
  });
  const availability = createAvailability(api);
  availability.want(WANTED);
  const first = availability.open('2026-11-24', '2026-11-24', '2026-11-24');
  const second = availability.open('2026-11-24', '2026-11-24', '2026-11-24');
  await vi.advanceTimersByTimeAsync(0);
  release[1]!([day('2026-11-24', 13)]);
  release[0]!([day('2026-11-24', 9, 13)]);
  await Promise.all([first, second]);
  expect(slotsOf(availability.days.get('2026-11-24')).map(({ at }) => at.slice(11, 13))).toEqual(['13']);
});

it('forgets everything for another service, member of staff or zone, and drops answers still on their way', async () => {
  let release: (value: unknown) => void = () => undefined;
  const availability = createAvailability(
    answering({ 'GET /availability/days': () => new Promise((resolve) => (release = resolve)) }),
  );
  availability.want(WANTED);
  const loading = availability.show('2026-11-23', '2026-12-27');
  await vi.advanceTimersByTimeAsync(0);
  availability.want({ ...WANTED, timeZone: 'Asia/Tokyo' });
  release({ days: [{ date: '2026-11-23', free: 3 }] });
  await loading;
  expect(availability.days.size).toBe(0);
});

it('looks ahead for the next free day, in ranges that the API answers', async () => {
  const asked: string[][] = [];
  const availability = createAvailability(
    answering({
      'GET /availability/days': (request) => {
        asked.push(range(request));
        return { days: asked.length === 2 ? [{ date: '2027-02-20', free: 2 }] : [] };
      },
    }),
  );
  availability.want(WANTED);
  expect(await availability.nextFreeDay('2026-12-27')).toBe('2027-02-20');
  expect(asked).toEqual([
    ['2026-12-28', '2027-02-07'],
    ['2027-02-08', '2027-03-21'],
  ]);
});

it('merges times in order', () => {
  expect(
    mergeSlots(
      [
        { at: 'b', gone: false },
        { at: 'd', gone: true },
      ],
      ['a', 'c'],
    ),
  ).toEqual([
    { at: 'a', gone: false },
    { at: 'b', gone: true },
    { at: 'c', gone: false },
    { at: 'd', gone: true },
  ]);
});
