/**
 * `npm run check`: types, lint, unused code, import rules, format and tidiness of the checkout it
 * is started in. Prints `ok`, or one line for each finding; exit code 1 when there is one.
 *
 *     npm run check [-- --json] [-- --only lint,tidy]
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { formatFinding, sortFindings, type Finding } from './check/finding.ts';
import { parts, type Part } from './check/parts.ts';

interface PartReport {
  readonly name: string;
  readonly seconds: number;
  readonly findings: readonly Finding[];
}

const runPart = async ({ name, run }: Part, root: string): Promise<PartReport> => {
  const startedMs = performance.now();
  const findings = sortFindings(await run(root));
  return { name, seconds: Math.round(performance.now() - startedMs) / 1000, findings };
};

/** Runs the parts on as many workers as there are cores; each tool uses threads of its own. */
const runParts = async (selected: readonly Part[], root: string): Promise<PartReport[]> => {
  const queue = [...selected];
  const reports: PartReport[] = [];
  const work = async (): Promise<void> => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
      // Each worker takes its next part only when it is done with the last.
      reports.push(await runPart(part, root));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return reports;
};

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const names = options.only?.split(',') ?? parts.map(({ name }) => name);
const unknown = names.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there is ${parts.map((p) => p.name).join()}`);
  process.exit(2);
}

const selected = parts.filter(({ name }) => names.includes(name));
const reports = await runParts(selected, process.cwd());
const findings = sortFindings(reports.flatMap((report) => report.findings));
const isOk = findings.length === 0;
if (options.json) {
  console.log(JSON.stringify({ ok: isOk, parts: reports }, null, 2));
} else {
  console.log(
    isOk ? 'ok' : [...findings.map(formatFinding), `${findings.length} found`].join('\n'),
  );
}
process.exitCode = isOk ? 0 : 1;
