/** A run as its mishaps, crooks and checks see it: what they may look at and what they may do. */
import type { Hex } from 'icn-core';
import type { Observer } from './checks/observer.ts';
import type { Coverage } from './coverage.ts';
import type { Agenda } from './heap.ts';
import type { Network } from './network.ts';
import type { Link, Person } from './people.ts';
import type { Plan } from './plan.ts';
import type { Rng } from './prng.ts';
import type { SimNode, Surroundings } from './sim-node.ts';

/** An event that some node has acknowledged. */
export interface Acked {
  readonly id: Hex;
  readonly node: number;
}

/** The run under way. */
export interface World extends Surroundings {
  readonly plan: Plan;
  readonly coverage: Coverage;
  readonly agenda: Agenda;
  readonly nodes: readonly SimNode[];
  readonly people: readonly Person[];
  readonly network: Network;
  readonly observer: Observer;
  readonly links: Link[];
  readonly acked: Acked[];
  /** Wires seen by crooks, for replay. */
  readonly seen: Uint8Array[];
  readonly coop: Hex;
  readonly rng: Rng;
  /** How far all clocks have been moved on at once. */
  leapMs: number;
  /** Ends a node's process right after its next write, before the commit. */
  crashOnWrite(node: SimNode, downMs: number): void;
  crashNode(node: SimNode, downMs: number, anew: boolean): void;
  stopNode(node: SimNode, downMs: number): void;
  /** Hands events to a node as a peer of its own would. */
  inject(node: SimNode, wires: readonly Uint8Array[]): void;
  injectMessage(node: SimNode, message: Uint8Array): void;
  /** Compares a node with the naive fold and a fresh replica; false when that was done often enough. */
  audit(node: SimNode): boolean;
}
