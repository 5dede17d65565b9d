import { describe, expect, it } from 'vitest';
import { formatPlainDate, parsePlainDate, parseWallTime, weekdayOf } from './plain-time.domain.ts';

const code = (code: string) => expect.objectContaining({ kind: 'user', code });

describe('parsePlainDate', () => {
  it('counts days since 1970', () => {
    expect(parsePlainDate('2000-01-01')).toBe(10_957);
    expect(parsePlainDate('2028-02-29')).toBe(21_243);
    expect(formatPlainDate(21_243)).toBe('2028-02-29');
  });

  it.each([
    '2027-02-29', '2027-04-31', '2027-00-10', '2027-13-01', '2027-01-00', '1999-12-31', '2100-01-01', '275761-01-01',
    '2027-1-1', '2027-01-01T00:00', ' 2027-01-01', '2027-01-01\n', '20270101', '', 'today', '__proto__', '2027-01-0\u0661', '\ud800',
  ])('refuses %j', (text) => {
    expect(() => parsePlainDate(text, 'from')).toThrow(code('date.invalid'));
  }); // prettier-ignore

  it('names the field', () => {
    expect(() => parsePlainDate('2027-02-29', 'from')).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ path: 'from', code: 'invalid' })] }),
    );
  });
});

describe('parseWallTime', () => {
  it('counts minutes on the clock since 1970', () => {
    expect(parseWallTime('2027-03-28T02:30')).toBe(parsePlainDate('2027-03-28') * 1440 + 150);
  });

  it.each([
    '2027-02-29T10:00',
    '2027-03-28T24:00',
    '2027-03-28T10:60',
    '2027-03-28 10:00',
    '2027-03-28T10:00Z',
    '2027-03-28',
    '',
  ])('refuses %j', (text) => {
    expect(() => parseWallTime(text)).toThrow(code('wall_time.invalid'));
  });
});

it('knows ISO weekdays', () => {
  expect(weekdayOf(parsePlainDate('2027-03-28'))).toBe(7);
  expect(weekdayOf(parsePlainDate('2027-03-29'))).toBe(1);
  expect(weekdayOf(parsePlainDate('2000-01-01'))).toBe(6);
});
