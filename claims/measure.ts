/**
 * Measures claims in a checkout: this one, or a scratch copy that a breaker has been applied to.
 *
 * Invariant: never throws for what a measurement does; whatever goes wrong is a problem of it, and a
 * measurement with a problem makes no claim true.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runCommand } from '../tools/run-command.ts';
import type { Claim, Measurement, ProgramMeasure, SuiteMeasure } from './claim.ts';

/** How to measure. */
export interface MeasureOptions {
  /** Root of the checkout. */
  readonly root: string;
  /** Given what the measurement prints, as it prints it. */
  readonly onOutput?: ((text: string) => void) | undefined;
}

/** One test of a vitest report. */
export interface ReportedTest {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages?: readonly string[];
  /** Milliseconds. */
  readonly duration?: number | null;
}

/** The part of a vitest report that is read. */
export interface SuiteReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly ReportedTest[];
  }[];
}

const suiteLimitMs = 15 * 60_000;

const nothing = (problem: string, seconds = 0): Measurement => ({
  figures: {},
  ran: 0,
  problems: [problem],
  failures: [],
  isCrash: false,
  seconds,
});

function environmentOf(root: string): NodeJS.ProcessEnv {
  const path = `${root}/node_modules/.bin:${process.env['PATH'] ?? ''}`;
  return { ...process.env, PATH: path, NO_COLOR: '1', VITEST: undefined, NODE_ENV: undefined };
}

/** Measures one claim by itself. */
export async function measureClaim(
  { measure }: Claim,
  options: MeasureOptions,
): Promise<Measurement> {
  if (measure.kind === 'program') return measureProgram(measure, options);
  const { report, seconds, problem } = await runSuites([measure], options, namesOf(measure));
  if (report === undefined) return nothing(problem, seconds);
  return readSuite(measure, report, options.root);
}

/**
 * Measures several claims by suites in one run of vitest, which starts once instead of once for each.
 */
export async function measureSuites(
  suites: readonly SuiteMeasure[],
  options: MeasureOptions,
): Promise<readonly Measurement[]> {
  const { report, seconds, problem } = await runSuites(suites, options);
  return suites.map((suite) =>
    report === undefined ? nothing(problem, seconds) : readSuite(suite, report, options.root),
  );
}

/** For one claim alone, vitest need not run what the claim is not about. */
function namesOf({ tests }: SuiteMeasure): readonly string[] {
  if (tests === undefined) return [];
  const escaped = tests.map((name) => name.replaceAll(/[^\p{L}\p{N} ]/gu, '.'));
  return ['--testNamePattern', escaped.join('|')];
}

