/**
 * `npm run bench`: measures what limits this software against what limits it in turn, in one run on
 * one core, and prints a table. Exit code 1 when a line does not hold.
 *
 *     npm run bench [-- --quick] [-- --json] [-- --only ingest,payment]
 *
 * Figures are ratios wherever the machine has a say. `--quick` takes smaller logs and fewer turns.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureGrowth, measureIngest } from './ingest.ts';
import { holds, type Line, type Progress, type Sizes } from './measure.ts';
import { measureOpening } from './opening.ts';
import { measurePayment, measureSizes } from './payment.ts';

const fullSizes: Sizes = {
  ingestEvents: 20_000,
  payments: 3000,
  diskPayments: 20_000,
  openingEvents: 100_000,
  openings: 7,
  shortEvents: 10_000,
  longEvents: 200_000,
};

const quickSizes: Sizes = {
  ingestEvents: 5000,
  payments: 500,
  diskPayments: 5000,
  openingEvents: 20_000,
  openings: 3,
  shortEvents: 10_000,
  longEvents: 30_000,
};

const parts = {
  ingest: measureIngest,
  payment: measurePayment,
  sizes: measureSizes,
  opening: measureOpening,
  growth: measureGrowth,
} as const;

const show = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);

function describe(line: Line): string {
  const { name, value, unit, limit, figure } = line;
  const bound = limit === undefined ? '' : `${limit.bound} ${show(limit.value)}`;
  const verdict = limit === undefined ? '' : holds(line) ? 'holds' : 'FAILS';
  return [
    name.padEnd(10),
    `${show(value)} ${unit}`.trimEnd().padStart(10),
    bound.padEnd(13),
    verdict.padEnd(5),
    figure,
  ].join('  ');
}

/** Says at most once a second on standard error what is under way. */
function createProgress(): Progress {
  let toldMs = performance.now();
  return (what, done, total) => {
    if (performance.now() < toldMs + 1000) return;
    toldMs = performance.now();
    console.error(`${what}: ${Math.floor((100 * done) / total)} %`);
  };
}

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const wanted = options.only?.split(',');
const unknown = wanted?.filter((name) => !Object.hasOwn(parts, name)) ?? [];
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there is ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'icn-bench-'));
const progress = createProgress();
const sizes = options.quick ? quickSizes : fullSizes;
const lines: Line[] = [];
try {
  for (const [name, measure] of Object.entries(parts)) {
    if (wanted !== undefined && !wanted.includes(name)) continue;
    const measured = measure(scratch, sizes, progress);
    lines.push(...measured);
    if (!options.json) for (const line of measured) console.log(describe(line));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const isOk = lines.every(holds);
if (options.json) {
  const report = lines.map((line) => ({ ...line, holds: holds(line) }));
  console.log(JSON.stringify({ ok: isOk, quick: options.quick, lines: report }, null, 2));
}
process.exitCode = isOk ? 0 : 1;
