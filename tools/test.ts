/**
 * `npm test`: runs the stages of tools/stages/stages.ts one after the other, shows everything they
 * print, and ends with a table and the line `N passed, N failed`. Exit code 1 when any failed.
 *
 *     npm test [-- unit docs] [-- --json]
 *
 * Invariants: a failure's output is never hidden; a stage that ran nothing has failed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from './run-command.ts';
import { countOutput, countVitest, type Counts } from './stages/counts.ts';
import { stages, type Stage } from './stages/stages.ts';

interface StageReport extends Counts {
  readonly name: string;
  readonly seconds: number;
}

const root = resolve(import.meta.dirname, '..');

const readVitest = (file: string, exitCode: number): Counts => {
  try {
    return countVitest(readFileSync(file, 'utf8'), exitCode);
  } catch {
    // Without a report vitest itself broke; what it printed has been shown.
    return { passed: 0, failed: 1 };
  }
};

const runStage = async (stage: Stage, show: (text: string) => void): Promise<StageReport> => {
  const { name, command, limitMinutes } = stage;
  const isVitest = command[0] === 'vitest';
  const scratch = mkdtempSync(join(tmpdir(), 'icn-test-'));
  const report = join(scratch, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const env = { ...process.env, PATH: `${root}/node_modules/.bin:${process.env['PATH'] ?? ''}` };
  const { exitCode, output, seconds } = await runCommand(
    isVitest ? [...command, ...reporters] : command,
    { cwd: root, env, timeoutMs: limitMinutes * 60_000, onOutput: show },
  );
  const counts = isVitest ? readVitest(report, exitCode) : countOutput(output, exitCode);
  rmSync(scratch, { recursive: true, force: true });
  return { name, seconds, ...counts };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const describeStage = ({ name, seconds, passed, failed }: StageReport): string =>
  `${failed === 0 ? 'ok  ' : 'FAIL'}  ${name.padEnd(14)} ${seconds.toFixed(1).padStart(7)} s` +
  `  ${passed} passed, ${failed} failed  `.trimEnd();

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  const known = stages.map(({ name }) => name).join(', ');
  console.error(`no such stage: ${unknown.join(', ')}; there is ${known}`);
  process.exit(2);
}

/** With --json the report alone goes to standard output, what the stages print to standard error. */
const show = (text: string): void => {
  (options.json ? process.stderr : process.stdout).write(text);
};

const selected = stages.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
const reports: StageReport[] = [];
for (const [index, stage] of selected.entries()) {
  show(`\n[${index + 1}/${selected.length}] ${stage.name}: ${stage.command.join(' ')}\n`);
  // One after the other: the machine has few cores, and several stages time things.
  const report = await runStage(stage, show);
  reports.push(report);
  show(`${describeStage(report)}\n`);
}

const passed = sum(reports.map((report) => report.passed));
const failed = sum(reports.map((report) => report.failed));
show(`\n${reports.map(describeStage).join('\n')}\n`);
if (options.json) console.log(JSON.stringify({ passed, failed, stages: reports }, null, 2));
else console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
