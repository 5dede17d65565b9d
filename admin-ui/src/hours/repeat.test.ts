import { expect, it } from 'vitest';
import { repeatOf, REPEATS, ruleOf } from './repeat.ts';

it('writes a rule for each way of coming again, with its last day', () => {
  expect(ruleOf('none', '2026-12-01')).toBeNull();
  expect(ruleOf('week', '2026-12-01')).toBe('FREQ=WEEKLY;BYDAY=TU');
  expect(ruleOf('fortnight', '2026-12-06', { count: 10 })).toBe('FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=10');
  expect(ruleOf('month', '2026-12-09', { until: '2027-06-30' })).toBe(
    'FREQ=MONTHLY;BYMONTHDAY=9;UNTIL=20270630T235959',
  );
  expect(ruleOf('year', '2026-12-24')).toBe('FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24');
});

it('reads its own rules again, and leaves foreign ones alone', () => {
  for (const repeat of REPEATS.filter((one) => one !== 'none'))
    expect(repeatOf(ruleOf(repeat, '2026-12-01', { until: '2027-03-31' })!)).toEqual({ repeat, until: '2027-03-31' });
  expect(repeatOf('FREQ=DAILY;INTERVAL=3')).toBeUndefined();
  expect(repeatOf('FREQ=MONTHLY;BYDAY=1MO')).toBeUndefined();
});
