import { expect, it } from 'vitest';
import { UserError } from '../../../kernel/errors/errors.ts';
import { listVisitStarts, planVisit, type VisitPart, type VisitRequest } from './visits.domain.ts';

const at = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const every = (minutes: number, from: string, to: string): number[] =>
  Array.from({ length: (at(to) - at(from)) / minutes + 1 }, (_, index) => at(from) + index * minutes);

const part = (durationMinutes: number, staff: string[], starts: number[], rooms: string[] = []): VisitPart => ({
  durationMinutes,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  ways: staff.map((staffId, position) => ({
    staffId,
    position,
    starts,
    uses: [{ resourceId: staffId, units: 1 }],
    choices: rooms.length > 0 ? [{ anyOf: rooms, count: 1, units: 1 }] : [],
  })),
});
const request = (parts: VisitPart[], more: Partial<VisitRequest> = {}): VisitRequest => ({
  parts,
  order: 'sequence',
  maxGapMinutes: 30,
  sameStaff: 'any',
  free: () => 1,
  ...more,
});
const shown = (one: VisitRequest, start: string): string[] | undefined =>
  planVisit(one, at(start))?.parts.map(
    ({ part: index, staffId, startsAt, uses }) =>
      `${index} ${staffId} ${Math.floor(startsAt / 60)}:${String(startsAt % 60).padStart(2, '0')} ${uses.map(({ resourceId }) => resourceId).join('+')}`,
  );

it('has the parts one after the other, by one person where that ends as soon', () => {
  const cut = part(45, ['ann', 'bob'], every(15, '09:00', '12:00'));
  const colour = part(60, ['bob', 'cem'], every(5, '09:00', '12:00'));
  expect(shown(request([cut, colour]), '09:00')).toEqual(['0 bob 9:00 bob', '1 bob 9:45 bob']);
});

it('waits no longer than it may, and not at all when another can serve at once', () => {
  const cut = part(45, ['ann'], [at('09:00')]);
  const colour = part(60, ['ann', 'bob'], [at('10:00'), at('10:30')]);
  expect(shown(request([cut, colour], { maxGapMinutes: 14 }), '09:00')).toBeUndefined();
  expect(shown(request([cut, colour], { maxGapMinutes: 15 }), '09:00')).toEqual(['0 ann 9:00 ann', '1 ann 10:00 ann']);
});

it('finds the order in which the visit is possible', () => {
  const nails = part(30, ['ann'], [at('10:00')]);
  const hair = part(60, ['bob'], [at('09:00')]);
  expect(shown(request([nails, hair]), '09:00')).toBeUndefined();
  expect(shown(request([nails, hair], { order: 'any' }), '09:00')).toEqual(['1 bob 9:00 bob', '0 ann 10:00 ann']);
});

it('gives people who come together different staff and different rooms', () => {
  const massage = part(60, ['ann', 'bob', 'cem'], every(30, '09:00', '17:00'), ['red', 'blue']);
  expect(shown(request([massage, massage], { order: 'parallel' }), '09:30')).toEqual([
    '0 ann 9:30 ann+red',
    '1 bob 9:30 bob+blue',
  ]);
  expect(shown(request([massage, massage, massage], { order: 'parallel' }), '09:30')).toBeUndefined();
});

it('uses a pool as often as it has places', () => {
  const colour = part(60, ['ann', 'bob', 'cem'], [at('09:00')], ['chairs']);
  const chairs = (places: number) => (id: string) => (id === 'chairs' ? places : 1);
  expect(shown(request([colour, colour], { order: 'parallel', free: chairs(2) }), '09:00')).toHaveLength(2);
  expect(shown(request([colour, colour, colour], { order: 'parallel', free: chairs(2) }), '09:00')).toBeUndefined();
});

it('lets one person do everything where that is asked for, and keeps their buffers', () => {
  const cut: VisitPart = { ...part(30, ['ann', 'bob'], [at('09:00')]), bufferAfterMinutes: 10 };
  const colour = part(60, ['ann', 'bob'], every(5, '09:00', '12:00'));
  expect(shown(request([cut, colour]), '09:00')).toEqual(['0 ann 9:00 ann', '1 bob 9:30 bob']);
  expect(shown(request([cut, colour], { sameStaff: 'preferred' }), '09:00')).toEqual([
    '0 ann 9:00 ann',
    '1 ann 9:40 ann',
  ]);
  const barber = part(60, ['cem'], every(5, '09:00', '12:00'));
  expect(shown(request([cut, barber], { sameStaff: 'required' }), '09:00')).toBeUndefined();
  expect(shown(request([cut, barber], { sameStaff: 'preferred' }), '09:00')).toEqual([
    '0 ann 9:00 ann',
    '1 cem 9:30 cem',
  ]);
});

it('lists every start of the first part from which the rest can follow', () => {
  const cut = part(45, ['ann'], every(15, '09:00', '10:00'));
  const colour = part(60, ['ann'], [at('10:00')]);
  expect(listVisitStarts(request([cut, colour], { maxGapMinutes: 15 }), at('00:00'), at('24:00'))).toEqual([
    at('09:00'),
    at('09:15'),
  ]);
});

it('says so when there are too many ways, instead of missing one', () => {
  const rooms = Array.from({ length: 11 }, (_, index) => `room ${index}`);
  const staff = rooms.slice(1);
  const hard: VisitPart = part(60, staff, [at('09:00')], []);
  const two = { ...hard, ways: hard.ways.map((way) => ({ ...way, choices: [{ anyOf: rooms, count: 2, units: 1 }] })) };
  const visit = request([two, two, two, two, two, two], { order: 'parallel' });
  const plan = (): unknown => planVisit({ ...visit, free: (id) => (id === 'room 0' ? 0 : 1) }, at('09:00'));
  expect(plan).toThrow(expect.objectContaining({ code: 'visit.too_complex' }));
  expect(plan).toThrow(UserError);
});
