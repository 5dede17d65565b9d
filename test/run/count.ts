import { stripVTControlCharacters } from 'node:util';

/** What one part of the gate has shown. */
export type Count = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** The part of vitest's JSON report that is read here. */
export type VitestReport = {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file as a whole failed; empty when it was only its tests. */
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName?: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
};

const NOTHING: Count = { passed: 0, failed: 0, skipped: 0 };

export const add = (one: Count, other: Count): Count => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
});

export const sum = (counts: readonly Count[]): Count => counts.reduce(add, NOTHING);

/**
 * Tests of a report. What went wrong outside a test counts as a failure too: a file that could not be loaded,
 * an error after the last test, a run that ended without a report, a project in which no test ran.
 */
export function countReport(report: VitestReport | undefined, exitedWell: boolean): Count {
  if (!report) return { ...NOTHING, failed: 1 };
  const files = report.testResults.map(({ status, assertionResults }): Count => {
    const having = (...wanted: string[]): number =>
      assertionResults.filter((test) => wanted.includes(test.status)).length;
    const failed = having('failed');
    return {
      passed: having('passed'),
      failed: failed === 0 && status === 'failed' ? 1 : failed,
      skipped: having('skipped', 'pending', 'todo', 'disabled'),
    };
  });
  const count = sum(files);
  const silentFailure = count.failed === 0 && (!exitedWell || !report.success || count.passed === 0);
  return silentFailure ? { ...count, failed: 1 } : count;
}

const firstLine = (text = ''): string => stripVTControlCharacters(text).trim().split('\n', 1)[0]!.slice(0, 200);

/** What failed and why, a line each: they stand beside the sum, where the end of a long output is all one sees. */
export function failuresOf(report: VitestReport | undefined): string[] {
  if (!report) return ['ended without a report'];
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`${name}: ${firstLine(message)}`];
    return failed.map((test) => `${name} > ${test.fullName ?? '?'}: ${firstLine(test.failureMessages?.[0])}`);
  });
}

/** The gate's last line, which readers of its output look for. */
export const closingLine = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
