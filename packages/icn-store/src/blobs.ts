/**
 * Rows of the blob table.
 *
 * Invariant: a row's digest is in the blob mix exactly as long as the row is in the table, and only a present blob has
 * bytes.
 */
import { fromHex, toHex } from 'icn-core';
import type { BlobState, Hex } from 'icn-core';
import type { Books } from './books.ts';
import { blobDigest, isSealedBy, mixIn, sameBytes, sealOf, sha256 } from './digest.ts';
import { bytesAt, corruptFault, integerAt } from './sql.ts';
import type { SqlRow } from './sql.ts';
import type { Statements } from './statements.ts';

/** How a state is written in the `state` column. */
export const blobStates = { missing: 0, present: 1, erased: 2 } as const;

/** What is known of a blob; undefined when nothing is. @throws StoreFault `corrupt` when the row is damaged. */
export function readBlob(statements: Statements, hash: Hex): BlobState | undefined {
  const key = fromHex(hash);
  const row = statements.blob.get(key);
  if (row === undefined) return undefined;
  const known = blobOf(key, row);
  if (known === undefined) throw corruptFault('read blob', `Blob ${hash} is damaged.`);
  return known;
}

/** A row of (state, seal, bytes) as the port has it; undefined when it does not hold what was stored. */
export function blobOf(hash: Uint8Array, row: SqlRow): BlobState | undefined {
  const state = integerAt(row, 0);
  if (!isSealedBy(blobDigest(hash, state), bytesAt(row, 1))) return undefined;
  const bytes = row[2];
  if (state === blobStates.missing) return bytes === null ? { state: 'missing' } : undefined;
  if (state === blobStates.erased) return bytes === null ? { state: 'erased' } : undefined;
  if (!(bytes instanceof Uint8Array) || !sameBytes(sha256(bytes), hash)) return undefined;
  return { state: 'present', bytes };
}

/** Adds or replaces what is known of a blob. */
export function putBlobRow(
  statements: Statements,
  books: Books,
  hash: Hex,
  state: number,
  bytes: Uint8Array | null,
): void {
  const key = fromHex(hash);
  const before = statements.blob.get(key);
  const digest = blobDigest(key, state);
  if (before === undefined) {
    statements.addBlob.run(key, state, sealOf(digest), bytes);
    books.blobs += 1;
  } else {
    statements.changeBlob.run(state, sealOf(digest), bytes, key);
    books.blobMix = mixIn(books.blobMix, blobDigest(key, integerAt(before, 0)));
  }
  books.blobMix = mixIn(books.blobMix, digest);
}

/** The hash column of a blob row, for messages. */
export function blobName(hash: Uint8Array): string {
  return `log.db blob ${toHex(hash)}`;
}
