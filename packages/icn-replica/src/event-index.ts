/**
 * Events by id and chain heads by device, without reading the log for what is recent.
 *
 * Invariant: for every device `heads` says what the log says, counting events that were accepted in the step under way.
 */
import {
  assert,
  decodeEvent,
  encodeEvent,
  isRejection,
  toHex,
  type Crypto,
  type DeviceHead,
  type Hex,
  type LogEvent,
  type LogReader,
} from 'icn-core';
import { typeOf } from './registry.ts';

/** Decoded events kept in memory beside the tail: at least this many of the last, at most twice as many. */
const keptMin = 512;

/** Finds events that are held. */
export class EventIndex {
  readonly #log: LogReader;
  readonly #crypto: Crypto;
  #recent = new Map<Hex, LogEvent>();
  /** What was recent before that; forgotten when `#recent` is full. */
  #older = new Map<Hex, LogEvent>();
  readonly #heads: Map<Hex, readonly DeviceHead[]>;

  constructor(log: LogReader, crypto: Crypto) {
    this.#log = log;
    this.#crypto = crypto;
    this.#heads = Map.groupBy(log.heads(), ({ device }) => device);
  }

  /** Heads of a device: more than one only when it forked. */
  headsOf(device: Hex): readonly DeviceHead[] {
    return this.#heads.get(device) ?? [];
  }

  /** All heads, by device. */
  heads(): readonly DeviceHead[] {
    return [...this.#heads.values()].flat();
  }

  /** Highest number that a device has used; -1 when none. */
  lastSeq(device: Hex): number {
    return this.headsOf(device).reduce((last, head) => (head.seq > last ? head.seq : last), -1);
  }

  /** True when an event is held. The device and number of the event spare a read in the usual case. */
  has(event: Pick<LogEvent, 'id' | 'device' | 'seq'>): boolean {
    if (event.seq > this.lastSeq(event.device)) return false;
    return this.#kept(event.id) !== undefined || this.#log.has(event.id);
  }

  /** An event that is held, decoded. */
  get(id: Hex): LogEvent | undefined {
    const kept = this.#kept(id);
    if (kept !== undefined) return kept;
    const stored = this.#log.event(id);
    return stored === undefined ? undefined : this.read(stored.wire);
  }

  /** Decodes an event of this log. Stored events were valid when they came; damaged ones are the store's to find. */
  read(wire: Uint8Array): LogEvent {
    const decoded = decodeEvent(wire, typeOf, this.#crypto, this.#log.coop);
    assert(!isRejection(decoded), 'a stored event is well-formed');
    this.#keep(decoded.event);
    return decoded.event;
  }

  /** The same event with its blob, as it travels. */
  withBlob(wire: Uint8Array, blob: Uint8Array): Uint8Array {
    return encodeEvent(this.read(wire).raw, blob);
  }

  /** The hash that an event names a blob by. */
  blobHash(blob: Uint8Array): Hex {
    return toHex(this.#crypto.sha256(blob));
  }

  /** Takes note of an event that was just accepted. */
  add(event: LogEvent): void {
    this.#keep(event);
    const others = this.headsOf(event.device).filter((head) => head.id !== event.prev);
    this.#heads.set(event.device, [
      ...others,
      { device: event.device, seq: event.seq, id: event.id },
    ]);
  }

  #kept(id: Hex): LogEvent | undefined {
    return this.#recent.get(id) ?? this.#older.get(id);
  }

  #keep(event: LogEvent): void {
    if (this.#recent.size === keptMin) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(event.id, event);
  }
}
