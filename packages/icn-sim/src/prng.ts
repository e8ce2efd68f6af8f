/**
 * Randomness from a seed: sfc32 (Chris Doty-Humphrey, PractRand), 32-bit integers only, so a seed gives the same run on
 * every machine.
 *
 * Invariant: a generator is used for one purpose (`fork`), so that leaving out one decision does not shift the others.
 */

/** A seeded generator. */
export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, purpose = 0) {
    this.#a = seed | 0;
    this.#b = purpose | 0;
    this.#c = 0x9e3779b9 | 0;
    for (let i = 0; i < 15; i += 1) this.next();
  }

  /** 0 to 2^32 - 1. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 to `end` - 1; 0 when `end` is below 1. The bias below 2^-12 for the sizes used here does not matter. */
  below(end: number): number {
    return end < 1 ? 0 : this.next() % end;
  }

  /** `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True in `permille` of 1,000 cases. */
  chance(permille: number): boolean {
    return this.below(1000) < permille;
  }

  /** One of a list; undefined of an empty one. */
  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.below(items.length)];
  }

  /** One of a list that is not empty. */
  oneOf<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }

  /** A copy in random order (Fisher and Yates). */
  shuffle<Item>(items: readonly Item[]): Item[] {
    const mixed = [...items];
    for (let i = mixed.length - 1; i > 0; i -= 1) {
      const j = this.below(i + 1);
      const [a, b] = [mixed[i], mixed[j]];
      if (a === undefined || b === undefined) continue;
      mixed[i] = b;
      mixed[j] = a;
    }
    return mixed;
  }

  /** A generator for one purpose. */
  fork(purpose: number): Rng {
    return new Rng(this.next(), purpose);
  }
}
