import { describe, expect, it } from 'vitest';
import { assertMeaningful, type WholeService } from './catalog.domain.ts';

const over = { window: { kind: 'range', from: '2026-01-01', to: '2026-12-31' } } as const;
const orphaned = { levelPrices: [{ level: 'senior', minutes: 30, priceAmount: 100 }] };
const service = { durationMinutes: 60, durations: [], ...over, ...orphaned } as unknown as WholeService;
const today = '2027-01-01';

describe('what can never come true', () => {
  it.each([
    ['a window that is over', over, 'window.to', 'in_the_past'],
    ['a price of no length', orphaned, 'levelPrices.0.minutes', 'unknown_length'],
    ['another length, which leaves a price behind', { durationMinutes: 60 }, 'levelPrices.0.minutes', 'unknown_length'],
  ])('%s is refused when it is said', (_, given, path, code) => {
    expect(() => assertMeaningful(given, service, today)).toThrow(
      expect.objectContaining({ code: 'service.invalid', errors: [expect.objectContaining({ path, code })] }),
    );
  });

  it('stays where it stands: time makes every window one of the past', () => {
    expect(() => assertMeaningful({ priceAmount: 5 }, service, today)).not.toThrow();
    expect(() => assertMeaningful(over, { ...service, levelPrices: [] }, '2026-12-31')).not.toThrow();
  });
});
