/**
 * The books of a log: how many rows there are and what they add up to. Kept in memory while the log is open and written to
 * the one row of `meta` in every commit, so that what is counted and the count become durable together.
 */
import type { Hex } from 'icn-core';
import { fromHex, toHex } from 'icn-core';
import { isSealedBy, metaDigest, sealOf, zeroDigest } from './digest.ts';
import { bytesAt, integerAt } from './sql.ts';
import type { SqlRow } from './sql.ts';
import type { Statements } from './statements.ts';

/** Counts and running digests of all tables. */
export interface Books {
  readonly coop: Hex;
  events: number;
  eventChain: Uint8Array;
  certificates: number;
  certificateChain: Uint8Array;
  placedMix: Uint8Array;
  blobs: number;
  blobMix: Uint8Array;
  records: number;
  recordMix: Uint8Array;
}

/** The books of an empty log. */
export function emptyBooks(coop: Hex): Books {
  return {
    coop,
    events: 0,
    eventChain: zeroDigest,
    certificates: 0,
    certificateChain: zeroDigest,
    placedMix: zeroDigest,
    blobs: 0,
    blobMix: zeroDigest,
    records: 0,
    recordMix: zeroDigest,
  };
}

/** Reads a row of `meta`. @throws StoreFault `corrupt` when a column has the wrong type. */
export function booksOf(row: SqlRow): { readonly books: Books; readonly isIntact: boolean } {
  const books: Books = {
    coop: toHex(bytesAt(row, 0)),
    events: integerAt(row, 1),
    eventChain: bytesAt(row, 2),
    certificates: integerAt(row, 3),
    certificateChain: bytesAt(row, 4),
    placedMix: bytesAt(row, 5),
    blobs: integerAt(row, 6),
    blobMix: bytesAt(row, 7),
    records: integerAt(row, 8),
    recordMix: bytesAt(row, 9),
  };
  return { books, isIntact: isSealedBy(digestOf(books), bytesAt(row, 10)) };
}

/** Writes the books. Part of every commit. */
export function writeBooks(statements: Statements, books: Books): void {
  statements.putMeta.run(
    fromHex(books.coop),
    books.events,
    books.eventChain,
    books.certificates,
    books.certificateChain,
    books.placedMix,
    books.blobs,
    books.blobMix,
    books.records,
    books.recordMix,
    sealOf(digestOf(books)),
  );
}

function digestOf(books: Books): Uint8Array {
  return metaDigest(
    [books.events, books.certificates, books.blobs, books.records],
    [
      fromHex(books.coop),
      books.eventChain,
      books.certificateChain,
      books.placedMix,
      books.blobMix,
      books.recordMix,
    ],
  );
}
