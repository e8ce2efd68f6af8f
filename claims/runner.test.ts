/** The runner must not be fooled: what measures nothing, or cannot fail, makes no claim true. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkClaims, isSound, select } from './check.ts';
import { holds, showFigure, type Claim, type SuiteMeasure } from './claim.ts';
import { figureAt, lastObject, readSuite, type ReportedTest } from './measure.ts';
import { breakerHeader, judgeProof, patchedFiles } from './prove.ts';

const suite: SuiteMeasure = {
  kind: 'suite',
  project: 'unit',
  files: ['a.test.ts'],
  tests: ['the promise'],
  testsMin: 2,
};
const bySuite: Claim = {
  name: 'kept',
  capability: 'core',
  sentence: 'It is kept.',
  weight: 'quick',
  measure: suite,
  breaker: 'kept.patch',
};

const ran = (fullName: string, status = 'passed', ...failureMessages: string[]): ReportedTest => ({
  fullName,
  status,
  failureMessages,
});
const read = (...assertionResults: ReportedTest[]) => {
  const result = { name: '/x/a.test.ts', status: 'passed', message: 'why', assertionResults };
  return readSuite(suite, { testResults: [result] }, '/x');
};
const good = [ran('the promise one'), ran('the promise two'), ran('something else', 'failed')];

describe('a claim by a suite', () => {
  it('holds when enough tests of that name passed and none failed', () => {
    expect(holds(bySuite, read(...good))).toBe(true);
    expect(showFigure(bySuite, read(...good))).toBe('2 tests passed (at least 2)');
  });

  it.each([
    ['too few tests', [ran('the promise one')]],
    ['no test of that name', [ran('another name')]],
    ['a failed test', [...good, ran('the promise three', 'failed', 'AssertionError: no')]],
    ['a test that was left out', [...good, ran('the promise three', 'pending')]],
    ['a file that did not load', []],
  ])('is false with %s', (_about, tests) => {
    expect(holds(bySuite, read(...tests))).toBe(false);
  });

  it('is false without the file, and without any test in all files', () => {
    expect(holds(bySuite, readSuite(suite, { testResults: [] }, '/x'))).toBe(false);
    const none = { ...suite, files: [], testsMin: 0 };
    const claim = { ...bySuite, measure: none };
    expect(holds(claim, readSuite(none, { testResults: [] }, '/x'))).toBe(false);
  });
});

describe('a proof', () => {
  const failed = (message: string) => read(...good, ran('the promise 3', 'failed', message));

  it('needs a claim that is false in the broken copy', () => {
    expect(judgeProof(bySuite, failed('AssertionError: expected 1 to be 2')).isProven).toBe(true);
  });

  it.each([
    ['the claim still holds', read(...good), 'still holds'],
    ['the file did not load', read(), 'could not be measured'],
    ['the program only crashes', failed('TypeError: x is not a function'), 'breaks the program'],
    [
      'a name was not found',
      read(ran('another', 'failed', 'AssertionError: no')),
      'not be measured',
    ],
  ])('is none when %s', (_about, measurement, figure) => {
    const proof = judgeProof(bySuite, measurement);
    expect(proof.isProven).toBe(false);
    expect(proof.figure).toContain(figure);
  });
});

describe('figures', () => {
  const report = { ok: true, list: [{ name: 'a', value: 3 }, { name: 'b' }], deep: { n: 2 } };
  it.each([
    ['deep.n', 2],
    ['ok', 1],
    ['list', 2],
    ['list.a.value', 3],
    ['list.b.value', undefined],
    ['list.c.value', undefined],
    ['none', undefined],
    ['deep.toString', undefined],
    ['deep', undefined],
  ])('%s', (path, value) => expect(figureAt(report, path.split('.'))).toBe(value));

  it('come from the object that the output ends with', () => {
    expect(lastObject('{"a":1}\nnoise\n{\n "b": {\n"c":1}}\n')).toEqual({ b: { c: 1 } });
    expect(lastObject('{"a":1}\n')).toEqual({ a: 1 });
    expect(lastObject('nothing\n')).toBe(undefined);
    expect(lastObject('{"a":1}\nError\n')).toBe(undefined);
  });
});

describe('names', () => {
  it('stand for a claim or a capability; others are named', () => {
    expect(select([bySuite], [])).toEqual([bySuite]);
    expect(select([bySuite], ['core', 'kept'])).toEqual([bySuite]);
    expect(select([bySuite], ['kept', 'nothing'])).toContain('no such claim: nothing');
  });
});

describe('a patch', () => {
  it('says what it breaks and which files it changes', () => {
    const text = 'Breaks: a rule\n\n--- a/x/y.ts\n+++ b/x/y.ts\n@@ -1 +1 @@\n-a\n+b\n';
    expect(breakerHeader(text)).toBe('a rule');
    expect(patchedFiles(text)).toEqual(['x/y.ts']);
    expect(breakerHeader('--- a/x\n+Breaks: hidden\n')).toBe(undefined);
  });
});

describe('in a checkout of its own', () => {
  const root = mkdtempSync(join(tmpdir(), 'icn-claims-test-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const patch = (old: string, fresh: string): string =>
    `Breaks: it\n\n--- a/limit.mjs\n+++ b/limit.mjs\n@@ -1 +1 @@\n-${old}\n+${fresh}\n`;
  const files = {
    'limit.mjs': 'export const limit = 2;\n',
    'measure.mjs':
      "import { limit } from './limit.mjs';\nconsole.log(JSON.stringify({ ran: 3, limit }));\n",
    'claims/breakers/good.patch': patch('export const limit = 2;', 'export const limit = 9;'),
    'claims/breakers/useless.patch': patch('export const limit = 2;', 'export const limit = 1;'),
    'claims/breakers/broken.patch': patch('export const limit = 2;', 'export const limit = ;'),
    'claims/breakers/stale.patch': patch('export const limit = 5;', 'export const limit = 9;'),
  };

  beforeAll(() => {
    mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
    mkdirSync(join(root, 'claims/breakers'), { recursive: true });
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
    writeFileSync(join(root, '.gitignore'), 'node_modules/\n');
    execFileSync('git', ['init', '-q'], { cwd: root });
  });

  const claim = (breaker: string, changes: Partial<Claim> = {}): Claim => ({
    ...bySuite,
    measure: {
      kind: 'program',
      command: [process.execPath, 'measure.mjs'],
      limitSeconds: 20,
      ran: 'ran',
      thresholds: [{ figure: 'limit', bound: 'at most', value: 2, unit: 'as the limit' }],
    },
    breaker,
    ...changes,
  });
  const check = async (...claims: readonly Claim[]) =>
    checkClaims(claims, { root, isProving: true });

  it('a claim that can fail is sound, and the checkout is as it was', async () => {
    const [report] = await check(claim('good.patch'));
    expect(report).toMatchObject({ holds: true, proof: { isProven: true } });
    expect(report !== undefined && isSound(report)).toBe(true);
    expect(execFileSync('cat', ['limit.mjs'], { cwd: root, encoding: 'utf8' })).toContain('= 2');
  });

  it.each([
    ['a breaker that does not turn it false', 'useless.patch', 'still holds: 1 as the limit'],
    ['a breaker that is a syntax error', 'broken.patch', 'without a JSON object'],
    ['a breaker that does not apply', 'stale.patch', 'does not apply'],
    ['a breaker that is not there', 'none.patch', 'does not apply'],
  ])('%s is caught', async (_about, breaker, figure) => {
    const [report] = await check(claim(breaker));
    expect(report?.holds).toBe(true);
    expect(report?.proof?.isProven).toBe(false);
    expect(report?.proof?.figure).toContain(figure);
    expect(report !== undefined && isSound(report)).toBe(false);
  });

  it('a program that looked at nothing, printed nothing or never ends makes no claim true', async () => {
    const program = (script: string, limitSeconds = 20): Claim => {
      const { measure } = claim('good.patch');
      if (measure.kind !== 'program') throw new Error('a program measures it');
      const command = [process.execPath, '-e', script];
      return claim('good.patch', { measure: { ...measure, command, limitSeconds } });
    };
    const reports = await checkClaims(
      [
        program('console.log(JSON.stringify({ ran: 0, limit: 2 }))'),
        program('console.log(JSON.stringify({ ran: 1 }))'),
        program('process.exit(0)'),
        program('setInterval(() => {}, 1000)', 1),
      ],
      { root, isProving: false },
    );
    expect(reports.map((report) => report.holds)).toEqual([false, false, false, false]);
  });
});
