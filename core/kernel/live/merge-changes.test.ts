import { expect, it } from 'vitest';
import type { Change } from './changes.ts';
import { mergeChanges } from './merge-changes.ts';

const booking = (bookingId: string, more: Partial<Extract<Change, { kind: 'booking' }>> = {}): Change => ({
  ...{ kind: 'booking', organizationId: 'o1', bookingId, version: 1, staffIds: ['ann'], subjects: ['ann', 'room'] },
  days: ['2027-03-03'],
  ...more,
});

it('makes one piece of news of all bookings of a business on one day', () => {
  expect(
    mergeChanges([
      booking('b1'),
      booking('b2', { staffIds: ['bob'], subjects: ['bob'] }),
      booking('b1', { version: 2 }),
    ]),
  ).toEqual([
    {
      kind: 'bookings',
      organizationId: 'o1',
      bookings: [
        { bookingId: 'b1', version: 2 },
        { bookingId: 'b2', version: 1 },
      ],
      staffIds: ['ann', 'bob'],
      subjects: ['ann', 'room', 'bob'],
      days: ['2027-03-03'],
    },
  ]);
});

it('says of no day and no business what happened on another', () => {
  const news = mergeChanges([
    booking('b1', { days: ['2027-03-03', '2027-03-04'] }),
    booking('b2', { staffIds: ['bob'], subjects: ['bob'], days: ['2027-03-04'] }),
    booking('b3', { organizationId: 'o2' }),
  ]);
  expect(news.map((piece) => piece.kind === 'bookings' && [piece.organizationId, piece.days, piece.staffIds])).toEqual([
    ['o1', ['2027-03-03'], ['ann']],
    ['o1', ['2027-03-04'], ['ann', 'bob']],
    ['o2', ['2027-03-03'], ['ann']],
  ]);
});

it('tells a booking that lies on two days once', () => {
  expect(mergeChanges([booking('b1', { days: ['2027-03-03', '2027-03-04'] })])).toMatchObject([
    { days: ['2027-03-03', '2027-03-04'] },
  ]);
});

it('knows of no subjects when one booking does not say them', () => {
  const [news] = mergeChanges([booking('b1'), { ...booking('b2'), subjects: undefined } as unknown as Change]);
  expect(news).not.toHaveProperty('subjects');
});

it('cuts what would not fit into one notification, and loses nobody', () => {
  const many = Array.from({ length: 500 }, (_, index) => booking(`b${index}`));
  const news = mergeChanges(many);
  expect(news.length).toBeGreaterThan(1);
  expect(Math.max(...news.map((piece) => JSON.stringify(piece).length))).toBeLessThan(7_000);
  expect(news.flatMap((piece) => (piece.kind === 'bookings' ? piece.bookings : []))).toHaveLength(500);
  const [huge] = mergeChanges([booking('b1', { subjects: Array.from({ length: 500 }, (_, index) => `r${index}`) })]);
  expect(huge).not.toHaveProperty('subjects'); // anything may have changed
});

it('tells rules of a business and the same message once', () => {
  const rules: Change = { kind: 'rules', organizationId: 'o1' };
  const message: Change = { kind: 'message', organizationId: 'o1', bookingId: null };
  expect(mergeChanges([rules, message, { ...rules }, { ...message }])).toEqual([rules, message]);
});

it('tells of a hold as of times that changed, without a booking', () => {
  const hold: Change = {
    ...{ kind: 'slots', organizationId: 'o1' },
    staffIds: ['ann'],
    subjects: ['ann'],
    days: ['2027-03-03'],
  };
  expect(mergeChanges([hold])).toMatchObject([{ kind: 'bookings', bookings: [], staffIds: ['ann'] }]);
  expect(mergeChanges([hold, booking('b1')])).toHaveLength(1);
});
