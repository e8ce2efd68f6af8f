/**
 * `npm run claims`: what the product claims, measured.
 *
 *     npm run claims [-- NAME...] [--quick] [--prove] [--list] [--json]
 *
 * NAME is a claim or a capability such as `core`; none means all. `--quick` leaves the heavy ones out
 * and says which. `--prove` also breaks each claim in a scratch copy and shows that it turns false.
 *
 * Exit code 1: a claim does not hold, or a breaker does not turn it false. 2: wrong usage.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { claims } from './all.ts';
import { checkClaims, isSound, select, type Report } from './check.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    prove: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

/** With --json the report alone goes to standard output. */
const tell = (text: string): void => {
  (options.json ? process.stderr : process.stdout).write(`${text}\n`);
};

const wide = Math.max(...claims.map(({ name }) => name.length));

const describe = ({ claim, holds, figure, seconds, proof, problems }: Report): string => {
  const proven =
    proof === undefined
      ? []
      : [`      ${proof.isProven ? 'broken, it is false' : 'BREAKER FAILS'}: ${proof.figure}`];
  return [
    `${holds ? 'holds' : 'FALSE'}  ${claim.name.padEnd(wide)}  ${figure}  ${seconds.toFixed(1)} s`,
    ...(holds ? [] : [`      ${claim.sentence}`, ...problems.map((text) => `      ${text}`)]),
    ...proven,
  ].join('\n');
};

const selected = select(claims, positionals);
if (typeof selected === 'string') {
  console.error(selected);
  process.exit(2);
}
const wanted = options.quick ? selected.filter(({ weight }) => weight === 'quick') : selected;
const leftOut = selected.filter((claim) => !wanted.includes(claim));

if (options.list) {
  const listed = selected.map(({ name, capability, sentence, weight }) => {
    return { name, capability, weight, sentence };
  });
  if (options.json) console.log(JSON.stringify(listed, null, 2));
  else
    for (const { name, weight, sentence } of listed)
      tell(`${name.padEnd(wide)}  ${weight}  ${sentence}`);
} else {
  const started = performance.now();
  const reports = await checkClaims(wanted, {
    root: resolve(import.meta.dirname, '..'),
    isProving: options.prove,
    onReport: (report) => tell(describe(report)),
    onProgress: (text) => process.stderr.write(`${text}\n`),
  });
  const failed = reports.filter((report) => !isSound(report));
  const held = reports.length - failed.length;
  for (const { name } of leftOut)
    tell(`left out  ${name.padEnd(wide)}  heavy: run without --quick`);
  if (options.json) {
    const found = reports.map(({ claim: { name, capability, sentence }, ...report }) => {
      return { name, capability, sentence, ...report };
    });
    const summary = { held, failed: failed.length, leftOut: leftOut.map(({ name }) => name) };
    console.log(JSON.stringify({ ...summary, claims: found }, null, 2));
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  tell(`${held} hold, ${failed.length} do not, ${leftOut.length} left out, ${seconds} s`);
  process.exitCode = failed.length === 0 && reports.length > 0 ? 0 : 1;
}
