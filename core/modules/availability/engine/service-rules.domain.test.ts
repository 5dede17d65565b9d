import { expect, it } from 'vitest';
import { assertServiceRules, WITHOUT_LIMITS, type ServiceRules } from './service-rules.domain.ts';

const haircut: ServiceRules = {
  durationMinutes: 45,
  bufferBeforeMinutes: 5,
  bufferAfterMinutes: 10,
  slotIntervalMinutes: 15,
  slotOffsetMinutes: 0,
  minNoticeMinutes: 120,
  window: { kind: 'days', days: 60 },
  ...WITHOUT_LIMITS,
  active: true,
};

it('accepts rules that can be kept', () => {
  expect(() => assertServiceRules(haircut)).not.toThrow();
  expect(() => assertServiceRules({ ...haircut, durationMinutes: 1425 })).not.toThrow();
  expect(() =>
    assertServiceRules({ ...haircut, minNoticeMinutes: 1439, window: { kind: 'days', days: 0 } }),
  ).not.toThrow();
});

it.each<[Partial<ServiceRules>, string, string]>([
  [{ durationMinutes: 0 }, 'durationMinutes', 'out_of_range'],
  [{ durationMinutes: -30 }, 'durationMinutes', 'out_of_range'],
  [{ durationMinutes: 7.5 }, 'durationMinutes', 'out_of_range'],
  [{ durationMinutes: Number.NaN }, 'durationMinutes', 'out_of_range'],
  [{ durationMinutes: 1426 }, 'durationMinutes', 'longer_than_a_day'],
  [{ bufferBeforeMinutes: -1 }, 'bufferBeforeMinutes', 'out_of_range'],
  [{ bufferAfterMinutes: Infinity }, 'bufferAfterMinutes', 'out_of_range'],
  [{ slotIntervalMinutes: 0 }, 'slotIntervalMinutes', 'out_of_range'],
  [{ slotIntervalMinutes: 15, slotOffsetMinutes: 15 }, 'slotOffsetMinutes', 'not_below_interval'],
  [{ minNoticeMinutes: 1440, window: { kind: 'days', days: 0 } }, 'minNoticeMinutes', 'beyond_window'],
  [{ minNoticeMinutes: 527_041 }, 'minNoticeMinutes', 'out_of_range'],
  [{ window: { kind: 'days', days: -1 } }, 'window.days', 'out_of_range'],
  [{ window: { kind: 'days', days: 100_000 } }, 'window.days', 'out_of_range'],
  [{ window: { kind: 'business_days', days: -1 } }, 'window.days', 'out_of_range'],
  [{ window: { kind: 'business_days', days: 1 }, minNoticeMinutes: 4 * 1440 }, 'minNoticeMinutes', 'beyond_window'],
  [{ window: { kind: 'range', from: '2027-07-02', to: '2027-07-01' } }, 'window.to', 'reversed'],
  [{ activeFrom: '2027-07-02', activeUntil: '2027-07-01' }, 'activeUntil', 'before_active_from'],
  [
    { window: { kind: 'range', from: '2027-07-01', to: '2027-07-05' }, activeFrom: '2027-07-06' },
    'activeFrom',
    'beyond_window',
  ],
  [
    { window: { kind: 'range', from: '2027-07-01', to: '2027-07-05' }, activeUntil: '2027-06-30' },
    'activeUntil',
    'beyond_window',
  ],
  [{ caps: [{ of: 'staff', per: 'day', most: 0 }] }, 'caps.0.most', 'out_of_range'],
  [
    { caps: [{ of: 'staff', per: 'day', most: 1 }, { of: 'staff', per: 'day', most: 2 }] }, // prettier-ignore
    'caps.1',
    'repeated',
  ],
  [
    { caps: [{ of: 'staff', per: 'day', most: 5 }, { of: 'staff', per: 'week', most: 4 }] }, // prettier-ignore
    'caps.0.most',
    'more_than_a_week',
  ],
  [{ repeatAfterDays: 367 }, 'repeatAfterDays', 'out_of_range'],
  [{ offer: { fillGapsMinutes: 0, busyShare: 0 } }, 'offer.fillGapsMinutes', 'out_of_range'],
  [{ offer: { fillGapsMinutes: null, busyShare: 0.95 } }, 'offer.busyShare', 'out_of_range'],
  [{ offer: { fillGapsMinutes: null, busyShare: Number.NaN } }, 'offer.busyShare', 'out_of_range'],
])('refuses %j', (change, path, code) => {
  expect(() => assertServiceRules({ ...haircut, ...change })).toThrow(
    expect.objectContaining({
      kind: 'user',
      code: 'service.invalid',
      errors: [expect.objectContaining({ path, code })],
    }),
  );
});

it('tells all wrong fields at once', () => {
  expect(() => assertServiceRules({ ...haircut, durationMinutes: 0, window: { kind: 'days', days: -1 } })).toThrow(
    expect.objectContaining({
      errors: [expect.objectContaining({ path: 'durationMinutes' }), expect.objectContaining({ path: 'window.days' })],
    }),
  );
});

it.each([{ activeFrom: '2027-02-29' }, { window: { kind: 'range', from: '2027-07-01', to: 'tomorrow' } } as const])(
  'refuses %j, which no calendar has',
  (change) => {
    expect(() => assertServiceRules({ ...haircut, ...change })).toThrow(
      expect.objectContaining({ code: 'date.invalid' }),
    );
  },
);
