import { describe, expect, it } from 'vitest';
import { moneyText, parseMoney } from './money.ts';

describe('a typed price', () => {
  it('means the same with a point or a comma', () => {
    for (const text of ['48.50', '48,50', ' 48,5 ', '€48.50', '48,50 €'])
      expect(parseMoney(text, 'EUR', 'de')).toBe(4850);
  });

  it('may be whole, grouped or empty', () => {
    expect(parseMoney('48', 'EUR', 'en')).toBe(4800);
    expect(parseMoney('1,234.50', 'USD', 'en')).toBe(123_450);
    expect(parseMoney('1.234,50', 'EUR', 'de')).toBe(123_450);
    expect(parseMoney('1.234', 'EUR', 'de')).toBe(123_400);
    expect(parseMoney('1’234.50', 'CHF', 'de-CH')).toBe(123_450);
    expect(parseMoney('', 'EUR', 'en')).toBeNull();
    expect(parseMoney('0', 'EUR', 'en')).toBe(0);
  });

  it('follows the currency’s own digits', () => {
    expect(parseMoney('4800', 'JPY', 'ja')).toBe(4800);
    expect(parseMoney('48.5', 'JPY', 'ja')).toBeUndefined();
    expect(parseMoney('1.234', 'KWD', 'en')).toBe(1234);
    expect(parseMoney('1,234', 'KWD', 'en')).toBe(1_234_000);
  });

  it('is refused when it is no price', () => {
    for (const text of ['abc', '-5', '4,8,5x', '48.505', '.', '9'.repeat(20)])
      expect(parseMoney(text, 'EUR', 'en')).toBeUndefined();
  });

  it('is shown as it would be typed', () => {
    expect(moneyText(4850, 'EUR', 'en')).toBe('48.50');
    expect(moneyText(4850, 'EUR', 'de')).toBe('48,50');
    expect(moneyText(123_450, 'EUR', 'de')).toBe('1234,50');
    expect(moneyText(4800, 'JPY', 'ja')).toBe('4800');
  });
});
