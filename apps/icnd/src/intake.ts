/**
 * Full validation of a log from outside, one event and one certificate at a time: what an import takes in, and what a
 * check of the own records goes through again. A replica without a key of its own receives them as from a peer.
 *
 * Invariant: what was taken in has passed every rule of 1-events and 2-order: signatures, links, order, folded roots.
 */
import {
  checkLinks,
  decodeEvent,
  isRejection,
  reject,
  verifyEvent,
  zeroHex,
  type Crypto,
  type Hex,
  type LogStore,
  type Rejection,
} from 'icn-core';
import {
  carryOut,
  decodeCertificate,
  encodeMessage,
  isWrite,
  openReplica,
  stateRoot,
  step,
  typeOf,
  type Message,
  type Replica,
} from 'icn-replica';

const peer = 'file';
/** Events per commit: few syncs, and a bounded transaction. */
const groupSize = 512;

/** Takes a log in, in order: parents before children, the events of an epoch before its certificate. */
export class Intake {
  readonly #log: LogStore;
  readonly #crypto: Crypto;
  readonly #now: number;
  readonly #replica: Replica;
  #sinceCommit = 0;

  /** @param log empty, of the right cooperative. */
  constructor(log: LogStore, crypto: Crypto, now: number) {
    this.#log = log;
    this.#crypto = crypto;
    this.#now = now;
    this.#replica = openReplica({ log, crypto });
    step(this.#replica, { kind: 'connected', now, peer });
    this.#receive({ kind: 'hello', coop: log.coop, height: 0, hash: zeroHex });
  }

  /** The replica behind it. Read it. */
  get replica(): Replica {
    return this.#replica;
  }

  /** Takes an event as it travels. */
  takeEvent(wire: Uint8Array): Rejection | undefined {
    const before = this.#log.counts().events;
    this.#receive({ kind: 'events', events: [wire], more: false });
    return this.#log.counts().events > before ? undefined : this.#diagnose(wire);
  }

  /** Takes the certificate of the next height. */
  takeCertificate(bytes: Uint8Array): Rejection | undefined {
    const height = this.#replica.certified.head.height;
    this.#receive({ kind: 'certificates', certificates: [bytes] });
    if (this.#replica.certified.head.height > height) return undefined;
    return this.#whyNot(bytes, height + 1);
  }

  /** Makes durable what was taken in. */
  commit(): void {
    this.#sinceCommit = 0;
    this.#log.commit();
  }

  /** Keeps derived state, and commits. */
  stop(): void {
    this.#carry(step(this.#replica, { kind: 'stop', now: this.#now }));
    this.commit();
  }

  /** Height and root of what has been certified. */
  standing(): { readonly height: number; readonly time: number; readonly root: Hex } {
    const { head } = this.#replica.certified;
    const root = stateRoot(this.#replica.certified.roots(), this.#crypto);
    return { height: head.height, time: head.time, root };
  }

  #receive(message: Message): void {
    const input = {
      kind: 'received',
      now: this.#now,
      peer,
      message: encodeMessage(message),
    } as const;
    this.#carry(step(this.#replica, input));
    this.#sinceCommit += 1;
    if (this.#sinceCommit >= groupSize) this.commit();
  }

  #carry(effects: ReturnType<typeof step>): void {
    for (const effect of effects) if (isWrite(effect)) carryOut(effect, this.#log);
  }

  /** Which rule an event breaks that was not taken. */
  #diagnose(wire: Uint8Array): Rejection {
    const decoded = decodeEvent(wire, typeOf, this.#crypto, this.#log.coop);
    if (isRejection(decoded)) return decoded;
    const { event } = decoded;
    const definition = typeOf(event.type);
    const lookup = (id: Hex) => this.#replica.tail.get(id) ?? this.#replica.index.get(id);
    const refusal =
      (definition === undefined ? undefined : verifyEvent(event, definition, this.#crypto)) ??
      checkLinks(event, lookup, typeOf, this.#crypto);
    return refusal ?? reject('event-twice', 'This event is here a second time.');
  }

  #whyNot(bytes: Uint8Array, expected: number): Rejection {
    const certificate = decodeCertificate(bytes, this.#crypto);
    if (isRejection(certificate)) return certificate;
    const { coop, height } = certificate.checkpoint;
    if (coop !== this.#log.coop) {
      return reject('wrong-coop', 'This checkpoint belongs to another cooperative.');
    }
    if (height !== expected) {
      return reject(
        'certificate-out-of-order',
        `This is the checkpoint of height ${height}; the one of height ${expected} has to come here.`,
      );
    }
    const { divergence } = this.#replica;
    if (divergence !== undefined) {
      const where = divergence.sections.join(', ') || 'the order of events';
      return reject(
        'diverged',
        `Folding the events up to checkpoint ${height} gives another state than it says: ${where} differs.`,
      );
    }
    return reject(
      'certificate-not-certified',
      `Checkpoint ${height} does not follow from the one before, is not signed by the anchors, or names other events.`,
    );
  }
}
