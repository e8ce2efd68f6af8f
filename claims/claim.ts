/**
 * What a claim is: a promise of the product as data, with the way to measure it and a patch that
 * breaks it.
 *
 * Invariants:
 * - A measurement that ran nothing makes its claim false, never true.
 * - A breaker patches production code alone. Shipped code holds no switch that weakens a rule.
 */

/** Tests, picked by words of their full names. */
export interface SuiteMeasure {
  readonly kind: 'suite';
  /** Project of vitest.config.ts that runs them. */
  readonly project: string;
  readonly files: readonly string[];
  /**
   * A test belongs to the claim when its name, describe blocks included, contains one of these; each
   * has to be found. Without them every test of the files does.
   */
  readonly tests?: readonly string[];
  /** Fewest tests that have to have run. */
  readonly testsMin: number;
}

/** A program that prints one JSON object last on standard output. */
export interface ProgramMeasure {
  readonly kind: 'program';
  /** Run in the root of a checkout; `node` is the one that the repository brings. */
  readonly command: readonly string[];
  readonly limitSeconds: number;
  /** Path of the number that says how much was looked at: 0 of it is a measurement of nothing. */
  readonly ran: string;
  /** The first is the figure that is shown. */
  readonly thresholds: readonly Threshold[];
}

/** What a figure has to be. */
export interface Threshold {
  /**
   * Path into the JSON, keys joined by dots; in an array the element with that `name`. The length of
   * an array, 1 for true and 0 for false count as numbers.
   */
  readonly figure: string;
  readonly bound: 'at least' | 'at most' | 'exactly';
  readonly value: number;
  /** What the number counts, in words. */
  readonly unit: string;
}

/** A promise. */
export interface Claim {
  readonly name: string;
  /** Part of the product: `core`. */
  readonly capability: string;
  /** The promise, in plain words for a member. */
  readonly sentence: string;
  readonly weight: 'quick' | 'heavy';
  readonly measure: SuiteMeasure | ProgramMeasure;
  /** File in claims/breakers/: a patch after which the claim is false. */
  readonly breaker: string;
}

/** What a measurement found. */
export interface Measurement {
  readonly figures: Readonly<Record<string, number>>;
  /** How much was looked at. */
  readonly ran: number;
  /** Why this was no measurement: a file that did not load, a program that crashed. */
  readonly problems: readonly string[];
  /** What was found wrong, one line each. */
  readonly failures: readonly string[];
  /** True when something was found wrong in a way that a broken program would be, too. */
  readonly isCrash: boolean;
  readonly seconds: number;
}

/** The thresholds of a claim: those of a suite follow from its tests. */
function thresholdsOf({ measure }: Claim): readonly Threshold[] {
  if (measure.kind === 'program') return measure.thresholds;
  return [
    { figure: 'passed', bound: 'at least', value: measure.testsMin, unit: 'tests passed' },
    { figure: 'failed', bound: 'exactly', value: 0, unit: 'failed' },
  ];
}

/** True when a figure keeps its bound. One that is missing keeps nothing. */
function keeps({ figure, bound, value }: Threshold, { figures }: Measurement): boolean {
  const found = figures[figure];
  if (found === undefined || Number.isNaN(found)) return false;
  if (bound === 'exactly') return found === value;
  return bound === 'at least' ? found >= value : found <= value;
}

/** Does the claim hold, by this measurement? */
export function holds(claim: Claim, measurement: Measurement): boolean {
  return (
    measurement.ran > 0 &&
    measurement.problems.length === 0 &&
    thresholdsOf(claim).every((threshold) => keeps(threshold, measurement))
  );
}

/** The figure in words: `12 tests passed (at least 12)`. */
export function showFigure(claim: Claim, measurement: Measurement): string {
  const thresholds = thresholdsOf(claim);
  const missed = thresholds.filter((threshold) => !keeps(threshold, measurement));
  const shown = missed.length === 0 ? thresholds.slice(0, 1) : missed;
  return shown
    .map(({ figure, bound, value, unit }) => {
      const found = measurement.figures[figure];
      const number = found === undefined ? 'no figure of' : showNumber(found);
      return `${number} ${unit} (${bound} ${showNumber(value)})`;
    })
    .join(', ');
}

function showNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
