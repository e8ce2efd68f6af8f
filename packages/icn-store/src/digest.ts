/**
 * What makes tampering evident: a digest per row, a running digest over arrivals, and an order-free mix for rows that
 * may change. See 6-storage.md. It is no secret key: who can write the files can compute all of this anew. It
 * finds disks, tools and hands that changed something without meaning to go unnoticed by every part of it.
 *
 * Invariants:
 * - A row's digest covers every column of the row but the seal, which is its first 8 bytes.
 * - chain(n) = SHA-256(chain(n-1) ‖ digest of row n); chain(0) is 32 zero bytes.
 * - A mix is the XOR of the digests of all rows of a table, so that a row can be taken out again.
 */
import { hash } from 'node:crypto';
import { latin1ToBytes } from 'icn-core';

/** Length of a seal in bytes: a chance of 2^-64 to miss a change. */
const sealBytes = 8;

/** Digest of nothing: the chain and the mix of an empty table. */
export const zeroDigest: Uint8Array = new Uint8Array(32);

/** SHA-256. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return latin1ToBytes(hash('sha256', bytes, 'binary'));
}

/** The columns of an event row that its digest covers. */
export interface EventColumns {
  readonly position: number;
  readonly id: Uint8Array;
  readonly deviceKey: Uint8Array;
  readonly seq: number;
  /** Position of the device's previous event where it is not the first to arrive with number seq - 1; else null. */
  readonly previous: number | null;
  readonly blobHash: Uint8Array | null;
  readonly wire: Uint8Array;
}

/** Digest of an event row. */
export function eventDigest(row: EventColumns): Uint8Array {
  return digestOf(
    'e',
    [row.position, row.seq, row.previous ?? 0],
    [row.id, row.deviceKey, row.blobHash ?? zeroDigest, row.wire],
  );
}

/** Digest of a certificate row. */
export function certificateDigest(position: number, height: number, bytes: Uint8Array): Uint8Array {
  return digestOf('c', [position, height], [bytes]);
}

/** Digest of an event's place in an epoch. */
export function placeDigest(position: number, epoch: number): Uint8Array {
  return digestOf('p', [position, epoch], []);
}

/** Digest of what is known of a blob; its bytes are covered by `hash` itself. */
export function blobDigest(hashOfBlob: Uint8Array, state: number): Uint8Array {
  return digestOf('b', [state], [hashOfBlob]);
}

/** Digest of a record. */
export function recordDigest(kind: string, key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return digestOf('r', [kind.length, key.length], [Buffer.from(kind), key, bytes]);
}

/** Digest of derived state. */
export function snapshotDigest(height: number, basis: Uint8Array, text: string): Uint8Array {
  return digestOf('s', [height], [basis, latin1ToBytes(hash('sha256', text, 'binary'))]);
}

/** Digest of the meta row. */
export function metaDigest(counts: readonly number[], digests: readonly Uint8Array[]): Uint8Array {
  return digestOf('m', counts, digests);
}

/** The next link of a chain. */
export function chainOn(chain: Uint8Array, digest: Uint8Array): Uint8Array {
  scratch.set(chain, 0);
  scratch.set(digest, chain.length);
  return sha256(scratch.subarray(0, chain.length + digest.length));
}

/** A mix with one more digest in it, or, when it was in it, without it. */
export function mixIn(mix: Uint8Array, digest: Uint8Array): Uint8Array {
  const mixed = new Uint8Array(mix.length);
  for (let at = 0; at < mixed.length; at += 1) mixed[at] = (mix[at] ?? 0) ^ (digest[at] ?? 0);
  return mixed;
}

/** The seal of a digest. */
export function sealOf(digest: Uint8Array): Uint8Array {
  return digest.slice(0, sealBytes);
}

/** True when a stored seal is that of the digest. */
export function isSealedBy(digest: Uint8Array, seal: Uint8Array): boolean {
  return seal.length === sealBytes && sameBytes(digest.subarray(0, sealBytes), seal);
}

/** True when both hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

// Filled and hashed within one call; an event row fits, larger ones get bytes of their own.
const scratch = new Uint8Array(96 * 1024);

/** Hash of a kind, integers of 8 bytes each, and parts whose number and, but for the last, length the kind fixes. */
function digestOf(
  kind: string,
  integers: readonly number[],
  parts: readonly Uint8Array[],
): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 1 + 8 * integers.length);
  const into = length <= scratch.length ? scratch : new Uint8Array(length);
  into[0] = kind.charCodeAt(0);
  let at = 1;
  for (const integer of integers) {
    for (let rest = integer, byte = 7; byte >= 0; byte -= 1) {
      into[at + byte] = rest & 0xff;
      rest = (rest - (rest & 0xff)) / 256;
    }
    at += 8;
  }
  for (const part of parts) {
    into.set(part, at);
    at += part.length;
  }
  return sha256(into.subarray(0, length));
}
