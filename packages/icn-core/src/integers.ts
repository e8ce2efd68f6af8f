/**
 * Whole numbers: the one place where a division, a bound on a sum or the lesser of two is written down.
 *
 * Invariant: every result is a safe integer, or the caller is told that there is none.
 */
import { assert } from './outcome.ts';

/**
 * `dividend` over `divisor`, rounded down (towards minus infinity). Exact for all safe integers:
 * the remainder is taken off first, so the division itself never rounds. @throws Error for a
 * divisor that is not positive: a bug of the caller.
 */
export function divideDown(dividend: number, divisor: number): number {
  assert(divisor > 0, 'INTEGER-1: a divisor is positive');
  const remainder = dividend % divisor;
  const exact = dividend - (remainder < 0 ? remainder + divisor : remainder);
  // oxlint-disable-next-line icn/no-float
  return exact / divisor;
}

/** The lesser of two moments, either of which may not be coming. */
export function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

/** True for an integer within ±(2^53-1): what state and wire may hold. */
export function isInRange(value: number): boolean {
  return Number.isSafeInteger(value);
}
