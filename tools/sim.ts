/**
 * `npm run sim`: the simulator (docs/simulator.md).
 *
 *     --seeds N --from S    N seeds from S on (default 60 from 1)
 *     --seed X              one seed; --explain prints a line per op; --keep NAME shortens it into a regression
 *     --mutants [NAME...]   only the mutants; with 600 seeds and more they run too
 *     --jobs N              processes (default 2)
 *     --json                one JSON object as the last line
 *     --until-violation     stop at the first
 *
 * Exit code 1: a violation, a mutant that survived, or (from 600 seeds on) a rare path that was never taken.
 */
import { parseArgs } from 'node:util';
import { Coverage, planOf, requiredCounters, runPlan, shorten, type SeedResult } from 'icn-sim';
import { mutantNames, tryMutants, type MutantResult } from './sim/mutants.ts';
import { keepRegression, readRegressions } from './sim/regressions.ts';
import { cryptoFor, runTasks, serveTasks } from './sim/run-seeds.ts';

const fullRun = 600;
const progressMs = 2000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    keep: { type: 'string' },
    explain: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    'until-violation': { type: 'boolean', default: false },
    worker: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => {
  if (!values.json) process.stdout.write(`${line}\n`);
};

const whole = (text: string, name: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  process.stderr.write(`--${name} has to be a whole number\n`);
  process.exit(2);
};

const oneSeed = (seed: number): number => {
  const plan = planOf(seed);
  const explain = values.explain ? (line: string) => say(line) : undefined;
  const result = runPlan(plan, cryptoFor(seed), explain);
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  for (const [name, count] of result.coverage) say(`  ${name} ${count}`);
  const { violation } = result;
  if (violation !== undefined && values.keep !== undefined) {
    const short = shorten(plan, cryptoFor(seed), 150);
    const found = runPlan(short, cryptoFor(seed)).violation ?? violation;
    const text = `${found.invariant}: ${found.detail}`;
    say(
      `kept with ${short.ops.length} ops: ${keepRegression(values.keep, { found: text, plan: short })}`,
    );
  }
  say(violation === undefined ? 'no violation' : `${violation.invariant}: ${violation.detail}`);
  say(`1 seeds, ${result.events} events, ${violation === undefined ? 0 : 1} violations`);
  return violation === undefined ? 0 : 1;
};

interface Totals {
  seeds: number;
  events: number;
  checkpoints: number;
  readonly coverage: Coverage;
  readonly failures: {
    readonly seed: number;
    readonly repro: string;
    readonly invariant: string;
    readonly detail: string;
  }[];
}

const takeResult = (totals: Totals, result: SeedResult, repro: string): void => {
  totals.seeds += 1;
  totals.events += result.events;
  totals.checkpoints += result.checkpoints;
  totals.coverage.merge(result.coverage);
  if (result.violation === undefined) return;
  totals.failures.push({ seed: result.seed, repro, ...result.violation });
  say(`${repro}   # ${result.violation.invariant}: ${result.violation.detail.slice(0, 300)}`);
};

const manySeeds = async (count: number, from: number, jobs: number): Promise<Totals> => {
  const totals: Totals = {
    seeds: 0,
    events: 0,
    checkpoints: 0,
    coverage: new Coverage(),
    failures: [],
  };
  const isOver = (): boolean => values['until-violation'] && totals.failures.length > 0;
  for (const { name, plan } of values['until-violation'] ? [] : readRegressions()) {
    const before = totals.seeds;
    takeResult(totals, runPlan(plan, cryptoFor(plan.seed)), `regression ${name}`);
    totals.seeds = before;
  }
  let last = performance.now();
  const tasks = Array.from({ length: count }, (_, i) => ({ seed: from + i }));
  const onResult = (result: SeedResult): void => {
    takeResult(totals, result, `npm run sim -- --seed ${result.seed} --explain`);
    if (performance.now() < last + progressMs) return;
    last = performance.now();
    if (!values['until-violation']) process.stderr.write(`${totals.seeds}/${count} seeds\n`);
  };
  await runTasks(tasks, { jobs, isOver, onResult });
  return totals;
};

const runMutants = (jobs: number): Promise<readonly MutantResult[]> => {
  say('mutants:');
  const names = positionals.length > 0 ? positionals : mutantNames();
  return tryMutants(names, jobs, ({ name, seeds, by, breaks }) => {
    const caught = seeds === undefined ? `NOT CAUGHT (${by})` : `seed ${seeds} by ${by}`;
    say(`  ${name.padEnd(32)} ${caught.padEnd(28)} ${breaks}`);
  });
};

const main = async (): Promise<number> => {
  const jobs = whole(values.jobs, 'jobs');
  if (values.seed !== undefined) return oneSeed(whole(values.seed, 'seed'));
  const isMutantsOnly = values.mutants && values.seeds === undefined;
  const count = isMutantsOnly ? 0 : whole(values.seeds ?? '60', 'seeds');
  const started = performance.now();
  const totals = await manySeeds(count, whole(values.from, 'from'), jobs);
  const seconds = Math.round((performance.now() - started) / 1000);
  const isFull = count >= fullRun;
  const neverTaken = requiredCounters.filter((name) => totals.coverage.get(name) === 0);
  if (count > 0) {
    say('coverage:');
    for (const [name, times] of totals.coverage.list()) say(`  ${name.padEnd(44)} ${times}`);
    for (const name of neverTaken) say(`  ${name.padEnd(44)} 0${isFull ? '   NEVER TAKEN' : ''}`);
  }
  const withMutants = values.mutants || (isFull && !values['until-violation']);
  const mutants = withMutants ? await runMutants(jobs) : [];
  const survivors = mutants.filter(({ seeds }) => seeds === undefined);
  const { seeds, events, checkpoints, failures, coverage } = totals;
  if (values.json) {
    const report = { seeds, events, checkpoints, seconds, failures, neverTaken, mutants };
    process.stdout.write(`${JSON.stringify({ ...report, coverage: coverage.list() })}\n`);
  }
  say(`${checkpoints} checkpoints, ${seconds} s`);
  for (const { repro, invariant } of failures) say(`repro: ${repro}   # ${invariant}`);
  if (survivors.length > 0) say(`survived: ${survivors.map(({ name }) => name).join(', ')}`);
  if (isFull && neverTaken.length > 0) say(`never taken: ${neverTaken.join(', ')}`);
  say(`${seeds} seeds, ${events} events, ${failures.length} violations`);
  const isMissing = isFull && neverTaken.length > 0;
  return failures.length > 0 || survivors.length > 0 || isMissing ? 1 : 0;
};

if (values.worker) serveTasks();
else process.exitCode = await main();
