/**
 * Append-only Merkle tree as in RFC 6962 §2.1 (hash of a leaf over 0x00 ‖ leaf, of a node over 0x01 ‖ left ‖ right),
 * kept as its frontier: the roots of the full subtrees that the binary digits of `size` stand for.
 *
 * Invariant: appending in sequence gives the root that RFC 6962 defines for the whole list.
 */
import { concat, fromHex, isHex, toHex, type Hex } from './bytes.ts';
import type { Crypto } from './crypto.ts';
import { assert } from './outcome.ts';

/** The tree after `size` leaves. A value: appending makes a new one. JSON and row compatible. */
export interface MerkleFrontier {
  readonly size: number;
  /** Roots of the full subtrees, largest first: one per binary digit 1 of `size`. */
  readonly peaks: readonly Hex[];
}

/** The tree without leaves. */
export const emptyMerkle: MerkleFrontier = { size: 0, peaks: [] };

/** Most leaves: sizes are halved by 32-bit shifts. A cooperative of ten writes two million events in twenty years. */
const sizeMax = 2 ** 31;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** Appends one leaf, in practice an event id. */
export function appendMerkle(
  tree: MerkleFrontier,
  leaf: Hex,
  crypto: Pick<Crypto, 'sha256'>,
): MerkleFrontier {
  assert(tree.size < sizeMax, 'MERKLE-2: a tree has at most 2^31 leaves');
  const peaks = [...tree.peaks];
  let added = crypto.sha256(concat(leafPrefix, fromHex(leaf)));
  // Each trailing digit 1 of the old size is a full subtree as large as what is being added.
  for (let size = tree.size; (size & 1) === 1; size >>>= 1) {
    added = nodeHash(fromHex(takeLast(peaks)), added, crypto);
  }
  peaks.push(toHex(added));
  return { size: tree.size + 1, peaks };
}

/** The root; for an empty tree the hash of nothing, as RFC 6962 has it. */
export function merkleRoot(tree: MerkleFrontier, crypto: Pick<Crypto, 'sha256'>): Hex {
  if (tree.size === 0) return toHex(crypto.sha256(new Uint8Array(0)));
  const peaks = [...tree.peaks];
  let root = fromHex(takeLast(peaks));
  while (peaks.length > 0) root = nodeHash(fromHex(takeLast(peaks)), root, crypto);
  return toHex(root);
}

/** True for a value that is a frontier: for frontiers read from storage or a peer. */
export function isMerkleFrontier(value: {
  size: unknown;
  peaks: unknown;
}): value is MerkleFrontier {
  const { size, peaks } = value;
  if (typeof size !== 'number' || size >>> 0 !== size || size > sizeMax) return false;
  if (!Array.isArray(peaks)) return false;
  let ones = 0;
  for (let rest = size; rest > 0; rest >>>= 1) ones += rest & 1;
  return (
    peaks.length === ones && peaks.every((peak) => typeof peak === 'string' && isHex(peak, 32))
  );
}

function takeLast(peaks: Hex[]): Hex {
  const last = peaks.pop();
  assert(last !== undefined, 'MERKLE-1: a frontier has one peak per digit 1 of its size');
  return last;
}

function nodeHash(left: Uint8Array, right: Uint8Array, crypto: Pick<Crypto, 'sha256'>): Uint8Array {
  return crypto.sha256(concat(nodePrefix, left, right));
}
