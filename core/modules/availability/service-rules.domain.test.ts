import { expect, it } from 'vitest';
import { assertServiceRules, type ServiceRules } from './service-rules.domain.ts';

const haircut: ServiceRules = {
  durationMinutes: 45,
  bufferBeforeMinutes: 5,
  bufferAfterMinutes: 10,
  slotIntervalMinutes: 15,
  slotOffsetMinutes: 0,
  minNoticeMinutes: 120,
  windowDays: 60,
  active: true,
};

it('accepts rules that can be kept', () => {
  expect(() => assertServiceRules(haircut)).not.toThrow();
  expect(() => assertServiceRules({ ...haircut, durationMinutes: 1425 })).not.toThrow();
  expect(() => assertServiceRules({ ...haircut, minNoticeMinutes: 1439, windowDays: 0 })).not.toThrow();
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
  [{ minNoticeMinutes: 1440, windowDays: 0 }, 'minNoticeMinutes', 'beyond_window'],
  [{ minNoticeMinutes: 527_041 }, 'minNoticeMinutes', 'out_of_range'],
  [{ windowDays: -1 }, 'windowDays', 'out_of_range'],
  [{ windowDays: 100_000 }, 'windowDays', 'out_of_range'],
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
  expect(() => assertServiceRules({ ...haircut, durationMinutes: 0, windowDays: -1 })).toThrow(
    expect.objectContaining({
      errors: [expect.objectContaining({ path: 'durationMinutes' }), expect.objectContaining({ path: 'windowDays' })],
    }),
  );
});
