import { expect, it } from 'vitest';
import { redirectAt, redirected } from './redirects.ts';

const MINUTE = 60_000;
/** Away from the 600th to the 660th minute, and Ben stands in; then for an hour in which nobody does. */
const absences = [
  { from: 600, to: 660, redirectTo: 'ben' },
  { from: 660, to: 720, redirectTo: null },
];
const slot = (minute: number, ...staffIds: string[]) => ({
  startsAt: minute * MINUTE,
  endsAt: (minute + 30) * MINUTE,
  staffIds,
});

it('names the colleague from the first minute of the absence to its last', () => {
  expect([599, 600, 659, 660, 720].map((minute) => redirectAt(absences, minute * MINUTE))).toEqual([
    undefined,
    'ben',
    'ben',
    undefined,
    undefined,
  ]);
});

it('offers one’s own times, and the colleague’s only while they stand in', () => {
  const slots = [
    slot(540, 'anna', 'ben'),
    slot(570, 'ben'),
    slot(600, 'ben'),
    slot(630, 'cleo'),
    slot(690, 'ben'),
    slot(750, 'anna'),
  ];
  expect(redirected(slots, 'anna', absences).map(({ startsAt }) => startsAt / MINUTE)).toEqual([540, 600, 750]);
});
