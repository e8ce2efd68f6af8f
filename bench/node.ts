/** A node for measuring: the production replica on the production store, without a network. */
import { createLogStore, openLogStore } from 'icn-store';
import {
  carryOut,
  isWrite,
  openReplica,
  step,
  type Effect,
  type Input,
  type Replica,
} from 'icn-replica';
import { assert, encodeCbor, fromHex, type LogStore } from 'icn-core';
import { benchCrypto, type Signed, type Workload } from './workload.ts';

const peer = 'peer';

/** Events in one message, and so in one commit, where a round number is wanted. */
export const frameEvents = 500;

/** The part of a node that measuring needs. */
export class BenchNode {
  readonly log: LogStore;
  readonly replica: Replica;

  private constructor(log: LogStore, workload: Workload) {
    this.log = log;
    this.replica = openReplica({ log, crypto: benchCrypto, anchor: workload.anchor });
  }

  /** A new node in `directory` that certifies for the workload's cooperative. */
  static create(directory: string, workload: Workload): BenchNode {
    const node = new BenchNode(createLogStore(directory, workload.coop), workload);
    node.connect();
    return node;
  }

  /** Opens the node in a directory again, ready to be asked. */
  static open(directory: string, workload: Workload): BenchNode {
    const node = new BenchNode(openLogStore(directory), workload);
    node.ask();
    return node;
  }

  /** Lets the peer that events come from say hello. */
  connect(): void {
    this.step({ kind: 'connected', now: 0, peer });
    const { coop } = this.log;
    const hello = encodeCbor(['hello', 1, fromHex(coop), 0, 0, new Uint8Array(32)]);
    this.step({ kind: 'received', now: 0, peer, message: hello });
  }

  /** Lets one thing happen, durably. */
  step(input: Input): readonly Effect[] {
    const effects = step(this.replica, input);
    for (const effect of effects) if (isWrite(effect)) carryOut(effect, this.log);
    this.log.commit();
    return effects;
  }

  /** Takes a frame of events from the peer, durably, and folds it. */
  receive(message: Uint8Array, now: number): void {
    this.step({ kind: 'received', now, peer, message });
    this.ask();
  }

  /** Hands in an event as a local client does, until the reply may leave. */
  submit(wire: Uint8Array, now: number): void {
    const effects = this.step({ kind: 'submit', now, request: 1, wire });
    const isTaken = effects.some((effect) => effect.kind === 'reply' && 'id' in effect.result);
    assert(isTaken, 'the node takes what the workload hands in');
  }

  /** Makes the tail final. The workload's next events build on the new checkpoint. */
  checkpoint(workload: Workload): void {
    // First an input that says what time it is, so that the tail counts as having waited.
    workload.nowMs += 10_000;
    this.step({ kind: 'tick', now: workload.nowMs });
    const { height, hash } = this.replica.certified.head;
    assert(this.replica.tail.size === 0, 'a checkpoint of an anchor covers its whole tail');
    workload.basis = { height, hash };
  }

  /** Provisional state is there to be asked. */
  ask(): void {
    const { certified, tail } = this.replica;
    assert(certified.head.count + tail.size === this.log.counts().events, 'all events are folded');
    tail.state();
  }

  /** An orderly stop. */
  stop(now: number): void {
    this.step({ kind: 'stop', now });
    this.log.close();
  }
}

/** The message that brings events. */
export function frameOf(events: readonly Signed[]): Uint8Array {
  return encodeCbor(['events', events.map(({ wire }) => wire), false]);
}

/** Takes `count` more events in, with a checkpoint after each two frames, and no measuring. */
export function feed(
  node: BenchNode,
  workload: Workload,
  count: number,
  onProgress: (done: number) => void,
): void {
  for (let done = 0; done < count; done += 2 * frameEvents) {
    for (let frame = 0; frame < 2; frame += 1) {
      node.receive(frameOf(workload.next(frameEvents)), workload.nowMs);
    }
    node.checkpoint(workload);
    onProgress(done);
  }
}
