import { expect, it } from 'vitest';
import { everyDay, example, hours, type Example } from '../../../testing/availability/offers.ts';
import { warningsOf } from './warnings.domain.ts';

const warnings = (rules: Example) => {
  const { service, candidates } = example(rules);
  return warningsOf(service, candidates);
};

it('warns of a service that is longer than anybody works without a pause', () => {
  const service = { durationMinutes: 241 };
  expect(warnings({ weekly: everyDay('9-12', '13-17'), service })).toEqual([
    { code: 'never_fits', staffId: 'anna', longestMinutes: 240 },
  ]);
  expect(warnings({ weekly: everyDay('9-12', '13-17'), service: { durationMinutes: 240 } })).toEqual([]);
  expect(warnings({ weekly: [] })).toEqual([{ code: 'never_fits', staffId: 'anna', longestMinutes: 0 }]);
});

it('takes hours through midnight for one stretch, also from Sunday to Monday', () => {
  const weekly = [
    { weekday: 7, hours: hours('22-24') },
    { weekday: 1, hours: hours('0-2') },
  ];
  expect(warnings({ weekly, service: { durationMinutes: 240 } })).toEqual([]);
  expect(warnings({ weekly, service: { durationMinutes: 241 } })).toHaveLength(1);
});

it('knows plans ahead and single days', () => {
  const service = { durationMinutes: 300 };
  const plans = [{ from: '2027-09-01', timeZone: 'Europe/Berlin', weekly: everyDay('9-14') }];
  expect(warnings({ weekly: everyDay('9-12'), plans, service })).toEqual([]);
  expect(
    warnings({ weekly: everyDay('9-12'), overrides: [{ day: '2027-07-01', hours: hours('9-14') }], service }),
  ).toEqual([]);
});
