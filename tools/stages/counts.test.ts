/** The counts decide whether a change lands: each way of failing must show in them. */
import { describe, expect, it } from 'vitest';
import { countOutput, countVitest } from './counts.ts';

const report = (changes: object): string =>
  JSON.stringify({
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ status: 'passed', assertionResults: [1, 2, 3] }],
    ...changes,
  });

describe('vitest reports', () => {
  const unloaded = { testResults: [{ status: 'failed', assertionResults: [] }] };
  it.each([
    ['all passed', report({}), 0, { passed: 3, failed: 0 }],
    ['one failed', report({ numFailedTests: 1 }), 1, { passed: 3, failed: 1 }],
    ['a file that does not load', report(unloaded), 1, { passed: 3, failed: 1 }],
    ['one not run', report({ numPendingTests: 1 }), 0, { passed: 3, failed: 1 }],
    ['no test at all', report({ numPassedTests: 0 }), 0, { passed: 0, failed: 1 }],
    ['an exit code alone', report({}), 1, { passed: 3, failed: 1 }],
  ])('%s', (_name, json, exitCode, expected) => {
    expect(countVitest(json, exitCode)).toEqual(expected);
  });
});

describe('other commands', () => {
  it.each([
    ['success counts one', 'done\n', 0, { passed: 1, failed: 0 }],
    ['failure counts one', 'oh\n', 1, { passed: 0, failed: 1 }],
    ['its own line', 'x\n7 passed, 2 failed\n', 1, { passed: 7, failed: 2 }],
    [
      'the last line of several',
      '1 passed, 0 failed\n4 passed, 0 failed\n',
      0,
      { passed: 4, failed: 0 },
    ],
    ['an exit code against its line', '4 passed, 0 failed\n', 1, { passed: 4, failed: 1 }],
    ['no test at all', '0 passed, 0 failed\n', 0, { passed: 0, failed: 1 }],
  ])('%s', (_name, output, exitCode, expected) => {
    expect(countOutput(output, exitCode)).toEqual(expected);
  });
});
