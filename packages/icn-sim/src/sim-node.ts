/**
 * One process with its disk: the driver of a production replica. It carries out effects as the contract in icn-replica
 * asks: writes at once, in one open transaction; what leaves waits for the commit, which comes a little later (group
 * commit), so that a crash can fall between the two.
 *
 * Invariants:
 * - Nothing leaves the node while a write is uncommitted.
 * - After a crash nothing of the process is left but what its disk holds.
 */
import { MemoryDisk, MemoryLog, StoreFault, type Hex, type Signer } from 'icn-core';
import {
  carryOut,
  isWrite,
  openReplica,
  step,
  type Effect,
  type Input,
  type OutwardEffect,
  type Replica,
  type Submitted,
} from 'icn-replica';
import { SimClock } from './clock.ts';
import type { SimCrypto } from './sim-crypto.ts';
import { Violation } from './violation.ts';

/** What a node asks of the world around it. */
export interface Surroundings {
  readonly crypto: SimCrypto;
  readonly checkpointDelayMs: number;
  /** True Unix time. */
  trueTime(): number;
  after(delayMs: number, run: () => void): void;
  /** How long the next commit takes to come. */
  commitDelayMs(): number;
  count(name: string): void;
  send(from: number, peer: string, message: Uint8Array): void;
  dropLink(from: number, peer: string): void;
  replied(node: SimNode, request: number, result: Submitted): void;
  /** Certificates of these heights are durable here now. */
  certified(node: SimNode, heights: readonly number[]): void;
  /** After each step that wrote. */
  stepped(node: SimNode): void;
  /** The disk failed; the process is gone. */
  failed(node: SimNode): void;
}

type Untimed<One> = One extends unknown ? Omit<One, 'now'> : never;
/** An input but for its time, which the node's clock adds. */
export type NodeInput = Untimed<Input>;

/** A process while it runs. */
interface Process {
  readonly log: MemoryLog;
  readonly replica: Replica;
  /** What waits for the commit. */
  held: OutwardEffect[];
  heights: number[];
  isDirty: boolean;
}

/** One node. */
export class SimNode {
  readonly index: number;
  readonly clock = new SimClock();
  readonly disk: MemoryDisk;
  readonly anchor: Signer;
  readonly #world: Surroundings;
  #process: Process | undefined;
  /** How often it was started. */
  starts = 0;

  constructor(index: number, coop: Hex, world: Surroundings) {
    this.index = index;
    this.disk = new MemoryDisk(coop);
    this.anchor = world.crypto.signer(`anchor ${index}`);
    this.#world = world;
  }

  get isUp(): boolean {
    return this.#process !== undefined;
  }

  get replica(): Replica | undefined {
    return this.#process?.replica;
  }

  get log(): MemoryLog | undefined {
    return this.#process?.log;
  }

  /** What its clock shows. */
  now(): number {
    return this.clock.read(this.#world.trueTime());
  }

  /** Starts the process from what the disk holds. */
  start(anew = false): void {
    const log = new MemoryLog(this.disk);
    const { crypto, checkpointDelayMs } = this.#world;
    const deps = { log, crypto: crypto.crypto, anchor: this.anchor, checkpointDelayMs };
    if (this.starts > 0) {
      this.#world.count(anew || log.snapshot() === undefined ? 'restart-anew' : 'restart-snapshot');
    }
    const replica = this.#guarded(() => openReplica(deps, { anew }));
    this.starts += 1;
    this.#process = { log, replica, held: [], heights: [], isDirty: false };
  }

  /** Ends the process without warning. */
  crash(): void {
    const running = this.#process;
    if (running === undefined) return;
    if (running.isDirty) this.#world.count('crash-before-commit');
    running.log.crash();
    this.#process = undefined;
  }

  /** Ends the process in order: derived state is kept. */
  stop(): void {
    if (!this.isUp) return;
    this.feed({ kind: 'stop' });
    this.commit();
    this.#process?.log.close();
    this.#process = undefined;
  }

  /** Lets one thing happen to the replica. */
  feed(input: NodeInput): void {
    const running = this.#process;
    if (running === undefined) return;
    const timed = { ...input, now: this.now() } as Input;
    const effects = this.#guarded(() => step(running.replica, timed));
    if (this.#carryOut(running, effects)) this.#world.stepped(this);
    else if (this.#process === running && !running.isDirty) this.#release(running);
  }

  /** Makes the open transaction durable, then lets go what waited for it. */
  commit(): void {
    const running = this.#process;
    if (running === undefined || !running.isDirty) return;
    if (!this.#overFault(() => running.log.commit())) return;
    running.isDirty = false;
    this.#release(running);
  }

  #carryOut(running: Process, effects: readonly Effect[]): boolean {
    let wrote = false;
    for (const effect of effects) {
      if (!isWrite(effect)) {
        running.held.push(effect);
        continue;
      }
      wrote = true;
      if (!this.#overFault(() => carryOut(effect, running.log))) return false;
      if (effect.kind === 'append-certificate') running.heights.push(effect.height);
    }
    if (wrote && !running.isDirty) {
      running.isDirty = true;
      this.#world.after(this.#world.commitDelayMs(), () => {
        if (this.#process === running) this.commit();
      });
    }
    return wrote;
  }

  #release(running: Process): void {
    const { held, heights } = running;
    running.held = [];
    running.heights = [];
    if (heights.length > 0) this.#world.certified(this, heights);
    for (const effect of held) {
      switch (effect.kind) {
        case 'send':
          this.#world.send(this.index, effect.peer, effect.message);
          break;
        case 'disconnect':
          this.#world.dropLink(this.index, effect.peer);
          break;
        case 'reply':
          this.#world.replied(this, effect.request, effect.result);
          break;
        case 'alarm':
          throw new Violation('INV-FOLD-1', `n${this.index} diverged in ${effect.sections.join()}`);
      }
    }
  }

  /** False when the disk failed: the process ends as the daemon's does, and starts again. */
  #overFault(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof StoreFault)) throw this.#bug(error);
      this.#world.count('disk-fault');
      this.crash();
      this.#world.failed(this);
      return false;
    }
  }

  #guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw this.#bug(error);
    }
  }

  #bug(error: unknown): Violation {
    if (error instanceof Violation) return error;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new Violation('INV-FOLD-4', `n${this.index} threw ${text}`);
  }
}
