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
