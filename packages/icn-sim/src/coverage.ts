/**
 * Counts of rare paths. A simulator that never reaches a path says nothing about it, so over 600 seeds each of
 * `requiredCounters` (required-counters.ts) has to be above zero.
 */
import { compareKeys } from 'icn-core';

/** Counts by name. */
export class Coverage {
  readonly #counts = new Map<string, number>();

  add(name: string, by = 1): void {
    if (by > 0) this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  merge(other: readonly (readonly [string, number])[]): void {
    for (const [name, count] of other) this.add(name, count);
  }

  /** By name, ascending. */
  list(): readonly (readonly [string, number])[] {
    return [...this.#counts].toSorted((a, b) => compareKeys(a[0], b[0]));
  }

  get(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
}
