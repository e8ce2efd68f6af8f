/**
 * Measuring on a noisy machine: what is measured and what it is held against take turns in small
 * portions, so that whatever slows the machine slows both, and the figure is the median of the
 * ratios of the portions.
 */

/** Seconds that one call takes. */
export function secondsOf(work: () => void): number {
  const before = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - before) / 1e9;
}

/** The middle value; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[(sorted.length - 1) >> 1];
  if (middle === undefined) throw new Error('a median needs a value');
  return middle;
}

/** Median over the portions of the first divided by the second. */
export function medianRatio(first: readonly number[], second: readonly number[]): number {
  return median(first.map((seconds, portion) => seconds / (second[portion] ?? Number.NaN)));
}

/** What a line of the table has to keep. */
interface Limit {
  readonly bound: 'at least' | 'at most';
  readonly value: number;
}

/** One line of the table. */
export interface Line {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Absent on a line that only informs. */
  readonly limit?: Limit;
  /** What was measured, in words, with the figures behind the value. */
  readonly figure: string;
}

/** True when a line keeps its limit, or has none. A value that is no number keeps nothing. */
export function holds({ value, limit }: Line): boolean {
  if (limit === undefined) return true;
  return limit.bound === 'at least' ? value >= limit.value : value <= limit.value;
}

/** Tells the person who waits what is under way: `done` of `total` units of `what`. */
export type Progress = (what: string, done: number, total: number) => void;

/** Amounts of work: what the limits are stated for, or less for a quick look. */
export interface Sizes {
  readonly ingestEvents: number;
  readonly payments: number;
  readonly diskPayments: number;
  readonly openingEvents: number;
  readonly openings: number;
  /** Length of the short and the long log whose cost per event is compared. */
  readonly shortEvents: number;
  readonly longEvents: number;
}
