/**
 * Where the tests live. One project per kind of run, so that a stage of `npm test` (and a person)
 * can pick a kind by name: `npx vitest run --project unit`.
 */
import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], timeoutMs: number) => ({
  test: { name, include, testTimeout: timeoutMs, hookTimeout: timeoutMs },
});

export default defineConfig({
  test: {
    projects: [
      project(
        'unit',
        [
          'packages/*/src/**/*.test.ts',
          'apps/*/src/**/*.test.ts',
          'tools/**/*.test.ts',
          'claims/**/*.test.ts',
          'test/{laws,vectors,bad-input}/**/*.test.ts',
        ],
        30_000,
      ),
      project('house', ['test/house/**/*.test.ts'], 120_000),
      project('store', ['test/store-kill/**/*.test.ts', 'test/store-torn/**/*.test.ts'], 120_000),
      project('browser', ['test/browser/**/*.test.ts'], 120_000),
      project('scenarios', ['test/scenarios/**/*.test.ts'], 300_000),
    ],
  },
});
