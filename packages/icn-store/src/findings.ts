/**
 * Collects what a check finds. Runs of neighbouring rows with one code become one finding, so that a lost page reads as
 * "events 100 to 107" and a lost file does not fill the screen.
 */
import { StoreFault } from 'icn-core';
import type { Finding } from 'icn-core';

interface Run {
  readonly finding: Finding;
  /** Place without its number; undefined when the place has none. */
  readonly series: string | undefined;
  last: number;
}

/** Findings in the order they were made. */
export class Findings {
  readonly #runs: Run[] = [];
  #count = 0;

  /** How many were added, runs counted row by row. */
  get count(): number {
    return this.#count;
  }

  /** Adds one. A place that ends in a number continues a run with the same code. */
  add(place: string, code: string, sentence: string): void {
    this.#count += 1;
    const numbered = /^(.* )([1-9]\d{0,9})$/.exec(place);
    const [series, number] = [numbered?.[1], Number(numbered?.[2] ?? 0)];
    const open = this.#runs.at(-1);
    if (
      open?.series !== undefined &&
      open.series === series &&
      open.finding.code === code &&
      open.last + 1 === number
    ) {
      open.last = number;
      return;
    }
    this.#runs.push({ finding: { place, code, sentence }, series, last: number });
  }

  /** Does a check; what cannot be read for damage becomes a finding. @throws StoreFault when the disk itself fails. */
  guard<Result>(place: string, check: () => Result): Result | undefined {
    try {
      return check();
    } catch (failure) {
      if (!(failure instanceof StoreFault) || failure.code !== 'corrupt') throw failure;
      this.add(place, 'unreadable', 'It cannot be read: the file is damaged there.');
      return undefined;
    }
  }

  /** All findings. */
  list(): readonly Finding[] {
    return this.#runs.map(({ finding, series, last }) => {
      if (series === undefined || finding.place === `${series}${last}`) return finding;
      const sentence = `${finding.sentence} The same for all up to ${last}.`;
      return { ...finding, place: `${finding.place} to ${last}`, sentence };
    });
  }
}
