import { expect, it } from 'vitest';
import { readBusyTimes } from './busy.domain.ts';

it('reads ranges as the database writes them', () => {
  expect(readBusyTimes('29876540-29876570,29876570-29876600,29876640-29876700')).toEqual({
    ranges: [29876540, 29876570, 29876570, 29876600, 29876640, 29876700],
    capacity: 1,
    full: [29876540, 29876600, 29876640, 29876700],
  });
});

it('takes no text for no ranges', () => {
  expect(readBusyTimes(null)).toEqual({ ranges: [], capacity: 1, full: [] });
  expect(readBusyTimes('')).toEqual({ ranges: [], capacity: 1, full: [] });
});

it('is full only where as many meet as the resource can take', () => {
  expect(readBusyTimes('100-160,130-190,150-155', 2).full).toEqual([130, 160]);
  expect(readBusyTimes('100-160,130-190,150-155', 3).full).toEqual([150, 155]);
  expect(readBusyTimes('100-160,130-190,150-155', 4).full).toEqual([]);
});

it.each([
  '1', '1-', '-1', '-', ',', '1-2,', ',1-2', '1-2,,3-4', '1--2', '1-2-3', '2-1', '5-5', '0-5', '10-20,5-8', '1.5-2', '1e3-2e3',
  ' 1-2', '1-2 ', '1-1000000000', '9999999999999999999-1', 'null', '\u0661-\u0662', '1-2;drop',
])('refuses %j loudly, as a defect of the statement', (text) => {
  expect(() => readBusyTimes(text)).toThrow(RangeError);
}); // prettier-ignore

it.each([0, -1, 1.5, Number.NaN])('refuses a capacity of %d', (capacity) => {
  expect(() => readBusyTimes(null, capacity)).toThrow(RangeError);
});
