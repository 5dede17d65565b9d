/** What one part of the gate has shown. */
export type Count = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** The part of vitest's JSON report that is read here. */
export type VitestReport = {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
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

/** The gate's last line, which readers of its output look for. */
export const closingLine = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
