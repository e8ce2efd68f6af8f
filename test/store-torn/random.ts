/** Numbers that follow from a seed: xorshift32 by Marsaglia (2003), which is plenty for choosing what breaks. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed + 1, 0x9e3779b1) | 1) >>> 0;
    // Neighbouring seeds start alike; a few rounds part them.
    for (let round = 0; round < 8; round += 1) this.below(2);
  }

  /** An integer from 0 up to but not including `end`, at most 2^32. */
  below(end: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return Math.floor((this.#state / 2 ** 32) * end);
  }
}
