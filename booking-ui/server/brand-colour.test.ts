// @vitest-environment node
import { expect, it } from 'vitest';
import { brandTokens, contrast } from './brand-colour.ts';

const SURFACE = { light: '#ffffff', dark: '#171b19' };
const hex = (n: number): string =>
  [n >> 8, (n >> 4) & 15, n & 15].map((digit) => (digit * 17).toString(16).padStart(2, '0')).join('');

it.each(['light', 'dark'] as const)('stays readable for any colour picked, in the %s theme', (theme) => {
  for (let n = 0; n < 4096; n += 7) {
    const { accent, on, text, soft } = brandTokens(`#${hex(n)}`, theme);
    const picked = `#${hex(n)}`;
    expect(contrast(accent, on), picked).toBeGreaterThanOrEqual(4.5);
    expect(contrast(text, soft), picked).toBeGreaterThanOrEqual(4.5);
    expect(contrast(text, SURFACE[theme]), picked).toBeGreaterThanOrEqual(4.5);
  }
});

it('darkens a yellow for the light theme and keeps it in the dark one', () => {
  expect(brandTokens('#ffd400', 'light').accent).toBe('#816a00');
  expect(brandTokens('#ffd400', 'dark').accent).toBe('#ffd400');
});

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});
