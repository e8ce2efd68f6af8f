/**
 * Proves that the rules of the house are kept by machine: a clean house passes `npm run check`,
 * and each deliberate breach is named by it, file and rule, with nothing missing or added.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breaches, type Breach } from './breaches.ts';
import { checkHouse, createCleanHouse, type CheckReport } from './clean-house.ts';

describe('a clean house', () => {
  it('passes every part of the check', async () => {
    using house = createCleanHouse();
    const { findings, exitCode, output } = await checkHouse(house.root);
    expect(findings, output).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('fails when the import check could read no module', async () => {
    using house = createCleanHouse();
    const config = readFileSync(join(house.root, '.dependency-cruiser.mjs'), 'utf8');
    house.write({ '.dependency-cruiser.mjs': config.replace("path: '(^|/)", "path: '.|(^|/)") });
    const { findings, exitCode } = await checkHouse(house.root, 'imports');
    expect(findings).toMatchObject([{ part: 'imports', rule: 'tool' }]);
    expect(exitCode).toBe(1);
  });
});

describe('a breach is named', () => {
  const house = createCleanHouse();
  let report: CheckReport;

  beforeAll(async () => {
    for (const { files } of breaches) house.write(files);
    report = await checkHouse(house.root);
  });
  afterAll(() => house[Symbol.dispose]());

  /** What the check says of a file; that a breach file is unused counts only where it is the point. */
  const rulesFor = (file: string, expected: readonly string[]): readonly string[] => {
    const isAboutUse = expected.some((rule) => rule.startsWith('unused/'));
    const found = report.findings
      .filter((finding) => finding.file === file && (isAboutUse || finding.part !== 'unused'))
      .map(({ part, rule }) => `${part}/${rule}`);
    return [...new Set(found)].toSorted();
  };

  it.each(breaches.map((breach): [string, Breach] => [breach.name, breach]))(
    '%s',
    (_name, { findings }) => {
      for (const [file, expected] of Object.entries(findings)) {
        expect(rulesFor(file, expected), file).toEqual(expected.toSorted());
      }
    },
  );

  it('with exit code 1', () => {
    expect(report.exitCode).toBe(1);
  });
});
