/**
 * The order of events within one epoch: by claimed time, then id. The epoch, which comes first, is the caller's: an
 * event does not know which checkpoint will cover it.
 *
 * Invariant: parents come before children, because time strictly rises along parents.
 */
import type { Hex } from './bytes.ts';
import { compareHlc, type Hlc } from './hlc.ts';
import { compareKeys } from './state.ts';

/** What the order looks at. */
export interface Ordered {
  readonly id: Hex;
  readonly time: Hlc;
}

/** Orders events of one epoch. Zero only for one and the same event. */
export function compareEvents(a: Ordered, b: Ordered): number {
  return compareHlc(a.time, b.time) || compareKeys(a.id, b.id);
}
