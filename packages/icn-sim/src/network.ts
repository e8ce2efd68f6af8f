/**
 * The network: connections between nodes, and what happens to messages on them. Loss, delay, duplication, reordering and
 * bit flips are drawn per message; a partition swallows messages in the directions it blocks.
 *
 * Invariant: once `heal` was called, every message on a connection arrives once and unchanged.
 */
import type { Rng } from './prng.ts';

/** How bad the network is. Chances in 1,000. */
export interface NetworkFaults {
  readonly loss: number;
  readonly duplicate: number;
  readonly flip: number;
  readonly delayMinMs: number;
  readonly delayMaxMs: number;
  /** Chance of an extra delay of up to ten times the greatest. */
  readonly slow: number;
}

const none: NetworkFaults = {
  loss: 0,
  duplicate: 0,
  flip: 0,
  delayMinMs: 5,
  delayMaxMs: 40,
  slow: 0,
};

/** Ways to cut nodes off from each other. */
export const partitionShapes = ['halves', 'one-way', 'island', 'flapping'] as const;
/** One of the ways. */
export type PartitionShape = (typeof partitionShapes)[number];

/** A partition while it lasts. */
interface Partition {
  readonly shape: PartitionShape;
  readonly isInside: readonly boolean[];
  /** For `flapping`: length of one phase. */
  readonly phaseMs: number;
}

/** What the network does with a message. */
export interface NetworkPort {
  now(): number;
  after(delayMs: number, run: () => void): void;
  count(name: string): void;
  deliver(to: number, from: number, message: Uint8Array): void;
  /** Both ends learn of it. */
  connected(a: number, b: number): void;
  disconnected(a: number, b: number): void;
}

/** All links between `size` nodes. */
export class Network {
  readonly #port: NetworkPort;
  readonly #rng: Rng;
  readonly #size: number;
  #faults: NetworkFaults;
  /** Pairs (low, high) that keep a connection whenever both ends run. */
  readonly #wanted: readonly (readonly [number, number])[];
  /** Connections that stand, with a number that changes whenever one is made anew. */
  readonly #links = new Map<string, number>();
  #made = 0;
  readonly #partitions = new Set<Partition>();

  constructor(
    port: NetworkPort,
    rng: Rng,
    size: number,
    faults: NetworkFaults,
    wanted: readonly (readonly [number, number])[],
  ) {
    this.#port = port;
    this.#rng = rng;
    this.#size = size;
    this.#faults = faults;
    this.#wanted = wanted;
  }

  /** Makes every wanted connection that both ends can have. */
  reconnect(isUp: (node: number) => boolean): void {
    for (const [a, b] of this.#wanted) {
      const key = keyOf(a, b);
      if (this.#links.has(key) || !isUp(a) || !isUp(b)) continue;
      if (this.#blocks(a, b) || this.#blocks(b, a)) continue;
      this.#made += 1;
      this.#links.set(key, this.#made);
      this.#port.connected(a, b);
    }
  }

  /** Ends one connection. */
  disconnect(a: number, b: number): void {
    if (!this.#links.delete(keyOf(a, b))) return;
    this.#port.disconnected(a, b);
  }

  /** Ends the connections of a node that is gone. */
  isolate(node: number): void {
    for (let other = 0; other < this.#size; other += 1) {
      if (other !== node) this.disconnect(node, other);
    }
  }

  /** Cuts some nodes off for a while. `isClean`: connections break at once; otherwise messages vanish. */
  partition(
    shape: PartitionShape,
    isInside: readonly boolean[],
    forMs: number,
    isClean: boolean,
  ): void {
    const partition = { shape, isInside, phaseMs: 500 + this.#rng.below(4000) };
    this.#partitions.add(partition);
    this.#port.count(`partition-${shape}`);
    for (const [a, b] of isClean ? this.#wanted : []) {
      if (this.#blocks(a, b)) this.disconnect(a, b);
    }
    this.#port.after(forMs, () => this.#partitions.delete(partition));
  }

  /** Takes a message from a node. It arrives none, one or more times. */
  send(from: number, to: number, message: Uint8Array): void {
    const made = this.#links.get(keyOf(from, to));
    if (made === undefined) return;
    const { loss, duplicate } = this.#faults;
    if (this.#rng.chance(loss)) {
      this.#port.count('message-lost');
      return;
    }
    this.#fly(from, to, made, message);
    if (!this.#rng.chance(duplicate)) return;
    this.#port.count('message-doubled');
    this.#fly(from, to, made, message);
  }

  /** From now on nothing goes wrong. */
  heal(): void {
    this.#faults = none;
    this.#partitions.clear();
  }

  #fly(from: number, to: number, made: number, message: Uint8Array): void {
    const { delayMinMs, delayMaxMs, slow, flip } = this.#faults;
    const rng = this.#rng;
    const extra = rng.chance(slow) ? rng.below(10 * delayMaxMs) : 0;
    const bytes = rng.chance(flip) ? this.#damage(message) : message;
    this.#port.after(rng.between(delayMinMs, delayMaxMs) + extra, () => {
      // A connection that was made anew does not carry what the old one lost.
      if (this.#links.get(keyOf(from, to)) !== made) return;
      if (this.#blocks(from, to)) {
        this.#port.count('message-blocked');
        return;
      }
      this.#port.deliver(to, from, bytes);
    });
  }

  #damage(message: Uint8Array): Uint8Array {
    this.#port.count('message-damaged');
    const rng = this.#rng;
    if (rng.chance(300)) return message.slice(0, rng.below(message.length));
    const damaged = message.slice();
    const at = rng.below(damaged.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << rng.below(8));
    return damaged;
  }

  #blocks(from: number, to: number): boolean {
    for (const { shape, isInside, phaseMs } of this.#partitions) {
      const [a, b] = [isInside[from] === true, isInside[to] === true];
      if (a === b && !(shape === 'island' && a)) continue;
      if (shape === 'one-way' && !a) continue;
      if (shape === 'flapping' && this.#port.now() % (2 * phaseMs) < phaseMs) continue;
      return true;
    }
    return false;
  }
}

const keyOf = (a: number, b: number): string => (a < b ? `${a}-${b}` : `${b}-${a}`);
