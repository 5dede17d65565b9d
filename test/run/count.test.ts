import { expect, it } from 'vitest';
import { closingLine, countReport, failuresOf, sum, type VitestReport } from './count.ts';

const file = (status: string, ...tests: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});
const report = (success: boolean, ...testResults: VitestReport['testResults'][number][]): VitestReport => ({
  success,
  testResults,
});

it('counts tests by their result', () => {
  const mixed = report(false, file('failed', 'passed', 'failed', 'pending'), file('passed', 'passed', 'todo'));
  expect(countReport(mixed, false)).toEqual({ passed: 2, failed: 1, skipped: 2 });
});

it('counts a file that could not be loaded as a failure', () => {
  expect(countReport(report(false, file('failed'), file('passed', 'passed')), false)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});

it('counts an error outside every test as a failure', () => {
  expect(countReport(report(false, file('passed', 'passed')), false).failed).toBe(1);
  expect(countReport(report(true, file('passed', 'passed')), false).failed).toBe(1);
});

it('counts a run without a report, and a run without tests, as a failure', () => {
  expect(countReport(undefined, true).failed).toBe(1);
  expect(countReport(report(true), true).failed).toBe(1);
  expect(countReport(report(true, file('passed', 'pending')), true)).toEqual({ passed: 0, failed: 1, skipped: 1 });
});

it('names each failed test with the first line of its reason', () => {
  const failing = {
    ...file('failed', 'passed'),
    assertionResults: [
      { status: 'passed', fullName: 'adds' },
      { status: 'failed', fullName: 'counts', failureMessages: ['\u001b[31mexpected 1\u001b[39m\n  at a.test.ts:3'] },
    ],
  };
  const unloadable = { ...file('failed'), name: 'b.test.ts', message: 'Cannot find module' };
  expect(failuresOf(report(false, failing, unloadable, file('passed', 'passed')))).toEqual([
    'a.test.ts > counts: expected 1',
    'b.test.ts: Cannot find module',
  ]);
  expect(failuresOf(undefined)).toEqual(['ended without a report']);
});

it('closes with one line, which names skipped tests only when there are any', () => {
  expect(
    closingLine(
      sum([
        { passed: 3, failed: 0, skipped: 0 },
        { passed: 2, failed: 1, skipped: 0 },
      ]),
    ),
  ).toBe('5 passed, 1 failed');
  expect(closingLine({ passed: 5, failed: 0, skipped: 2 })).toBe('5 passed, 0 failed, 2 skipped');
});
