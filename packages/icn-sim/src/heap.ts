/**
 * Virtual time: what happens next, by (time, order of planning).
 *
 * Invariant: two things planned for one time happen in the order in which they were planned.
 */

interface Planned {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

const isBefore = (a: Planned, b: Planned): boolean =>
  a.at < b.at || (a.at === b.at && a.order < b.order);

/** The agenda of one simulation: a binary heap. */
export class Agenda {
  readonly #heap: Planned[] = [];
  #order = 0;
  #now = 0;

  /** Milliseconds since the start of the simulation. */
  get now(): number {
    return this.#now;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Plans something `delay` milliseconds from now. */
  after(delay: number, run: () => void): void {
    const heap = this.#heap;
    this.#order += 1;
    const planned = { at: this.#now + delay, order: this.#order, run };
    let at = heap.push(planned) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || isBefore(parent, planned)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = planned;
  }

  /** Runs everything up to and including `until`, in order; `isDone` ends it early. */
  run(until: number, isDone: () => boolean): void {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > until || isDone()) break;
      this.#pop();
      this.#now = next.at;
      next.run();
    }
    if (this.#now < until && !isDone()) this.#now = until;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      const left = heap[down];
      if (left === undefined) break;
      const right = heap[down + 1];
      if (right !== undefined && isBefore(right, left)) down += 1;
      const child = heap[down];
      if (child === undefined || isBefore(last, child)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
  }
}
