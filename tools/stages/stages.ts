/**
 * What `npm test` runs, in order. A stage that runs vitest is counted by its report; another by
 * the `N passed, N failed` line that it prints, or else as one test by its exit code.
 *
 * To add a stage, add a row; its command must end by itself and exit 0 when all is well.
 */

export interface Stage {
  readonly name: string;
  readonly command: readonly string[];
  /** A stage past this is stopped and counts as failed. */
  readonly limitMinutes: number;
}

const vitest = (...projects: readonly string[]): readonly string[] => [
  'vitest',
  'run',
  ...projects.flatMap((project) => ['--project', project]),
];

export const stages: readonly Stage[] = [
  { name: 'check', command: ['node', 'tools/check.ts'], limitMinutes: 5 },
  { name: 'unit', command: vitest('unit'), limitMinutes: 10 },
  { name: 'house', command: vitest('house'), limitMinutes: 5 },
  { name: 'sim', command: ['node', 'tools/sim.ts', '--seeds', '60'], limitMinutes: 15 },
  { name: 'store', command: vitest('store'), limitMinutes: 8 },
  { name: 'scenarios', command: vitest('scenarios'), limitMinutes: 15 },
  { name: 'browser', command: vitest('browser'), limitMinutes: 5 },
  { name: 'docs', command: ['node', 'tools/docs.ts'], limitMinutes: 10 },
];