async function runSuites(
  suites: readonly SuiteMeasure[],
  { root, onOutput }: MeasureOptions,
  more: readonly string[] = [],
): Promise<{ report: SuiteReport | undefined; seconds: number; problem: string }> {
  const scratch = mkdtempSync(join(tmpdir(), 'icn-claims-'));
  const file = join(scratch, 'report.json');
  const projects = new Set(suites.map(({ project }) => project));
  const command = [
    'vitest',
    'run',
    ...[...projects].flatMap((project) => ['--project', project]),
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...more,
    ...new Set(suites.flatMap(({ files }) => files)),
  ];
  const { output, seconds } = await runCommand(command, {
    cwd: root,
    env: environmentOf(root),
    timeoutMs: suiteLimitMs,
    ...(onOutput === undefined ? {} : { onOutput }),
  });
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as SuiteReport;
    return { report, seconds, problem: '' };
  } catch {
    // Without a report vitest itself broke; its last words say how.
    return {
      report: undefined,
      seconds,
      problem: `vitest left no report: ${inOneLine(output.slice(-500))}`,
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const inOneLine = (text: string): string =>
  stripVTControlCharacters(text).replaceAll(/\s+/gu, ' ').trim().slice(0, 300);

/** Failures that a program which does not work at all would show as well. */
const crash = /^(SyntaxError|ReferenceError|TypeError)\b/;

/** Reads from a report what it says about one suite. */
export function readSuite(
  { files, tests: names }: SuiteMeasure,
  report: SuiteReport,
  root: string,
): Measurement {
  const results = report.testResults.filter(({ name }) => files.includes(relative(root, name)));
  const isWanted = ({ fullName }: ReportedTest): boolean =>
    names === undefined || names.some((name) => fullName.includes(name));
  const tests = results.flatMap(({ assertionResults }) => assertionResults).filter(isWanted);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failed = tests.filter(({ status }) => status === 'failed');
  const messages = failed.flatMap(({ failureMessages = [] }) => failureMessages.slice(0, 1));
  const missing = files.filter(
    (file) =>
      !results.some(
        ({ name, assertionResults }) =>
          relative(root, name) === file && assertionResults.length > 0,
      ),
  );
  const unnamed = (names ?? []).filter(
    (name) => !tests.some(({ fullName }) => fullName.includes(name)),
  );
  const said = new Set(results.map(({ message = '' }) => inOneLine(message)));
  return {
    figures: { passed, failed: failed.length },
    ran: passed + failed.length,
    problems: [
      ...missing.map((file) => `${file} ran no test. ${[...said].join(' ')}`.trim()),
      ...unnamed.map((name) => `no test is called "${name}"`),
      ...tests
        .filter(({ status }) => status !== 'passed' && status !== 'failed')
        .map(({ fullName }) => `was not run: ${fullName}`),
    ],
    failures: failed.map(
      ({ fullName, failureMessages = [] }) =>
        `${fullName}: ${(failureMessages[0] ?? '').split('\n')[0] ?? ''}`,
    ),
    isCrash: messages.length > 0 && messages.every((message) => crash.test(message)),
    seconds: tests.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 1000,
  };
}

async function measureProgram(
  { command, limitSeconds, ran, thresholds }: ProgramMeasure,
  { root, onOutput }: MeasureOptions,
): Promise<Measurement> {
  const { stdout, output, seconds, exitCode, isTimedOut } = await runCommand(command, {
    cwd: root,
    env: environmentOf(root),
    timeoutMs: limitSeconds * 1000,
    ...(onOutput === undefined ? {} : { onOutput }),
  });
  if (isTimedOut) return nothing(`took longer than ${limitSeconds} s`, seconds);
  const report = lastObject(stdout);
  if (report === undefined) {
    return nothing(
      `exit code ${exitCode} without a JSON object: ${inOneLine(output.slice(-500))}`,
      seconds,
    );
  }
  const paths = [ran, ...thresholds.map(({ figure }) => figure)];
  const found = paths.flatMap((path): [string, number][] => {
    const figure = figureAt(report, path.split('.'));
    return figure === undefined ? [] : [[path, figure]];
  });
  const figures = Object.fromEntries(found);
  return {
    figures,
    ran: figures[ran] ?? 0,
    problems: [],
    failures: failuresOf(report),
    isCrash: false,
    seconds,
  };
}

/** The JSON object that a text ends with, whether on one line or on several. */
export function lastObject(text: string): unknown {
  const lines = text.trimEnd().split('\n');
  for (let from = lines.length - 1; from >= 0; from -= 1) {
    if (lines[from]?.startsWith('{') !== true) continue;
    try {
      return JSON.parse(lines.slice(from).join('\n')) as unknown;
    } catch {
      // An object may begin further up.
    }
  }
  return undefined;
}

/** The number at a path; see `Threshold`. */
export function figureAt(value: unknown, [key, ...rest]: readonly string[]): number | undefined {
  if (key === undefined) {
    if (Array.isArray(value)) return value.length;
    if (typeof value === 'boolean') return value ? 1 : 0;
    return typeof value === 'number' ? value : undefined;
  }
  if (Array.isArray(value)) {
    const named = value.find(
      (item: unknown) =>
        typeof item === 'object' && item !== null && 'name' in item && item.name === key,
    ) as unknown;
    return named === undefined ? undefined : figureAt(named, rest);
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return figureAt((value as Readonly<Record<string, unknown>>)[key], rest);
}

/** Programs may list what they found wrong as `failures`. */
function failuresOf(report: unknown): readonly string[] {
  if (typeof report !== 'object' || report === null || !('failures' in report)) return [];
  const { failures } = report;
  if (!Array.isArray(failures)) return [];
  return failures.map((failure: unknown) =>
    typeof failure === 'string' ? failure : JSON.stringify(failure),
  );
}
