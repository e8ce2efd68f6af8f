/**
 * The event: what it is once decoded, and its bytes. Making one is in event-compose.ts, reading strangers' events in
 * event-decode.ts, judging them in event-validity.ts. The bytes are described in docs/protocol/1-events.md.
 *
 * Invariant EVENT-1: `id` is the hash of `raw.header`, and every other field says what `raw` says.
 */
import { concat, zeroHex, type Hex } from './bytes.ts';
import { encodeCbor, type CborValue } from './cbor.ts';
import { prefixed, type Crypto } from './crypto.ts';
import type { Hlc } from './hlc.ts';
import { headerBytesMax } from './limits.ts';

/** A certified checkpoint as an event names it. */
export interface Basis {
  /** 0 before the first checkpoint. */
  readonly height: number;
  /** Hash of the checkpoint; 64 zeros before the first. */
  readonly hash: Hex;
}

/** The basis before the first checkpoint. */
export const noBasis: Basis = { height: 0, hash: zeroHex };

/** The bytes of an event as they travel and are stored, views of one array as a rule. Never changed. */
export interface EventParts {
  readonly header: Uint8Array;
  readonly signature: Uint8Array;
  readonly body: Uint8Array;
}

/** One event. `Content` is the decoded body. */
export interface LogEvent<Content = unknown> {
  readonly id: Hex;
  /** The header's `c`: the coop's id; zeros in the genesis event. */
  readonly coop: Hex;
  /** Public key of the author device. */
  readonly device: Hex;
  /** Number in the device's own sequence, from 0. */
  readonly seq: number;
  /** Id of the device's event before; null iff `seq` is 0. */
  readonly prev: Hex | null;
  /** The other parents, ascending, without `prev`. */
  readonly parents: readonly Hex[];
  readonly time: Hlc;
  /** The newest certified checkpoint that the author held. */
  readonly basis: Basis;
  /** `domain.past-tense`. */
  readonly type: string;
  /** Rules version that defines the type. */
  readonly rules: number;
  readonly content: Content;
  /** SHA-256 of the blob (salt and content); undefined when the event has none. */
  readonly blobHash: Hex | undefined;
  readonly raw: EventParts;
}

/**
 * The bytes of an event as they travel. `blob`: salt and content; null says that the sender has erased it; left out
 * when there is none or the sender lacks it.
 */
export function encodeEvent(parts: EventParts, blob?: Uint8Array | null): Uint8Array {
  const array: CborValue[] = [parts.header, parts.signature, parts.body];
  if (blob !== undefined) array.push(blob);
  return encodeCbor(array);
}

// Filled and hashed within one call of eventId; memory for each event's would cost more than its hash.
const idPrefix = prefixed('icn/event-id/1');
const toHash = concat(idPrefix, new Uint8Array(headerBytesMax));

/** The id of the event with these header bytes, as bytes. */
export function eventId(header: Uint8Array, crypto: Pick<Crypto, 'sha256'>): Uint8Array {
  if (header.length > headerBytesMax) return crypto.sha256(prefixed('icn/event-id/1', header));
  toHash.set(header, idPrefix.length);
  return crypto.sha256(toHash.subarray(0, idPrefix.length + header.length));
}

/** What a device signs for the event with this id. */
export function eventSigningBytes(id: Uint8Array): Uint8Array {
  return prefixed('icn/event/1', id);
}

/** All direct parents: `prev` first, then the others. */
export function parentsOf(event: Pick<LogEvent, 'prev' | 'parents'>): readonly Hex[] {
  return event.prev === null ? event.parents : [event.prev, ...event.parents];
}
