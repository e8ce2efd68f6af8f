/** A node's wall clock: right, skewed, coarse, frozen, or jumping. All times are milliseconds. */

/** Unix time at which every simulation starts: 1 March 2027. */
export const startMs = 1_803_859_200_000;

/** One wall clock. */
export class SimClock {
  /** How far it is ahead of true time. */
  skewMs = 0;
  /** Least step: 1, or 60,000 for a clock that shows whole minutes. */
  grainMs = 1;
  #frozenAt: number | undefined;

  /** What it shows when true time is `now`. */
  read(now: number): number {
    const shown = this.#frozenAt ?? now + this.skewMs;
    return shown - (shown % this.grainMs);
  }

  /** Stops it at what it shows. */
  freeze(now: number): void {
    this.#frozenAt ??= now + this.skewMs;
  }

  /** Makes it right. */
  repair(): void {
    this.skewMs = 0;
    this.grainMs = 1;
    this.#frozenAt = undefined;
  }
}
