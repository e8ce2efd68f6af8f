/** Running seeds, and shortening those that fail. */
import type { Op } from './op.ts';
import { planOf, type Plan } from './plan.ts';
import type { SimCrypto } from './sim-crypto.ts';
import { Simulation } from './simulation.ts';
import { Violation } from './violation.ts';

/** What came of one seed. */
export interface SeedResult {
  readonly seed: number;
  /** Undefined: all is well. */
  readonly violation: { readonly invariant: string; readonly detail: string } | undefined;
  readonly events: number;
  readonly checkpoints: number;
  readonly coverage: readonly (readonly [string, number])[];
}

/** Runs one seed. `explain` gets a line per op. */
export function runSeed(
  seed: number,
  crypto: SimCrypto,
  explain?: (line: string) => void,
): SeedResult {
  return runPlan(planOf(seed), crypto, explain);
}

/** Runs a plan. */
export function runPlan(
  plan: Plan,
  crypto: SimCrypto,
  explain?: (line: string) => void,
): SeedResult {
  let simulation: Simulation | undefined;
  let violation: SeedResult['violation'];
  try {
    simulation = new Simulation(plan, crypto, explain);
    simulation.run();
  } catch (error) {
    violation =
      error instanceof Violation
        ? { invariant: error.invariant, detail: error.detail }
        : {
            invariant: 'SIM',
            detail: error instanceof Error ? (error.stack ?? '') : String(error),
          };
  }
  const coverage = simulation?.coverage;
  return {
    seed: plan.seed,
    violation,
    events: coverage?.get('events') ?? 0,
    checkpoints: coverage?.get('checkpoints') ?? 0,
    coverage: coverage?.list() ?? [],
  };
}

/**
 * Leaves out ops while the plan still breaks the same invariant: halves first, then smaller pieces (delta debugging,
 * Zeller and Hildebrandt, 2002).
 * @param runsMax how many runs it may take.
 */
export function shorten(plan: Plan, crypto: SimCrypto, runsMax: number): Plan {
  const wanted = runPlan(plan, crypto).violation?.invariant;
  let runs = 0;
  const fails = (ops: readonly Op[]): boolean => {
    runs += 1;
    return runPlan({ ...plan, ops }, crypto).violation?.invariant === wanted;
  };
  let { ops } = plan;
  for (let size = ops.length >> 1; size > 0 && runs < runsMax; size >>= 1) {
    for (let at = 0; at < ops.length && runs < runsMax;) {
      const fewer = [...ops.slice(0, at), ...ops.slice(at + size)];
      if (fails(fewer)) ops = fewer;
      else at += size;
    }
  }
  return { ...plan, ops };
}
