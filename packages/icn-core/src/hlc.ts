/**
 * Hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014): wall time that never runs backwards along
 * parents, with a counter for what happens within one millisecond.
 *
 * Invariant: `nextHlc` is greater than every parent's time.
 */
import { timeCounterEnd } from './limits.ts';

/** A time as claimed by an author. */
export interface Hlc {
  /** Unix time in milliseconds, 0 to 2^48 - 1. */
  readonly ms: number;
  /** 0 to 2^16 - 1. */
  readonly counter: number;
}

/** Orders times by ms, then counter. Negative, zero or positive. */
export function compareHlc(a: Hlc, b: Hlc): number {
  return a.ms - b.ms || a.counter - b.counter;
}

/**
 * The time of an author's next event: not below its own clock and greater than every parent's.
 *
 * The result leaves the range when a parent stands at the last millisecond of the year 10889; composing refuses it.
 */
export function nextHlc(ownMs: number, parents: readonly Hlc[]): Hlc {
  let ms = ownMs;
  let counter = 0;
  for (const parent of parents) {
    if (parent.ms > ms || (parent.ms === ms && parent.counter >= counter)) {
      ms = parent.ms;
      counter = parent.counter + 1;
    }
  }
  return counter < timeCounterEnd ? { ms, counter } : { ms: ms + 1, counter: 0 };
}
