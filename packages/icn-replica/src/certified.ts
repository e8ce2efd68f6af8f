/**
 * Certified state: what the chain of certificates has made final.
 *
 * Invariants:
 * - INV-FOLD-2: nothing here changes but by `commit`, which moves it one height up.
 * - The trees hold the rows of `state`, and nothing else; a candidate that is dropped leaves no trace in them.
 */
import {
  appendMerkle,
  compareEvents,
  compareKeys,
  concat,
  emptyMerkle,
  encodeCbor,
  Layer,
  MerkleTree,
  merkleRoot,
  parentsOf,
  sections,
  toHex,
  zeroHex,
  type Change,
  type Crypto,
  type Hex,
  type LogEvent,
  type MerkleFrontier,
  type RowValue,
  type Section,
} from 'icn-core';
import { anchorsOf } from 'icn-identity';
import type { Checkpoint, SectionRoots } from './checkpoint.ts';
import { foldBatch, type FoldWorld } from './fold.ts';
import { settleWhatIsDue } from './due.ts';

/** Where certified state stands. */
export interface CertifiedHead {
  /** 0 before the first checkpoint. */
  readonly height: number;
  /** Hash of the latest checkpoint; 64 zeros before the first. */
  readonly hash: Hex;
  /** Its T; 0 before the first. */
  readonly time: number;
  /** Number of final events. */
  readonly count: number;
  readonly events: MerkleFrontier;
}

/** The state one height up, not yet taken over. */
export interface Candidate {
  readonly layer: Layer;
  readonly changes: readonly Change[];
  readonly order: readonly LogEvent[];
  readonly time: number;
  readonly events: MerkleFrontier;
  /** The part of the checkpoint that state decides. */
  readonly result: Pick<Checkpoint, 'count' | 'eventsRoot' | 'sections' | 'rules' | 'anchors'>;
}

const genesisHead: CertifiedHead = {
  height: 0,
  hash: zeroHex,
  time: 0,
  count: 0,
  events: emptyMerkle,
};

const leafPrefix = Uint8Array.of(0);

type Trees = Readonly<Record<Section, MerkleTree>>;

/** Certified state and its roots. */
export class Certified {
  readonly #crypto: Crypto;
  /** Undefined until a root is asked for: a replica that was just opened is to answer first. */
  #trees: Trees | undefined;
  #head: CertifiedHead;
  /** The whole certified state. Read it; only `commit` writes. */
  readonly state: Layer;

  /** Starts from a snapshot's state and head, or from nothing. */
  constructor(crypto: Crypto, snapshot?: { readonly state: Layer; readonly head: CertifiedHead }) {
    this.#crypto = crypto;
    this.state = snapshot?.state ?? new Layer();
    this.#head = snapshot?.head ?? genesisHead;
  }

  get head(): CertifiedHead {
    return this.#head;
  }

  /** Folds a batch at time T on top of certified state. The caller ends with `commit` or `drop`, before anything else. */
  fold(batch: readonly LogEvent[], time: number, world: FoldWorld): Candidate {
    const layer = new Layer(this.state);
    const epoch = this.#head.height + 1;
    foldBatch(layer, { epoch, time, events: batch }, world);
    settleWhatIsDue(layer, time, world);
    const order = [...batch].sort(compareEvents);
    const events = order.reduce(
      (tree, event) => appendMerkle(tree, event.id, this.#crypto),
      this.#head.events,
    );
    const changes = layer.changes();
    this.#plant(changes);
    const result = {
      count: this.#head.count + order.length,
      eventsRoot: merkleRoot(events, this.#crypto),
      sections: this.roots(),
      rules: 0,
      anchors: anchorsOf(layer),
    };
    return { layer, changes, order, time, events, result };
  }

  /** Takes a candidate over; `hash` is its checkpoint's. */
  commit(candidate: Candidate, hash: Hex): void {
    candidate.layer.commit();
    this.#head = {
      height: this.#head.height + 1,
      hash,
      time: candidate.time,
      count: candidate.result.count,
      events: candidate.events,
    };
  }

  /** Forgets a candidate. */
  drop(candidate: Candidate): void {
    this.#plant(
      candidate.changes.map(({ table, key }) => ({ table, key, row: this.state.get(table, key) })),
    );
  }

  /** Root of each section. */
  roots(): SectionRoots {
    const trees = this.#planted();
    const root = (section: Section): Hex => toHex(trees[section].root());
    return {
      identity: root('identity'),
      trust: root('trust'),
      ledger: root('ledger'),
      governance: root('governance'),
      conflict: root('conflict'),
    };
  }

  #plant(changes: readonly Change[]): void {
    const trees = this.#planted();
    for (const change of changes) this.#set(trees, change);
  }

  /** The trees over the rows of `state`. */
  #planted(): Trees {
    if (this.#trees !== undefined) return this.#trees;
    const tree = (): MerkleTree => new MerkleTree(this.#crypto.sha256);
    const trees: Trees = {
      identity: tree(),
      trust: tree(),
      ledger: tree(),
      governance: tree(),
      conflict: tree(),
    };
    // A tree is a function of its set of leaves.
    for (const { table, rows } of this.state.tables()) {
      for (const [key, row] of rows) this.#set(trees, { table, key, row });
    }
    this.#trees = trees;
    return trees;
  }

  #set(trees: Trees, { table, key, row }: Change): void {
    const path = this.#crypto.sha256(encodeCbor([table.name, key]));
    const leaf = row === undefined ? undefined : this.#leaf(table.name, key, row);
    trees[table.section].set(path, leaf);
  }

  #leaf(name: string, key: string, row: unknown): Uint8Array {
    return this.#crypto.sha256(concat(leafPrefix, encodeCbor([name, key, row as RowValue])));
  }
}

/** Names of the sections whose roots differ. */
export function differingSections(a: SectionRoots, b: SectionRoots): readonly Section[] {
  return sections.filter((name) => a[name] !== b[name]);
}

/** The events of a batch that no event of the batch has as parent, ascending by id. */
export function headsOf(batch: readonly LogEvent[]): readonly Hex[] {
  const cited = new Set<Hex>();
  for (const event of batch) {
    for (const parent of parentsOf(event)) cited.add(parent);
  }
  return batch
    .map((event) => event.id)
    .filter((id) => !cited.has(id))
    .sort(compareKeys);
}

/**
 * The batch that heads name: every event of the tail that can be reached from them. Undefined when one is missing.
 * @param tailEvent finds an event of the tail.
 * @param isFinal says whether an id is in an earlier epoch.
 */
export function closureOf(
  heads: readonly Hex[],
  tailEvent: (id: Hex) => LogEvent | undefined,
  isFinal: (id: Hex) => boolean,
): readonly LogEvent[] | undefined {
  const reached = new Map<Hex, LogEvent>();
  const open = [...heads];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    const event = tailEvent(id);
    if (event === undefined) {
      if (isFinal(id)) continue;
      return undefined;
    }
    reached.set(id, event);
    open.push(...parentsOf(event));
  }
  return [...reached.values()];
}
