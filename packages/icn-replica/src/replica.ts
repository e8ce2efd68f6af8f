/**
 * The replica: one node's copy of the cooperative, driven by `step(replica, input)`. The daemon's driver and the simulator
 * are two drivers of this one loop.
 *
 * Contract with the driver:
 * - It calls `step` for one input at a time and carries out the returned effects before the next call.
 * - Writing effects go into the log's open transaction at once; `send`, `reply` and `alarm` leave only after a commit.
 *   It may gather several steps into one commit.
 * - Time enters with the input (`now`, Unix milliseconds) and nowhere else.
 *
 * Invariants:
 * - What a replica keeps in memory about the log equals what the log would say.
 * - A replica that has diverged from a certificate takes no further certificate.
 */
import {
  zeroHex,
  type Crypto,
  type Hex,
  type LogReader,
  type Section,
  type Signer,
  type StateReader,
} from 'icn-core';
import { Certified } from './certified.ts';
import type { Certificate } from './checkpoint.ts';
import type { Effect } from './effect.ts';
import { EventIndex } from './event-index.ts';
import type { FoldWorld } from './fold.ts';
import { registry } from './registry.ts';
import { PendingEvents } from './pending.ts';
import { Statements } from './statements.ts';
import { Tail } from './tail.ts';
import { ChainHashes } from './chain-hashes.ts';

/** What a replica is made with. */
export interface ReplicaDeps {
  readonly log: LogReader;
  readonly crypto: Crypto;
  /** Present on an anchor: signs checkpoints. */
  readonly anchor?: Signer | undefined;
  /** Least time between an event's arrival, or the last checkpoint, and the next checkpoint. Default 1,500 ms. */
  readonly checkpointDelayMs?: number | undefined;
}

/** How a replica's own fold came to differ from a certificate. */
export interface Divergence {
  readonly height: number;
  readonly sections: readonly Section[];
}

/** What is known of a connected peer. */
export interface Peer {
  /** Set once its hello named this cooperative. */
  greeted: boolean;
  /** Highest number per device that it is known to hold. */
  readonly knows: Map<Hex, number>;
}

/** One node's copy. Made by `createReplica`; only the modules of this package write to it. */
export interface Replica {
  readonly deps: ReplicaDeps;
  readonly world: FoldWorld;
  readonly hashes: ChainHashes;
  readonly certified: Certified;
  readonly tail: Tail;
  readonly index: EventIndex;
  readonly pending: PendingEvents;
  /** The view of entries by account. */
  readonly statements: Statements;
  /** Certificates that wait for an earlier one or for events, by height. */
  readonly waiting: Map<number, Certificate>;
  readonly peers: Map<string, Peer>;
  divergence: Divergence | undefined;
  /** When this replica last took a checkpoint over, by its own clock; 0 before. */
  checkpointedAt: number;
  /** When it last offered its state to all peers. */
  offeredAt: number;
  /** Number of final events when the last snapshot was taken. */
  snapshotCount: number;
  /** Effects of the step under way. */
  out: Effect[];
}

/** Assembles a replica around certified state. The log is read by `openReplica`. */
export function assembleReplica(deps: ReplicaDeps, certified: Certified): Replica {
  const hashes = new ChainHashes(deps.log, deps.crypto);
  const { height, hash, count } = certified.head;
  if (height > 0) hashes.remember(height, hash);
  const world: FoldWorld = {
    coop: deps.log.coop,
    registry,
    sha256: deps.crypto.sha256,
    hashAt: (at) => (at === 0 ? zeroHex : hashes.at(at)),
  };
  return {
    deps,
    world,
    hashes,
    certified,
    tail: new Tail(certified.state, height + 1, world),
    index: new EventIndex(deps.log, deps.crypto),
    pending: new PendingEvents(),
    statements: new Statements(),
    waiting: new Map(),
    peers: new Map(),
    divergence: undefined,
    checkpointedAt: 0,
    offeredAt: 0,
    snapshotCount: count,
    out: [],
  };
}

/**
 * True when `forMs` have passed since a moment that this node's clock told. A clock that was set back tells nothing about
 * it: then the time counts as passed, or a node whose clock was a day ahead would stand still for a day.
 */
export function hasElapsed(since: number, forMs: number, now: number): boolean {
  return now < since || now >= since + forMs;
}

/** State to be asked: what is final, or with the tail on top. Valid until the next step. */
export function stateOf(replica: Replica, level: 'final' | 'provisional'): StateReader {
  return level === 'final' ? replica.certified.state : replica.tail.state();
}
