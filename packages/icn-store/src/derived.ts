/**
 * Derived state on disk: one snapshot in a database of its own. Everything in it can be folded anew from the log, so
 * it is synced lazily and thrown away at the first doubt.
 */
import { StoreFault } from 'icn-core';
import type { Finding } from 'icn-core';
import { sameBytes, snapshotDigest } from './digest.ts';
import { bytesAt, corruptFault, integerAt } from './sql.ts';
import type { SqlDatabase, SqlStatement } from './sql.ts';

/** A snapshot and the hash of the certificate it was derived under (32 zero bytes for height 0). */
export interface DerivedSnapshot {
  readonly height: number;
  readonly basis: Uint8Array;
  readonly text: string;
}

const setUp = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA secure_delete = ON;
  PRAGMA journal_size_limit = 1048576;
  CREATE TABLE IF NOT EXISTS snapshot (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    height INTEGER NOT NULL,
    basis BLOB NOT NULL,
    digest BLOB NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
`;

/** The open `derived.db`. */
export class DerivedState {
  readonly #database: SqlDatabase;
  readonly #read: SqlStatement;
  readonly #write: SqlStatement;

  /** Takes the database over, and sets it up if need be. Closes it before it throws. @throws StoreFault */
  constructor(database: SqlDatabase) {
    this.#database = database;
    try {
      database.exec(setUp);
      this.#read = database.prepare('SELECT height, basis, digest, text FROM snapshot');
      this.#write = database.prepare('INSERT OR REPLACE INTO snapshot VALUES (1, ?, ?, ?, ?)');
    } catch (failure) {
      database.close();
      if (failure instanceof StoreFault) throw failure;
      // These statements are right for the tables made here, so these are other tables.
      throw corruptFault('open', 'The tables of derived.db are not those that were made.', failure);
    }
  }

  /** The snapshot; undefined when there is none or it is not what was written. */
  read(): DerivedSnapshot | undefined {
    const found = this.#load();
    return found === 'damaged' ? undefined : found;
  }

  /** Replaces the snapshot. @throws StoreFault */
  write(snapshot: DerivedSnapshot): void {
    const { height, basis, text } = snapshot;
    this.#write.run(height, basis, digestOf(snapshot), text);
  }

  /** Findings about the snapshot. */
  verify(): readonly Finding[] {
    if (this.#load() !== 'damaged') return [];
    const sentence =
      'The derived state is not what was written. Nothing is lost: it is rebuilt from the log.';
    return [{ place: 'derived.db snapshot', code: 'snapshot-altered', sentence }];
  }

  close(): void {
    this.#database.close();
  }

  #load(): DerivedSnapshot | undefined | 'damaged' {
    try {
      const row = this.#read.get();
      if (row === undefined) return undefined;
      const [height, basis, text] = [integerAt(row, 0), bytesAt(row, 1), row[3]];
      if (typeof text !== 'string') return 'damaged';
      const snapshot = { height, basis, text };
      return sameBytes(digestOf(snapshot), bytesAt(row, 2)) ? snapshot : 'damaged';
    } catch (failure) {
      if (failure instanceof StoreFault && failure.code === 'corrupt') return 'damaged';
      throw failure;
    }
  }
}

function digestOf({ height, basis, text }: DerivedSnapshot): Uint8Array {
  return snapshotDigest(height, basis, text);
}
