/** How many tests a finished stage ran, read from what it left behind. */

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly unknown[];
  }[];
}

/**
 * Counts of a vitest JSON report. A file that could not be loaded counts as one failed test, a
 * test that was not run as failed, and a report of no test as one failed.
 */
export const countVitest = (json: string, exitCode: number): Counts => {
  const report = JSON.parse(json) as VitestReport;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report;
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failed = numFailedTests + numPendingTests + numTodoTests + unloaded;
  const isUnexplained = failed === 0 && (exitCode !== 0 || numPassedTests === 0);
  return { passed: numPassedTests, failed: isUnexplained ? 1 : failed };
};

/**
 * Counts from the last `N passed, N failed` line of an output, else one test by its exit code.
 * A command that exits non-zero has failed, whatever it counted.
 */
export const countOutput = (output: string, exitCode: number): Counts => {
  const lines = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)];
  const [, passed, failed] = lines.at(-1) ?? [];
  if (passed === undefined || failed === undefined) {
    return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  }
  const counts = { passed: Number(passed), failed: Number(failed) };
  const isUnexplained = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return isUnexplained ? { ...counts, failed: 1 } : counts;
};
